import { describe, expect, it } from 'vitest';
import { balanceOf, cashDue, lastFour, likelyNotes, type Tender } from './tender';

const cash = (tendered_minor: number): Tender => ({ method: 'cash', tendered_minor });
const card = (amount_minor: number): Tender => ({ method: 'card', amount_minor, brand: '', last_four: '' });

describe('cash', () => {
  it.each([
    [1002, 5, 1000],
    [1003, 5, 1005],
    [1007, 5, 1005],
    [1008, 5, 1010],
    [1005, 10, 1010],
    [1234, 1, 1234],
    [1234, 0, 1234],
    [0, 5, 0],
  ])('for %i with coins of %i is %i', (amount, coin, due) => {
    expect(cashDue(amount, coin)).toBe(due);
  });
});

describe('what is left to pay', () => {
  it('is everything at first', () => {
    expect(balanceOf(6241, [], 1)).toEqual({ leftMinor: 6241, changeMinor: 0, cashDueMinor: 6241 });
  });

  it('turns into change when cash gives more', () => {
    expect(balanceOf(6241, [cash(7000)], 1)).toEqual({ leftMinor: 0, changeMinor: 759, cashDueMinor: 0 });
  });

  it('is nothing when cash is exact after rounding to the smallest coin', () => {
    expect(balanceOf(6242, [cash(6240)], 5)).toEqual({ leftMinor: 0, changeMinor: 0, cashDueMinor: 0 });
  });

  it('is what a card leaves, whichever came first', () => {
    expect(balanceOf(6241, [card(2000)], 1).leftMinor).toBe(4241);
    expect(balanceOf(6241, [cash(2000)], 1).leftMinor).toBe(4241);
    expect(balanceOf(6241, [cash(2000), card(4241)], 1)).toEqual({ leftMinor: 0, changeMinor: 0, cashDueMinor: 0 });
    expect(balanceOf(6241, [card(4241), cash(5000)], 1)).toEqual({ leftMinor: 0, changeMinor: 3000, cashDueMinor: 0 });
  });
});

describe('likely notes', () => {
  it('are the next round sums', () => {
    expect(likelyNotes(6241, 2)).toEqual([6500, 7000, 8000, 10000]);
    expect(likelyNotes(490, 2)).toEqual([500, 1000, 2000, 5000]);
  });

  it('never repeat the sum itself', () => {
    expect(likelyNotes(5000, 2)).not.toContain(5000);
  });

  it('know currencies without a minor unit', () => {
    expect(likelyNotes(3480, 0)).toEqual([3500, 3600, 4000, 5000]);
  });

  it('are none when nothing is due, and never fewer digits than the sum', () => {
    expect(likelyNotes(0, 2)).toEqual([]);
    for (const due of [1, 99, 100, 101, 12_345, 999_999, 123_456_789]) for (const note of likelyNotes(due, 2)) expect(note).toBeGreaterThan(due);
  });
});

describe('the last four digits of a card', () => {
  it.each([
    ['4242', '4242'],
    ['**** 4242', '4242'],
    ['4111 1111 1111 1234', '1234'],
    ['', ''],
    ['12', '12'],
  ])('of %s are %s', (typed, kept) => {
    expect(lastFour(typed)).toBe(kept);
  });
});
