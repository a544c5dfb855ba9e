/** How long goods are still good, as the expiry board sorts them. Dates are the shop's days, so nothing here knows a time zone. */

const DAY_MS = 86_400_000;

/** The columns of the board; `later` is good for longer than the board looks, `none` does not expire. */
export type ExpiryBand = 'expired' | 'within30' | 'within60' | 'within90' | 'later' | 'none';

/** Whole days from `today` to `date`, both "YYYY-MM-DD": 0 is today, below zero is over. Null where either is no date. */
export function daysUntil(date: string | null | undefined, today: string): number | null {
  if (!date) return null;
  const days = (Date.parse(`${date}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS;
  return Number.isFinite(days) ? Math.round(days) : null;
}

/** The band of a date on this day. */
export function bandOf(date: string | null | undefined, today: string): ExpiryBand {
  const days = daysUntil(date, today);
  if (days === null) return 'none';
  if (days < 0) return 'expired';
  if (days <= 30) return 'within30';
  if (days <= 60) return 'within60';
  return days <= 90 ? 'within90' : 'later';
}

/** Share of the board's ninety days that is left, in per cent: the length of an expiry bar. */
export function shareLeft(days: number): number {
  return Math.max(0, Math.min(100, Math.round((days / 90) * 100)));
}
