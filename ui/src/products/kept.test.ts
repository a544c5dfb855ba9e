import { expect, it } from 'vitest';
import { changeCount, newProduct, newVariant } from './draft';
import { fingerprint, keptProduct, readKeptProduct } from './kept';

const stored = newProduct();
const typed = { ...stored, name: 'Day Cream', category_id: 'c', variants: ['new-1', 'new-2'].map((key) => ({ ...newVariant(key), unread: { price_millionths: { typed: '1,', problem: 'not_a_number' as const } } })) };

it('reads back what was typed, with the texts that could not be read, and names new rows anew', () => {
  const read = readKeptProduct(JSON.parse(JSON.stringify(keptProduct(typed, stored))));
  expect(read?.draft.name).toBe('Day Cream');
  expect(read?.draft.variants[0]?.unread.price_millionths?.typed).toBe('1,');
  expect(read?.draft.variants.map(({ key }) => key)).toEqual(['new-1', expect.not.stringMatching(/^new-/)]);
  expect(changeCount(stored, read?.draft ?? stored)).toBe(changeCount(stored, typed));
});

it('tells when the product is no longer what the form began from', () => {
  const read = readKeptProduct(keptProduct(typed, stored));
  expect(read?.base).toBe(fingerprint(stored));
  expect(read?.base).not.toBe(fingerprint(typed));
});

it('drops what is not a product of this version', () => {
  const kept = keptProduct(typed, stored);
  for (const other of [null, 'text', [], { ...kept, version: 2 }, { ...kept, draft: { ...typed, name: 1 } }, { ...kept, draft: { ...typed, variants: [{ ...typed.variants[0], sku: null }] } }]) {
    expect(readKeptProduct(other)).toBeNull();
  }
});
