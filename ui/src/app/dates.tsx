import { DatesProvider } from '@mantine/dates';
import dayjs from 'dayjs';
import 'dayjs/locale/de';
import 'dayjs/locale/en-gb';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import localizedFormat from 'dayjs/plugin/localizedFormat';
import { useMemo, type ReactNode } from 'react';

dayjs.extend(customParseFormat);
dayjs.extend(localizedFormat);

/** How date fields write and read days: in the person's language, and as the shop's country orders them ("L" is 31/12/2026 in London). */
export function DateFields({ language, country, children }: { language: string; country: string; children: ReactNode }) {
  const isMonthFirst = language === 'en' && country === 'US';
  const locale = language === 'en' && !isMonthFirst ? 'en-gb' : language;
  const settings = useMemo(() => ({ locale, firstDayOfWeek: isMonthFirst ? (0 as const) : (1 as const) }), [locale, isMonthFirst]);
  return <DatesProvider settings={settings}>{children}</DatesProvider>;
}
