import { describe, expect, it } from 'vitest';
import { problemOfLine, readExpiry, receiptInput, totalOf, valueOfLine, withNextLot, withPiece, type ReceiptLine } from './receive';

const cream = { variant_id: 'c', product_id: 'p', name: 'Day Cream', sku: 'DC', unit: 'piece', track_stock: true, track_lots: true };
const soap = { ...cream, variant_id: 's', name: 'Soap', track_lots: false };

describe('scanning a delivery', () => {
  it('counts pieces of one lot up and begins a line for the next lot with the same cost', () => {
    let { lines } = withPiece([], cream, { lot_code: 'L1', expiry_date: '2027-03-31' }, 'k1');
    lines = lines.map((line) => ({ ...line, unit_cost_millionths: 4_000_000 }));
    ({ lines } = withPiece(lines, cream, { lot_code: 'L1', expiry_date: '2027-03-31' }, 'k2'));
    ({ lines } = withPiece(lines, cream, { lot_code: 'L2', expiry_date: '2027-04-30' }, 'k3'));
    expect(lines.map(({ key, quantity_thousandths, lot_code, unit_cost_millionths }) => [key, quantity_thousandths, lot_code, unit_cost_millionths])).toEqual([
      ['k1', 2000, 'L1', 4_000_000],
      ['k3', 1000, 'L2', 4_000_000],
    ]);
  });

  it('counts a plain barcode to the latest line of the variant', () => {
    let { lines } = withPiece([], cream, { lot_code: 'L1' }, 'k1');
    ({ lines } = withPiece(lines, cream, { lot_code: 'L2' }, 'k2'));
    const scanned = withPiece(lines, cream, {}, 'k3');
    expect(scanned.key).toBe('k2');
    expect(scanned.lines.map(({ quantity_thousandths }) => quantity_thousandths)).toEqual([1000, 2000]);
  });

  it('keeps no lot for goods that are not counted by lot', () => {
    const { lines } = withPiece([], soap, { lot_code: 'L1', expiry_date: '2027-03-31' }, 'k1');
    expect(lines[0]).toMatchObject({ lot_code: '', expiry_date: null });
  });

  it('takes the next lot right below', () => {
    const { lines } = withPiece(withPiece([], cream, { lot_code: 'L1' }, 'k1').lines, soap, {}, 'k2');
    expect(withNextLot(lines, 'k1', 'k3').map(({ key, lot_code }) => [key, lot_code])).toEqual([
      ['k1', 'L1'],
      ['k3', ''],
      ['k2', ''],
    ]);
    expect(withNextLot(lines, 'gone', 'k4')).toBe(lines);
  });
});

describe('a line of a delivery', () => {
  const line: ReceiptLine = { key: 'k', variant: cream, quantity_thousandths: 3000, unit_cost_millionths: 3_333_333, lot_code: 'L1', expiry_date: null };

  it('says what is missing', () => {
    expect(problemOfLine(line)).toBeNull();
    expect(problemOfLine({ ...line, quantity_thousandths: 0 })).toBe('quantity');
    expect(problemOfLine({ ...line, unit_cost_millionths: null })).toBe('cost');
    expect(problemOfLine({ ...line, unit_cost_millionths: 0 })).toBeNull();
    expect(problemOfLine({ ...line, lot_code: ' ' })).toBe('lot');
    expect(problemOfLine({ ...line, lot_code: '', expiry_date: '2027-03-31' })).toBeNull();
    expect(problemOfLine({ ...line, variant: { ...soap, track_stock: false } })).toBe('untracked');
  });

  it('is worth quantity times cost, rounded half away from zero in the digits of the currency', () => {
    expect(valueOfLine(line, 2)).toBe(1000);
    expect(valueOfLine({ ...line, quantity_thousandths: 500, unit_cost_millionths: 10_000 }, 2)).toBe(1);
    expect(valueOfLine({ ...line, quantity_thousandths: 1000, unit_cost_millionths: 500_000 }, 0)).toBe(1);
    expect(valueOfLine({ ...line, quantity_thousandths: 1000, unit_cost_millionths: 12_345 }, 3)).toBe(12);
    expect(valueOfLine({ ...line, unit_cost_millionths: null }, 2)).toBeNull();
    expect(valueOfLine({ ...line, quantity_thousandths: Number.MAX_SAFE_INTEGER, unit_cost_millionths: Number.MAX_SAFE_INTEGER }, 2)).toBeNull();
    expect(totalOf([line, line], 2)).toEqual({ minor: 2000, pieces: 6000 });
  });

  it('is sent without what only the screen knows', () => {
    expect(receiptInput({ id: 'r', supplier: ' Rosa ', reference: '', location_id: null }, [line])).toEqual({
      id: 'r',
      supplier: 'Rosa',
      reference: '',
      lines: [{ variant_id: 'c', quantity_thousandths: 3000, unit_cost_millionths: 3_333_333, lot_code: 'L1' }],
    });
  });
});

describe('an expiry date', () => {
  it('is read as people write it', () => {
    expect(readExpiry('2027-03-31', 'de-DE')).toBe('2027-03-31');
    expect(readExpiry('31.3.27', 'de-DE')).toBe('2027-03-31');
    expect(readExpiry('03/2027', 'en-GB')).toBe('2027-03-31');
    expect(readExpiry('2/28', 'en-US')).toBe('2028-02-29');
    expect(readExpiry('2027-02', 'en-US')).toBe('2027-02-28');
    expect(readExpiry('4/5/2027', 'en-GB')).toBe('2027-05-04');
    expect(readExpiry('4/5/2027', 'en-US')).toBe('2027-04-05');
  });

  it('is none where there is no such day', () => {
    expect(readExpiry('30.2.2027', 'de-DE')).toBeNull();
    expect(readExpiry('13/2027', 'en-GB')).toBeNull();
    expect(readExpiry('soon', 'en-GB')).toBeNull();
    expect(readExpiry('', 'en-GB')).toBeNull();
    expect(readExpiry('1.1.1027', 'de-DE')).toBeNull();
  });
});
