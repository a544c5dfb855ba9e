import { describe, expect, it } from 'vitest';
import { cellText, changeCount, draftOf, inputOf, newProduct, newVariant, problemsOf, readBarcodes, readBlock, withBlock, withCell, withCombinations } from './draft';

const lipstick = draftOf({
  name: 'Velvet Lipstick',
  brand: '',
  description: '',
  kind: 'goods',
  state: 'active',
  option_1_name: 'Shade',
  option_2_name: '',
  option_3_name: '',
  variants: [
    {
      id: 'v1',
      option_1: 'Rouge 12',
      option_2: '',
      option_3: '',
      swatch: '#a01b2c',
      sku: 'VL-12',
      barcodes: ['4006381333931'],
      price_millionths: 14_900_000,
      tax_category_id: 't1',
      unit: 'piece',
      content_unit: '',
      reorder_point_thousandths: 3000,
      track_stock: true,
      track_lots: true,
      state: 'active',
    },
  ],
});
const [rouge] = lipstick.variants as [(typeof lipstick.variants)[0]];
let keys = 0;
const newKey = () => `k${(keys += 1)}`;

describe('a cell of the variant sheet', () => {
  it('shows a price with the digits of the currency and a quantity with as few as it needs', () => {
    expect(cellText(rouge, 'price_millionths', 'de-DE', 2)).toBe('14,90');
    expect(cellText(rouge, 'price_millionths', 'ja-JP', 0)).toBe('14.9');
    expect(cellText(rouge, 'reorder_point_thousandths', 'en-GB', 2)).toBe('3');
    expect(cellText(rouge, 'content_thousandths', 'en-GB', 2)).toBe('');
  });

  it('reads what the locale writes into exact integers', () => {
    expect(withCell(rouge, 'price_millionths', '1.234,56', 'de-DE').price_millionths).toBe(1_234_560_000);
    expect(withCell(rouge, 'price_millionths', '0.000001', 'en-GB').price_millionths).toBe(1);
    expect(withCell(rouge, 'reorder_point_thousandths', '', 'en-GB').reorder_point_thousandths).toBeNull();
  });

  it('keeps what cannot be read and the last good value beside it', () => {
    const typed = withCell(rouge, 'price_millionths', 'twelve', 'en-GB');
    expect(typed.price_millionths).toBe(14_900_000);
    expect(cellText(typed, 'price_millionths', 'en-GB', 2)).toBe('twelve');
    expect(problemsOf({ ...lipstick, variants: [typed] })).toEqual([{ field: 'variants[0].price_millionths', kind: 'unreadable', row: 0 }]);
    expect(withCell(typed, 'price_millionths', '12', 'en-GB').unread).toEqual({});
    expect(withCell(rouge, 'price_millionths', '-1', 'en-GB').unread.price_millionths?.problem).toBe('negative');
  });

  it('parts several barcodes and drops doubles', () => {
    expect(readBarcodes(' 4006381333931; 96385074,\n4006381333931 ')).toEqual(['4006381333931', '96385074']);
    expect(readBarcodes('  ')).toEqual([]);
  });
});

describe('a block from a spreadsheet', () => {
  it('is told from a single value', () => {
    expect(readBlock('VL-13')).toBeNull();
    expect(readBlock('VL-13\n')).toBeNull();
    expect(readBlock('a\tb\r\nc\td\r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('fills right and down, adds rows, and leaves out what has no column', () => {
    const filled = withBlock(lipstick.variants, { row: 0, column: 'sku' }, [['VL-1', '', '9,50', 'beyond'], ['VL-2', '96385074', '10']], ['sku', 'barcodes', 'price_millionths'], {
      locale: 'de-DE',
      newKey,
      rowsMax: 500,
    });
    expect(filled.map(({ sku, barcodes, price_millionths, option_1 }) => [sku, barcodes, price_millionths, option_1])).toEqual([
      ['VL-1', [], 9_500_000, 'Rouge 12'],
      ['VL-2', ['96385074'], 10_000_000, ''],
    ]);
    expect(filled[1]?.track_lots).toBe(true);
  });

  it('stops at the largest number of variants', () => {
    const filled = withBlock(lipstick.variants, { row: 0, column: 'sku' }, [['a'], ['b'], ['c']], ['sku'], { locale: 'en-GB', newKey, rowsMax: 2 });
    expect(filled).toHaveLength(2);
  });
});

describe('a product draft', () => {
  it('needs a name and a price', () => {
    expect(problemsOf(newProduct()).map(({ field }) => field)).toEqual(['name', 'variants[0].price_millionths']);
  });

  it('refuses variants that look alike or share a SKU, but not archived ones', () => {
    const twin = { ...rouge, key: 'k', id: null };
    expect(problemsOf({ ...lipstick, variants: [rouge, twin] }).map(({ kind }) => kind)).toEqual(['same_options', 'same_sku']);
    expect(problemsOf({ ...lipstick, variants: [rouge, { ...twin, state: 'archived' }] })).toEqual([]);
    expect(problemsOf({ ...lipstick, variants: [{ ...rouge, option_1: ' ' }] }).map(({ kind }) => kind)).toEqual(['missing_option']);
  });

  it('counts what differs', () => {
    expect(changeCount(lipstick, lipstick)).toBe(0);
    const after = { ...lipstick, name: 'Matte Lipstick', variants: [withCell(rouge, 'sku', 'X', 'en-GB'), newVariant('n')] };
    expect(changeCount(lipstick, after)).toBe(3);
  });

  it('sends what it was made from, without what only the screen knows', () => {
    const input = inputOf(lipstick);
    expect(input.variants[0]).not.toHaveProperty('key');
    expect(input.variants[0]).not.toHaveProperty('unread');
    expect(input.variants[0]).toMatchObject({ id: 'v1', price_millionths: 14_900_000, content_thousandths: null });
  });

  it('makes every combination once and keeps rows that are there', () => {
    const plain = { ...newVariant('p'), sku: 'SOAP', price_millionths: 5_000_000 };
    const made = withCombinations([plain], [['Rose', 'Mint'], ['50 g', '100 g']], newKey);
    expect(made.map(({ option_1, option_2 }) => `${option_1} ${option_2}`)).toEqual(['Rose 50 g', 'Rose 100 g', 'Mint 50 g', 'Mint 100 g']);
    expect(made[0]?.sku).toBe('SOAP');
    expect(made[3]?.price_millionths).toBe(5_000_000);
    expect(withCombinations(made, [['rose'], ['50 G', '200 g']], newKey)).toHaveLength(5);
  });
});
