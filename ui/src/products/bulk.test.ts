import { expect, it } from 'vitest';
import { changesOf, undoOf } from './bulk';

const cream = { id: 'cream', name: 'Cream', state: 'active' as const, category_id: 'face' };
const comb = { id: 'comb', name: 'Comb', state: 'archived' as const };

it('changes only what is not so already and leaves the rest of each product alone', () => {
  expect(changesOf([cream, comb], { state: 'archived' })).toEqual([
    { product_id: 'cream', before: { state: 'active', category_id: 'face' }, after: { state: 'archived', category_id: 'face' } },
  ]);
  expect(changesOf([cream, comb], { category_id: null })).toHaveLength(1);
  expect(changesOf([cream, comb], {})).toEqual([]);
});

it('turns round what was done, and only that', () => {
  const changes = changesOf([cream, comb], { category_id: 'hair' });
  expect(undoOf(changes, ['comb'])).toEqual([
    { product_id: 'comb', before: { state: 'archived', category_id: 'hair' }, after: { state: 'archived', category_id: null } },
  ]);
});
