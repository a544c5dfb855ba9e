/** A size in the largest unit that keeps it readable, in powers of a thousand as disks are sold. */
export function formatSize(bytes: number, locale: string): string {
  const units = ['kilobyte', 'megabyte', 'gigabyte'] as const;
  let size = Math.max(bytes, 1) / 1000;
  let place = 0;
  while (size >= 999.5 && place < units.length - 1) {
    size /= 1000;
    place += 1;
  }
  return new Intl.NumberFormat(locale, { style: 'unit', unit: units[place] ?? 'gigabyte', maximumFractionDigits: size < 10 ? 1 : 0 }).format(size);
}

/** "20:00" for minute 1200 of a day, as a time field writes it. */
export function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** The minute of the day of a time field; null while it is incomplete. */
export function minuteOf(time: string): number | null {
  const parts = /^(\d{2}):(\d{2})/.exec(time);
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : null;
}
