import { describe, expect, it } from 'vitest';
import { leftOver, plannedLots, sellableLots, type Shelf } from './shelf';

const lot = (lot_id: string, pieces: number, is_sellable = true) => ({ lot_id, code: lot_id, expiry_date: null, on_hand_thousandths: pieces * 1_000, is_sellable });
const shelf: Shelf = { track_stock: true, sellable_thousandths: 5_000, lots: [lot('expired', 4, false), lot('first', 2), lot('empty', 0), lot('next', 3)] };
const taken = (parts: ReturnType<typeof plannedLots>) => parts.map((part) => [part.lot.lot_id, part.quantityThousandths]);

describe('the lots of a line', () => {
  it('are the earliest that may be sold, then the next', () => {
    expect(taken(plannedLots(shelf, 3_000, null))).toEqual([
      ['first', 2_000],
      ['next', 1_000],
    ]);
  });

  it('are the one that was scanned and no other', () => {
    expect(taken(plannedLots(shelf, 4_000, 'next'))).toEqual([['next', 3_000]]);
  });

  it('leave out what lines above it take', () => {
    expect(taken(plannedLots(shelf, 1_000, null, new Map([['first', 2_000]])))).toEqual([['next', 1_000]]);
  });

  it('never offer what has expired or is not there', () => {
    expect(sellableLots(shelf).map(({ lot_id }) => lot_id)).toEqual(['first', 'next']);
  });
});

describe('what is left over', () => {
  it('falls below zero when a ticket asks for too much', () => {
    expect(leftOver(shelf, 5_000)).toBe(0);
    expect(leftOver(shelf, 6_000)).toBe(-1_000);
    expect(leftOver(shelf, 1_000, 'first')).toBe(1_000);
  });

  it('is not known where stock is not counted', () => {
    expect(leftOver({ ...shelf, track_stock: false }, 99_000)).toBeNull();
  });
});
