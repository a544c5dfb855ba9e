import { describe, expect, it } from 'vitest';
import { asQuery, FILTERS, isFiltered, looksLikeNumber } from './filters';

describe('the filters of sales', () => {
  it('ask for everything when none is set', () => {
    expect(asQuery(FILTERS)).toEqual({});
    expect(isFiltered(FILTERS)).toBe(false);
  });

  it('pass on what makes sense', () => {
    const id = '01921234-5678-7abc-8def-0123456789ab';
    expect(asQuery({ ...FILTERS, number: ' S-12 ', kind: 'return', from: '2011-01-01', to: '2011-12-09', country: 'EIRE', customer_id: id })).toEqual({
      number: 'S-12',
      kind: 'return',
      from: '2011-01-01',
      to: '2011-12-09',
      country: 'EIRE',
      customer_id: id,
    });
  });

  it('leave out what an address typed by hand gets wrong', () => {
    expect(asQuery({ ...FILTERS, kind: 'gift', from: 'yesterday', variant_id: 'x', number: '  ' })).toEqual({});
  });

  it.each([
    ['1-1002', true],
    ['C581569', true],
    ['581587 ', true],
    ['Müller', false],
    ['Müller 3', false],
    ['', false],
  ])('take %j for a number: %s', (typed, isNumber) => {
    expect(looksLikeNumber(typed)).toBe(isNumber);
  });
});
