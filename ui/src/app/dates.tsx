import { MantineThemeProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import dayjs from 'dayjs';
import 'dayjs/locale/de';
import 'dayjs/locale/en-gb';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import localizedFormat from 'dayjs/plugin/localizedFormat';
import { useMemo, type ReactNode } from 'react';
import { useText } from '../i18n';

dayjs.extend(customParseFormat);
dayjs.extend(localizedFormat);

/** How date fields write and read days: in the person's language, and as the shop's country orders them ("L" is 31/12/2026 in London). */
export function DateFields({ language, country, children }: { language: string; country: string; children: ReactNode }) {
  const isMonthFirst = language === 'en' && country === 'US';
  const text = useText();
  const locale = language === 'en' && !isMonthFirst ? 'en-gb' : language;
  // No day is a weekend here: the red it would be written in cannot be read in the dark, and colour alone says nothing.
  const settings = useMemo(() => ({ locale, firstDayOfWeek: isMonthFirst ? (0 as const) : (1 as const), weekendDays: [] }), [locale, isMonthFirst]);
  const theme = useMemo(() => {
    const ariaLabels = {
      monthLevelControl: text('dates.choose_month'),
      yearLevelControl: text('dates.choose_year'),
      nextMonth: text('dates.next_month'),
      previousMonth: text('dates.previous_month'),
      nextYear: text('dates.next_year'),
      previousYear: text('dates.previous_year'),
      nextDecade: text('dates.next_decade'),
      previousDecade: text('dates.previous_decade'),
    };
    const shared = { ariaLabels, popoverProps: { shadow: 'sm' } };
    return {
      components: {
        DateInput: { defaultProps: { ...shared, valueFormat: 'L' } },
        DatePickerInput: { defaultProps: { ...shared, valueFormat: 'll' } },
      },
    };
  }, [text]);
  return (
    <DatesProvider settings={settings}>
      <MantineThemeProvider inherit theme={theme}>
        {children}
      </MantineThemeProvider>
    </DatesProvider>
  );
}
