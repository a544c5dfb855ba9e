import { describe, expect, it } from 'vitest';
import { categoryOptions, placed } from './categories';

const lips = { id: 'l', name: 'Lips', position: 2 };
const face = { id: 'f', name: 'Face', position: 1, parent_id: null };
const stick = { id: 's', name: 'Lipstick', position: 1, parent_id: 'l' };

describe('the tree of categories', () => {
  it('stands in order with children below their parents', () => {
    expect(placed([stick, lips, face]).map(({ name, depth }) => [name, depth])).toEqual([
      ['Face', 0],
      ['Lips', 0],
      ['Lipstick', 1],
    ]);
  });

  it('tells equal names apart by their path', () => {
    expect(categoryOptions([lips, stick]).map(({ label }) => label)).toEqual(['Lips', 'Lips › Lipstick']);
  });

  it('loses nothing when a parent is missing or the tree bites its tail', () => {
    expect(placed([{ ...stick, parent_id: 'gone' }])).toHaveLength(1);
    const one = { id: 'a', name: 'A', position: 1, parent_id: 'b' };
    const other = { id: 'b', name: 'B', position: 1, parent_id: 'a' };
    expect(placed([one, other])).toHaveLength(2);
  });
});
