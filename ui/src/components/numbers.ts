/**
 * Integers to text and back, exactly: nothing here goes through a floating-point number. An integer with `decimals` digits after the
 * point is money (the currency's exponent), a unit price (6), a quantity (3) or a rate in per cent (4).
 */

export const PRICE_DECIMALS = 6;
export const QUANTITY_DECIMALS = 3;
/** Rates are millionths of one, so a per cent is ten thousand of them. */
export const PERCENT_DECIMALS = 4;

export interface Separators {
  decimal: string;
  group: string;
  /** Groups of two before the last three digits, as in India. */
  hasPairs: boolean;
}

/** The signs a locale writes numbers with. */
export function separatorsOf(locale: string): Separators {
  const parts = new Intl.NumberFormat(locale, { useGrouping: 'always' } as unknown as Intl.NumberFormatOptions).formatToParts(-1234567.8);
  const sign = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const hasPairs = parts.some((part) => part.type === 'integer' && part.value.length === 2);
  return { decimal: sign('decimal') || '.', group: sign('group') || ',', hasPairs };
}

/** "1234" with 2 decimals is "12.34": the exact decimal that Intl formats without a detour through a float. */
export function decimalString(value: number, decimals: number): string {
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const sign = value < 0 ? '-' : '';
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}

/** Formats an integer with `decimals` implied digits. Negative amounts carry a real minus sign. */
export function formatInteger(value: number, decimals: number, locale: string, options: Intl.NumberFormatOptions = {}): string {
  const exact = decimalString(value, decimals) as unknown as number;
  const format = formatter(locale, options);
  if (options.style !== 'currency') return format.format(exact).replace('-', '−');
  // Some locales, such as en-DE, write amounts with other signs than numbers: beside a column of plain figures that reads as a mistake.
  const { minimumFractionDigits, maximumFractionDigits } = options;
  const digits = formatter(locale, { minimumFractionDigits, maximumFractionDigits, signDisplay: 'never' }).format(exact);
  const parts = format.formatToParts(exact);
  const first = parts.findIndex(({ type }) => type === 'integer');
  const around = parts.map(({ type, value: part }, index) => (index === first ? digits : NUMBER_PARTS.has(type) ? '' : part));
  return around.join('').replace('-', '−');
}

const NUMBER_PARTS = new Set(['integer', 'group', 'decimal', 'fraction']);

const formatters = new Map<string, Intl.NumberFormat>();

/** Making a formatter costs far more than using it, and a list of amounts makes thousands. */
function formatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, options);
  formatters.set(key, made);
  return made;
}

/** Why a text is no number we can take. */
export type ParseProblem = 'not_a_number' | 'too_many_decimals' | 'too_large' | 'negative' | 'zero';
export type Parsed = { value: number } | { problem: ParseProblem };

/**
 * Reads what a person typed into an integer with `decimals` implied digits: "1.234,5" with 2 decimals in German is 123450. The locale's
 * signs come first; the other decimal sign is taken where it cannot mean thousands ("12.50" in German). Nothing is ever rounded:
 * a digit too many is a problem to show, not to hide.
 */
export function parseInteger(text: string, decimals: number, locale: string): Parsed {
  const compact = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/[−–]/g, '-').replace(/^[^\d.,+-]+|[^\d.,]+$/g, '');
  const match = /^([+-]?)([\d.,]+)$/.exec(compact);
  const number = match?.[2];
  if (!match || number === undefined || !/\d/.test(number)) return { problem: 'not_a_number' };
  const split = splitNumber(number, separatorsOf(locale));
  if (!split) return { problem: 'not_a_number' };
  const fraction = split.fraction.replace(/0+$/, '');
  if (fraction.length > decimals) return { problem: 'too_many_decimals' };
  const digits = BigInt((split.whole || '0') + fraction.padEnd(decimals, '0'));
  if (digits > BigInt(Number.MAX_SAFE_INTEGER)) return { problem: 'too_large' };
  const value = Number(digits);
  return { value: match[1] === '-' && value !== 0 ? -value : value };
}

function splitNumber(number: string, { decimal, group, hasPairs }: Separators): { whole: string; fraction: string } | null {
  const point = decimal === ',' ? ',' : '.';
  const other = point === ',' ? '.' : ',';
  const groups = hasPairs ? `\\d{1,2}(?:\\${other}\\d{2})*\\${other}\\d{3}` : `\\d{1,3}(?:\\${other}\\d{3})+`;
  const standard = new RegExp(`^(\\d*|${groups})(?:\\${point}(\\d*))?$`);
  const match = standard.exec(number);
  // Locales that group with a space or an apostrophe never mean thousands by the other sign, so there it can only be a decimal.
  const groupsWithOther = group === other;
  if (match && (groupsWithOther || !number.includes(other))) return { whole: (match[1] ?? '').replaceAll(other, ''), fraction: match[2] ?? '' };
  const foreign = new RegExp(`^(\\d*)\\${other}(\\d*)$`).exec(number);
  if (foreign && (!groupsWithOther || foreign[2]?.length !== 3)) return { whole: foreign[1] ?? '', fraction: foreign[2] ?? '' };
  return null;
}
