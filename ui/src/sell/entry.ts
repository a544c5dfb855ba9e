/**
 * What a cashier means by the text in the one field of the till. Short numbers change the chosen line, a star makes them a price, a per
 * cent sign a discount; everything else is looked for, and long digits are a code read off a label by eye.
 */
import { parseInteger, PERCENT_DECIMALS, PRICE_DECIMALS, QUANTITY_DECIMALS } from '../components/numbers';

export type Entry =
  | { kind: 'nothing' }
  | { kind: 'quantity'; thousandths: number }
  | { kind: 'price'; millionths: number }
  | { kind: 'percent'; millionths: number }
  | { kind: 'words'; words: string; looksLikeCode: boolean };

/** Article numbers start at five digits; a quantity of ten thousand is not typed by hand. */
const QUANTITY = /^\d{0,4}(?:[.,]\d{1,3})?$/;

export function readEntry(typed: string, locale: string): Entry {
  const text = typed.trim();
  if (text === '') return { kind: 'nothing' };
  if (text.startsWith('*') || text.endsWith('*')) {
    const parsed = parseInteger(text.replaceAll('*', ''), PRICE_DECIMALS, locale);
    if ('value' in parsed && parsed.value >= 0) return { kind: 'price', millionths: parsed.value };
  }
  if (text.endsWith('%')) {
    const parsed = parseInteger(text.slice(0, -1), PERCENT_DECIMALS, locale);
    if ('value' in parsed && parsed.value >= 0 && parsed.value <= 1_000_000) return { kind: 'percent', millionths: parsed.value };
  }
  if (QUANTITY.test(text)) {
    const parsed = parseInteger(text, QUANTITY_DECIMALS, locale);
    if ('value' in parsed && parsed.value > 0) return { kind: 'quantity', thousandths: parsed.value };
  }
  return { kind: 'words', words: text, looksLikeCode: /^[\x21-\x7e\u001d]{5,}$/.test(text) && /\d{5}/.test(text) };
}
