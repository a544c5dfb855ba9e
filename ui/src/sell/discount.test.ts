import { describe, expect, it } from 'vitest';
import { parseDiscount } from './discount';

const read = (typed: string, kind: 'amount' | 'percent' = 'amount', base: number | null = null, locale = 'en-GB') => parseDiscount(typed, kind, 2, locale, base);

describe('a discount', () => {
  it.each([
    ['10%', { kind: 'percent', rate_millionths: 100_000 }],
    ['10 %', { kind: 'percent', rate_millionths: 100_000 }],
    ['12.5%', { kind: 'percent', rate_millionths: 125_000 }],
    ['100%', { kind: 'percent', rate_millionths: 1_000_000 }],
    ['0.0001%', { kind: 'percent', rate_millionths: 1 }],
    ['5', { kind: 'amount', amount_minor: 500 }],
    ['5.5', { kind: 'amount', amount_minor: 550 }],
    ['1,234.56', { kind: 'amount', amount_minor: 123_456 }],
  ])('%s is read exactly', (typed, discount) => {
    expect(read(typed)).toEqual({ discount });
  });

  it('is a part when per cent was chosen, without typing the sign', () => {
    expect(read('15', 'percent')).toEqual({ discount: { kind: 'percent', rate_millionths: 150_000 } });
  });

  it('is read as the locale writes it', () => {
    expect(read('7,5 %', 'amount', null, 'de-DE')).toEqual({ discount: { kind: 'percent', rate_millionths: 75_000 } });
    expect(read('3,20', 'amount', null, 'de-DE')).toEqual({ discount: { kind: 'amount', amount_minor: 320 } });
  });

  it.each(['', '  ', '0', '0%'])('of %j is none', (typed) => {
    expect(read(typed)).toEqual({ discount: null });
  });

  it.each([
    ['100.0001%', 'above_whole'],
    ['-1', 'negative'],
    ['-1%', 'negative'],
    ['1.005', 'too_many_decimals'],
    ['ten', 'not_a_number'],
    ['%', 'not_a_number'],
  ])('of %s is refused', (typed, problem) => {
    expect(read(typed)).toEqual({ problem });
  });

  it('may take everything off but not more', () => {
    expect(read('12.50', 'amount', 1250)).toEqual({ discount: { kind: 'amount', amount_minor: 1250 } });
    expect(read('12.51', 'amount', 1250)).toEqual({ problem: 'above_base' });
  });
});
