/** What the server says, in the language of the interface. Its English sentence is the id of the translation. */
import { useCallback, useMemo } from 'react';
import { useIntl, type IntlShape, type PrimitiveType } from 'react-intl';
import { ApiError, saidBy, type ServerMessage } from '../api/error';
import { useText } from '../i18n';
import { formatQuantity, formatRate } from './Amount';
import { formatDate } from './DateText';
import { formatInteger } from './numbers';
import { useShopFormat } from './shop';

type Say = (said: ServerMessage) => string;

/** `const say = useSaid(); say(row)`: a sentence of the server as this person reads it. */
export function useSaid(): Say {
  const intl = useIntl();
  const shop = useShopFormat();
  // Before the shop is open nobody knows its country.
  const locale = shop.locale.startsWith(intl.locale) ? shop.locale : intl.locale;
  return useCallback<Say>((said) => sayIn(intl, locale, said), [intl, locale]);
}

/** A sentence without a translation, such as one that an older version wrote down, is said in English. */
export function sayIn(intl: IntlShape, locale: string, { message, text, values }: ServerMessage): string {
  const isKnown = intl.locale === intl.defaultLocale || text in intl.messages;
  if (text === '' || !isKnown) return message;
  const shown = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueIn(intl, locale, value)]));
  return intl.formatMessage({ id: text, defaultMessage: text }, shown);
}

/** How the server sends what is more than a text or a whole number. */
interface Figure {
  date?: string;
  quantity_thousandths?: number;
  rate_millionths?: number;
  amount_minor?: number;
  currency?: string;
  exponent?: number;
  list?: ServerMessage[];
}

function valueIn(intl: IntlShape, locale: string, value: unknown): PrimitiveType {
  if (typeof value !== 'object' || value === null) return value as PrimitiveType;
  if ('text' in value) return sayIn(intl, locale, value as ServerMessage);
  const { date, quantity_thousandths, rate_millionths, amount_minor, currency, exponent, list } = value as Figure;
  if (date !== undefined) return formatDate(date, { locale });
  if (quantity_thousandths !== undefined) return formatQuantity(quantity_thousandths, locale);
  if (rate_millionths !== undefined) return formatRate(rate_millionths, locale);
  if (list !== undefined) return intl.formatList(list.map((each) => sayIn(intl, locale, each)));
  if (amount_minor === undefined || currency === undefined || exponent === undefined) return '';
  return formatInteger(amount_minor, exponent, locale, { style: 'currency', currency, minimumFractionDigits: exponent, maximumFractionDigits: exponent });
}

/** The words for any error: what the server said, or ours when there was no answer. */
export function useErrorText(): (error: unknown) => string {
  const text = useText();
  const say = useSaid();
  return useCallback(
    (error) => {
      // What the window could not do is an ordinary error with the problem as its cause.
      const said = error instanceof ApiError ? error.said : error instanceof Error ? saidBy(error.cause) : null;
      if (said) return say(said);
      return text(error instanceof ApiError && error.code === 'unreachable' ? 'error.unreachable' : 'error.unknown');
    },
    [say, text],
  );
}

/** `const fieldError = useFieldError(); fieldError(error, 'name')`: what a refusal says about one field of the request. */
export function useFieldError(): (error: unknown, name: string) => string | undefined {
  const say = useSaid();
  return useMemo(
    () => (error, name) => {
      const field = error instanceof ApiError ? error.field(name) : undefined;
      return field && say(field);
    },
    [say],
  );
}
