/** A delivery while it is typed or scanned. Integers throughout; the totals round as the server does when it books them. */

export interface ReceivedVariant {
  variant_id: string;
  product_id: string;
  name: string;
  sku: string;
  unit: string;
  track_stock: boolean;
  track_lots: boolean;
}

export interface ReceiptLine {
  key: string;
  variant: ReceivedVariant;
  quantity_thousandths: number | null;
  unit_cost_millionths: number | null;
  lot_code: string;
  expiry_date: string | null;
}

/** What a scan says beside the variant: a GS1 code carries the lot and its expiry. */
export interface ScannedLot {
  lot_code?: string | null | undefined;
  expiry_date?: string | null | undefined;
}

const ONE_PIECE = 1000;

/** Adds a piece: to the line of the same lot when it is there, else to a new line with the cost typed for this variant before. */
export function withPiece(lines: ReceiptLine[], variant: ReceivedVariant, scanned: ScannedLot, key: string): { lines: ReceiptLine[]; key: string } {
  const lot_code = variant.track_lots ? (scanned.lot_code ?? '') : '';
  const expiry_date = variant.track_lots ? (scanned.expiry_date ?? null) : null;
  const isSame = (line: ReceiptLine) =>
    line.variant.variant_id === variant.variant_id && (lot_code === '' ? true : line.lot_code === lot_code) && (expiry_date === null || line.expiry_date === expiry_date);
  const known = lines.findLast(isSame);
  if (known) {
    const quantity_thousandths = (known.quantity_thousandths ?? 0) + ONE_PIECE;
    return { lines: lines.map((line) => (line === known ? { ...line, quantity_thousandths } : line)), key: known.key };
  }
  const unit_cost_millionths = lines.findLast((line) => line.variant.variant_id === variant.variant_id)?.unit_cost_millionths ?? null;
  return { lines: [...lines, { key, variant, quantity_thousandths: ONE_PIECE, unit_cost_millionths, lot_code, expiry_date }], key };
}

/** The same variant once more, for its next lot: the cost stays, the lot is to be typed. */
export function withNextLot(lines: ReceiptLine[], key: string, newKey: string): ReceiptLine[] {
  const at = lines.findIndex((line) => line.key === key);
  const line = lines[at];
  if (!line) return lines;
  return [...lines.slice(0, at + 1), { ...line, key: newKey, quantity_thousandths: ONE_PIECE, lot_code: '', expiry_date: null }, ...lines.slice(at + 1)];
}

export type LineProblem = 'quantity' | 'cost' | 'lot' | 'untracked';

/** What is missing on a line before it can be booked. */
export function problemOfLine(line: ReceiptLine): LineProblem | null {
  if (!line.variant.track_stock) return 'untracked';
  if (line.quantity_thousandths === null || line.quantity_thousandths <= 0) return 'quantity';
  if (line.unit_cost_millionths === null) return 'cost';
  return line.variant.track_lots && line.lot_code.trim() === '' && line.expiry_date === null ? 'lot' : null;
}

/** What a line is worth in minor units, rounded half away from zero; null while something is missing. */
export function valueOfLine({ quantity_thousandths, unit_cost_millionths }: ReceiptLine, currencyExponent: number): number | null {
  if (quantity_thousandths === null || unit_cost_millionths === null) return null;
  const product = BigInt(quantity_thousandths) * BigInt(unit_cost_millionths);
  const unit = 10n ** BigInt(9 - currencyExponent);
  const value = (2n * product + unit) / (2n * unit);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(value);
}

export function totalOf(lines: ReceiptLine[], currencyExponent: number): { minor: number; pieces: number } {
  let [minor, pieces] = [0, 0];
  for (const line of lines) {
    minor += valueOfLine(line, currencyExponent) ?? 0;
    pieces += line.quantity_thousandths ?? 0;
  }
  return { minor, pieces };
}

interface Head {
  id: string;
  supplier: string;
  reference: string;
  location_id: string | null;
}

/** What is sent. The id is made once for a delivery, so that sending it again books it once. */
export function receiptInput({ id, supplier, reference, location_id }: Head, lines: ReceiptLine[]) {
  return {
    id,
    supplier: supplier.trim(),
    reference: reference.trim(),
    ...(location_id !== null && { location_id }),
    lines: lines.map((line) => ({
      variant_id: line.variant.variant_id,
      quantity_thousandths: line.quantity_thousandths ?? 0,
      unit_cost_millionths: line.unit_cost_millionths ?? 0,
      lot_code: line.lot_code.trim(),
      ...(line.expiry_date !== null && { expiry_date: line.expiry_date }),
    })),
  };
}

/**
 * Reads an expiry date as people type it: 2027-03-31, 31.3.27, 03/2027. A month without a day means its last one, as on the goods.
 * With slashes the locale decides which number is the day.
 */
export function readExpiry(typed: string, locale: string): string | null {
  const text = typed.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return date(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const month = /^(\d{1,2})[./ -](\d{4}|\d{2})$/.exec(text);
  if (month) return date(year(month[2] ?? ''), Number(month[1]), 0);
  const isoMonth = /^(\d{4})-(\d{1,2})$/.exec(text);
  if (isoMonth) return date(Number(isoMonth[1]), Number(isoMonth[2]), 0);
  const parts = /^(\d{1,2})([./ -])(\d{1,2})[./ -](\d{4}|\d{2})$/.exec(text);
  if (!parts) return null;
  const isMonthFirst = parts[2] === '/' && monthComesFirst(locale);
  const [one, other] = [Number(parts[1]), Number(parts[3])];
  return isMonthFirst ? date(year(parts[4] ?? ''), one, other) : date(year(parts[4] ?? ''), other, one);
}

function year(digits: string): number {
  return digits.length === 2 ? 2000 + Number(digits) : Number(digits);
}

/** Day 0 is the last of the month; a date that does not exist is none. */
function date(fullYear: number, month: number, day: number): string | null {
  if (month < 1 || month > 12 || fullYear < 1990 || fullYear > 2999) return null;
  const last = new Date(Date.UTC(fullYear, month, 0)).getUTCDate();
  if (day > last) return null;
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${fullYear}-${pad(month)}-${pad(day === 0 ? last : day)}`;
}

function monthComesFirst(locale: string): boolean {
  const parts = new Intl.DateTimeFormat(locale, { dateStyle: 'short' }).formatToParts(0);
  return parts.findIndex(({ type }) => type === 'month') < parts.findIndex(({ type }) => type === 'day');
}
