/** Paying: what is due, what is left, what goes back. The server decides again when the sale is posted; this is what the panel shows. */

export type Tender =
  | { method: 'cash'; tendered_minor: number }
  | { method: 'card'; amount_minor: number; brand: string; last_four: string };

/** What cash has to be for an amount above zero when the smallest coin is `coinMinor`: ties go up. */
export function cashDue(amountMinor: number, coinMinor: number): number {
  const coin = Math.max(1, coinMinor);
  const over = amountMinor % coin;
  return over * 2 >= coin ? amountMinor - over + coin : amountMinor - over;
}

export interface Balance {
  /** Still to be paid; zero when everything is covered. */
  leftMinor: number;
  /** What goes back out of the drawer. */
  changeMinor: number;
  /** What cash has to be for the rest. */
  cashDueMinor: number;
}

/** Where the payments stand. Cards pay exactly what they say; cash pays what they leave, and only cash gives change. */
export function balanceOf(totalMinor: number, tenders: readonly Tender[], coinMinor: number): Balance {
  let left = totalMinor;
  let cash: number | null = null;
  for (const tender of tenders) {
    if (tender.method === 'card') left -= tender.amount_minor;
    else cash = (cash ?? 0) + tender.tendered_minor;
  }
  const due = cashDue(Math.max(0, left), coinMinor);
  if (cash === null) return { leftMinor: Math.max(0, left), changeMinor: 0, cashDueMinor: due };
  if (cash >= due) return { leftMinor: 0, changeMinor: cash - due, cashDueMinor: 0 };
  return { leftMinor: left - cash, changeMinor: 0, cashDueMinor: due - cash };
}

const STEPS = [1, 2, 5];

/**
 * Notes a customer is likely to hand over for `dueMinor`: the next round sums above it, smallest first, never the sum itself.
 * Works for every currency, because notes and coins come in ones, twos and fives nearly everywhere.
 */
export function likelyNotes(dueMinor: number, exponent: number, count = 4): number[] {
  if (dueMinor <= 0) return [];
  const unit = 10 ** exponent;
  const found = new Set<number>();
  // From the smallest note that is worth handing over for this sum up to one note that covers it all.
  for (let size = unit; found.size < 12 && size <= dueMinor * 100 + unit; size *= 10) {
    for (const step of STEPS) {
      const note = step * size;
      const sum = Math.ceil(dueMinor / note) * note;
      const notes = sum / note;
      const isNote = note >= 5 * unit || exponent === 0;
      if (isNote && sum > dueMinor && notes <= 20) found.add(sum);
    }
  }
  return [...found].sort((one, other) => one - other).slice(0, count);
}

/** Only digits, at most four: more of a card is never kept. */
export function lastFour(typed: string): string {
  return typed.replace(/\D/g, '').slice(-4);
}
