import { describe, expect, it } from 'vitest';
import { decimalString, formatInteger, parseInteger } from './numbers';

const value = (text: string, decimals = 2, locale = 'en-GB') => parseInteger(text, decimals, locale);

describe('reading numbers', () => {
  it.each([
    ['12.34', 'en-GB', 1234],
    ['1,234.5', 'en-GB', 123450],
    ['12,34', 'de-DE', 1234],
    ['1.234,5', 'de-DE', 123450],
    ['1’234.50', 'de-CH', 123450],
    ['12,5', 'de-CH', 1250],
    ['1 234,5', 'fr-FR', 123450],
    ['-3', 'en-GB', -300],
    ['−3', 'en-GB', -300],
    ['€ 4,99', 'de-DE', 499],
    ['4,99 €', 'de-DE', 499],
    ['.5', 'en-GB', 50],
    ['7.', 'en-GB', 700],
    ['0', 'en-GB', 0],
    ['-0', 'en-GB', 0],
    ['12.340', 'en-GB', 1234],
  ])('%s in %s is %i', (text, locale, expected) => {
    expect(value(text, 2, locale)).toEqual({ value: expected });
  });

  it('takes the other decimal sign where it cannot mean thousands', () => {
    expect(value('12.50', 2, 'de-DE')).toEqual({ value: 1250 });
    expect(value('12,5', 2, 'en-GB')).toEqual({ value: 1250 });
  });

  it('reads thousands as the locale writes them and never guesses a decimal from three digits', () => {
    expect(value('1.234', 2, 'de-DE')).toEqual({ value: 123400 });
    expect(value('1,234', 2, 'en-GB')).toEqual({ value: 123400 });
  });

  it('refuses what it would have to round', () => {
    expect(value('0.005')).toEqual({ problem: 'too_many_decimals' });
    expect(value('1.5', 0)).toEqual({ problem: 'too_many_decimals' });
  });

  it.each(['', 'abc', '1.2.3', '1,2,3', '--1', '1-2', '12abc34', '1e5'])('refuses %j', (text) => {
    expect(value(text)).toEqual({ problem: 'not_a_number' });
  });

  it('refuses what an integer of the wire cannot carry exactly', () => {
    expect(value('90071992547409.91')).toEqual({ value: Number.MAX_SAFE_INTEGER });
    expect(value('90071992547409.92')).toEqual({ problem: 'too_large' });
    expect(value('9'.repeat(400))).toEqual({ problem: 'too_large' });
  });

  it('gives back what it formatted, for every locale and border', () => {
    for (const locale of ['en-GB', 'de-DE', 'de-CH', 'fr-FR', 'en-IN', 'de-AT'])
      for (const decimals of [0, 2, 3, 6])
        for (const amount of [0, 1, 9, 10, 99, 100, 101, 999_999, 1_000_000, 123_456_789_012, -1, -123_456_789])
          expect(parseInteger(formatInteger(amount, decimals, locale, { minimumFractionDigits: decimals }), decimals, locale), `${locale} ${decimals} ${amount}`).toEqual({ value: amount });
  });
});

describe('writing numbers', () => {
  it('is exact where a float is not', () => {
    expect(decimalString(9007199254740991, 2)).toBe('90071992547409.91');
    expect(formatInteger(9007199254740991, 2, 'en-GB', { minimumFractionDigits: 2 })).toBe('90,071,992,547,409.91');
  });

  it('writes a real minus', () => {
    expect(formatInteger(-5, 2, 'en-GB', { minimumFractionDigits: 2 })).toBe('−0.05');
  });
});

describe('writing money', () => {
  const euros = (minor: number, locale: string) =>
    formatInteger(minor, 2, locale, { style: 'currency', currency: 'EUR', minimumFractionDigits: 2, maximumFractionDigits: 2 }).replace(/\s/g, ' ');

  it('uses the signs of plain numbers, which differ from those of amounts in some locales', () => {
    expect(euros(123_450, 'en-DE')).toBe('€1.234,50');
    expect(euros(123_450, 'en-GB')).toBe('€1,234.50');
    expect(euros(-123_450, 'de-DE')).toBe('−1.234,50 €');
    expect(euros(0, 'de-DE')).toBe('0,00 €');
  });

  it('is exact beyond what a float holds', () => {
    expect(euros(9_007_199_254_740_991, 'en-GB')).toBe('€90,071,992,547,409.91');
  });
});
