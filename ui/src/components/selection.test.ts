import { expect, it, vi } from 'vitest';
import { Selection, SELECTED_MAX } from './selection';

it('chooses a row, leaves it again and tells who looks', () => {
  const selection = new Selection<number>();
  const told = vi.fn();
  selection.subscribe(told);
  selection.toggle('a', 1);
  selection.toggle('b', 2);
  selection.toggle('a', 1);
  expect([...selection.rows]).toEqual([['b', 2]]);
  expect(told).toHaveBeenCalledTimes(3);
});

it('never holds more rows than one operation takes', () => {
  const selection = new Selection<number>();
  selection.add(Array.from({ length: SELECTED_MAX + 20 }, (_, index): [string, number] => [String(index), index]));
  selection.toggle('one more', 0);
  expect(selection.rows.size).toBe(SELECTED_MAX);
  selection.toggle('0', 0);
  expect(selection.rows.size).toBe(SELECTED_MAX - 1);
});
