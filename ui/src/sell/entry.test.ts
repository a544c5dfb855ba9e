import { describe, expect, it } from 'vitest';
import { readEntry } from './entry';

const read = (typed: string, locale = 'en-GB') => readEntry(typed, locale);

describe('the field of the till', () => {
  it.each([
    ['3', 3_000],
    ['12', 12_000],
    ['9999', 9_999_000],
    ['0.25', 250],
    ['.5', 500],
    ['1.125', 1_125],
  ])('takes %s as a quantity', (typed, thousandths) => {
    expect(read(typed)).toEqual({ kind: 'quantity', thousandths });
  });

  it('takes a decimal comma as the locale writes it', () => {
    expect(read('0,25', 'de-DE')).toEqual({ kind: 'quantity', thousandths: 250 });
  });

  it.each(['*12.50', '12.50*', ' * 12.50', '12.5 *'])('takes %j as a price', (typed) => {
    expect(read(typed)).toEqual({ kind: 'price', millionths: 12_500_000 });
  });

  it('takes a price of nothing, but no negative one', () => {
    expect(read('*0')).toEqual({ kind: 'price', millionths: 0 });
    expect(read('*-1').kind).toBe('words');
  });

  it('takes a per cent sign as a discount up to the whole', () => {
    expect(read('10%')).toEqual({ kind: 'percent', millionths: 100_000 });
    expect(read('100 %')).toEqual({ kind: 'percent', millionths: 1_000_000 });
    expect(read('101%').kind).toBe('words');
  });

  it.each(['22423', '85123A', '4006381333931', '(01)04006381333931'])('takes %s for a code', (typed) => {
    expect(read(typed)).toEqual({ kind: 'words', words: typed, looksLikeCode: true });
  });

  it.each(['rouge', 'velvet lipstick 12345', 'Nr 5', '0', '0.0004', '*'])('takes %j for words to look for', (typed) => {
    expect(read(typed)).toMatchObject({ kind: 'words', looksLikeCode: false });
  });

  it('means nothing when it is empty', () => {
    expect(read('   ')).toEqual({ kind: 'nothing' });
  });
});
