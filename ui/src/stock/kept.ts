/** A delivery as it is kept while it is typed, and read back. What an older version kept is dropped, never trusted. */
import { isRecord } from '../components/record';
import type { ReceiptLine } from './receive';

const VERSION = 1;

/** The id is kept too: a delivery that was booked in the moment of a crash is not booked again. */
export interface KeptReceipt {
  version: typeof VERSION;
  id: string;
  supplier: string;
  reference: string;
  location: string | null;
  lines: ReceiptLine[];
}

/** What is worth keeping of a delivery; null while nothing is typed. */
export function keptReceipt(receipt: Omit<KeptReceipt, 'version'>): KeptReceipt | null {
  const { supplier, reference, lines } = receipt;
  return lines.length === 0 && supplier.trim() === '' && reference.trim() === '' ? null : { version: VERSION, ...receipt };
}

export function readKeptReceipt(content: unknown): KeptReceipt | null {
  if (!isRecord(content) || content.version !== VERSION || !Array.isArray(content.lines)) return null;
  const { id, supplier, reference, location, lines } = content;
  if (typeof id !== 'string' || typeof supplier !== 'string' || typeof reference !== 'string' || !isTextOrNothing(location)) return null;
  return lines.every(isLine) ? { version: VERSION, id, supplier, reference, location, lines } : null;
}

function isTextOrNothing(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isLine(value: unknown): value is ReceiptLine {
  if (!isRecord(value) || !isRecord(value.variant)) return false;
  const { variant_id, product_id, name, sku, unit, track_stock, track_lots } = value.variant;
  return (
    [value.key, value.lot_code, variant_id, product_id, name, sku, unit].every((text) => typeof text === 'string') &&
    [track_stock, track_lots].every((flag) => typeof flag === 'boolean') &&
    [value.quantity_thousandths, value.unit_cost_millionths].every((number) => number === null || Number.isSafeInteger(number)) &&
    isTextOrNothing(value.expiry_date)
  );
}
