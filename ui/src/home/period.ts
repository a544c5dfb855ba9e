/**
 * Periods in business days: which days a choice means, and how days gather into points of a chart. Dates are "YYYY-MM-DD" texts counted
 * in UTC, because a business day belongs to no time zone. What stands against a period is the server's to decide.
 */

export const PRESETS = ['today', 'yesterday', 'last_7', 'last_30', 'month', 'year', 'custom'] as const;
export type Preset = (typeof PRESETS)[number];

export interface Days {
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;

function text(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The day so many days later, or earlier. */
export function addDays(date: string, days: number): string {
  return text(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS);
}

/** The last day of the month this day lies in. */
function endOfMonth(date: string): string {
  const [year = 1970, month = 1] = date.split('-').map(Number);
  return text(Date.UTC(year, month, 0));
}

export function isDate(value: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && text(ms) === value;
}

/** How many days there are, both ends counted. */
export function countDays({ from, to }: Days): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS) + 1;
}

/** The days a choice means when today is `today`. A custom period that makes no sense is today. */
export function daysOf(preset: Preset, today: string, custom: Partial<Days> = {}): Days {
  switch (preset) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday': {
      const day = addDays(today, -1);
      return { from: day, to: day };
    }
    case 'last_7':
      return { from: addDays(today, -6), to: today };
    case 'last_30':
      return { from: addDays(today, -29), to: today };
    case 'month':
      return { from: `${today.slice(0, 8)}01`, to: today };
    case 'year':
      return { from: `${today.slice(0, 5)}01-01`, to: today };
    case 'custom': {
      const { from = '', to = '' } = custom;
      if (!isDate(from) && !isDate(to)) return { from: today, to: today };
      const [first, last] = [isDate(from) ? from : to, isDate(to) ? to : from];
      return first <= last ? { from: first, to: last } : { from: last, to: first };
    }
  }
}

/** The choice an address names; today when it names none. */
export function presetOf(value: string): Preset {
  return PRESETS.find((preset) => preset === value) ?? 'today';
}

export type Grain = 'day' | 'month';

/** Days up to about a quarter, months beyond. */
export function grainOf(days: Days): Grain {
  return countDays(days) > 100 ? 'month' : 'day';
}

export interface Point {
  days: Days;
  value: number;
}

/** Gathers values day by day into points: one a day, or one a month with its first and last cut to the period. */
export function pointsOf(days: Days, byDay: readonly number[], grain: Grain): Point[] {
  const points: Point[] = [];
  let from = days.from;
  let place = 0;
  while (from <= days.to) {
    const end = grain === 'day' ? from : endOfMonth(from);
    const to = end < days.to ? end : days.to;
    const count = countDays({ from, to });
    points.push({ days: { from, to }, value: byDay.slice(place, place + count).reduce((sum, value) => sum + value, 0) });
    place += count;
    from = addDays(to, 1);
  }
  return points;
}
