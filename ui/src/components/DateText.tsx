import { Tooltip } from '@mantine/core';
import { useShopFormat, type ShopFormat } from './shop';

interface DateTextProps {
  /** A moment in UTC milliseconds, shown in the shop's time zone. */
  atMs?: number | null | undefined;
  /** A business or expiry date "YYYY-MM-DD", which belongs to no time zone. */
  date?: string | null | undefined;
  /** "3 hours ago" with the full moment on hover. */
  relative?: boolean;
  /** With the time of day; only for moments. */
  withTime?: boolean;
}

/** Dates are short in lists and full on hover. */
export function DateText({ atMs, date, relative = false, withTime = false }: DateTextProps) {
  const shop = useShopFormat();
  if (date) return <time dateTime={date}>{formatDate(date, shop)}</time>;
  if (atMs === null || atMs === undefined) return <span>–</span>;
  const full = formatMoment(atMs, shop, { dateStyle: 'full', timeStyle: 'medium' });
  const short = relative ? formatRelative(atMs, Date.now(), shop.locale) : formatMoment(atMs, shop, withTime ? { dateStyle: 'medium', timeStyle: 'short' } : { dateStyle: 'medium' });
  return (
    <Tooltip label={full} openDelay={300}>
      <time dateTime={new Date(atMs).toISOString()} className="figure">
        {short}
      </time>
    </Tooltip>
  );
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formatters.set(key, made);
  return made;
}

/** A moment in the shop's time zone. */
export function formatMoment(atMs: number, { locale, time_zone }: ShopFormat, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' }): string {
  return formatter(locale, { ...options, timeZone: time_zone }).format(atMs);
}

/** A date "YYYY-MM-DD". */
export function formatDate(date: string, { locale }: Pick<ShopFormat, 'locale'>, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? date : formatter(locale, { ...options, timeZone: 'UTC' }).format(at);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

export function formatRelative(atMs: number, nowMs: number, locale: string): string {
  const difference = atMs - nowMs;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, size] of STEPS) if (Math.abs(difference) >= size) return format.format(Math.trunc(difference / size), unit);
  return format.format(0, 'second');
}

/** Today's date "YYYY-MM-DD" in the shop's time zone. */
export function todayIn(timeZone: string, nowMs: number = Date.now()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(nowMs);
}
