import { expect, it } from 'vitest';
import { keptReceipt, readKeptReceipt } from './kept';

const variant = { variant_id: 'v', product_id: 'p', name: 'Day Cream', sku: 'CRM', unit: 'piece', track_stock: true, track_lots: true };
const line = { key: 'k', variant, quantity_thousandths: 6000, unit_cost_millionths: null, lot_code: 'L1', expiry_date: null };
const receipt = { id: 'r', supplier: 'Petal', reference: '', location: null, lines: [line] };

it('reads back a delivery with the id it is to be booked under', () => {
  expect(readKeptReceipt(JSON.parse(JSON.stringify(keptReceipt(receipt))))).toEqual({ version: 1, ...receipt });
});

it('keeps nothing of a delivery in which nothing is typed', () => {
  expect(keptReceipt({ ...receipt, supplier: ' ', lines: [] })).toBeNull();
  expect(keptReceipt({ ...receipt, lines: [] })).not.toBeNull();
});

it('drops what is not a delivery of this version', () => {
  const kept = { version: 1, ...receipt };
  for (const other of [null, [], { ...kept, version: 0 }, { ...kept, id: 1 }, { ...kept, lines: [{ ...line, quantity_thousandths: 1.5 }] }, { ...kept, lines: [{ ...line, variant: null }] }]) {
    expect(readKeptReceipt(other)).toBeNull();
  }
});
