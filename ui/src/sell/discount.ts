/** What a person types as a discount, as integers. "10 %" is a part, "5" or "5,50" an amount in the shop's currency. */
import { parseInteger, PERCENT_DECIMALS, type ParseProblem } from '../components/numbers';

export type Discount = { kind: 'amount'; amount_minor: number } | { kind: 'percent'; rate_millionths: number };
export type DiscountKind = Discount['kind'];

/** One whole, as a rate. */
const WHOLE = 1_000_000;

export type DiscountProblem = ParseProblem | 'above_whole' | 'above_base';
export type ParsedDiscount = { discount: Discount | null } | { problem: DiscountProblem };

/**
 * Reads a discount. Nothing typed and zero are no discount. A per cent sign decides the kind whatever was chosen; `baseMinor` is what
 * the discount is taken off, where it is known: an amount above it is a problem.
 */
export function parseDiscount(typed: string, kind: DiscountKind, exponent: number, locale: string, baseMinor: number | null = null): ParsedDiscount {
  const trimmed = typed.trim();
  if (trimmed === '') return { discount: null };
  const isPercent = kind === 'percent' || trimmed.includes('%');
  const parsed = parseInteger(trimmed.replaceAll('%', ''), isPercent ? PERCENT_DECIMALS : exponent, locale);
  if ('problem' in parsed) return parsed;
  if (parsed.value < 0) return { problem: 'negative' };
  if (parsed.value === 0) return { discount: null };
  if (isPercent) return parsed.value > WHOLE ? { problem: 'above_whole' } : { discount: { kind: 'percent', rate_millionths: parsed.value } };
  if (baseMinor !== null && parsed.value > baseMinor) return { problem: 'above_base' };
  return { discount: { kind: 'amount', amount_minor: parsed.value } };
}
