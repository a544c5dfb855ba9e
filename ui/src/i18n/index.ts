/** Words: one messages file per language, English being the list of ids that every other language must cover. */
import { useCallback } from 'react';
import { useIntl, type PrimitiveType } from 'react-intl';
import type { en } from './en';

export type MessageId = keyof typeof en;
export type Messages = Record<MessageId, string>;

/** The languages the interface speaks, each by its own name. */
export const LANGUAGES = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
] as const;

export type Language = (typeof LANGUAGES)[number]['code'];

/** The closest language the interface speaks to a tag such as "de-AT". */
export function closestLanguage(tag: string | null | undefined): Language {
  const code = (tag ?? '').slice(0, 2).toLowerCase();
  return LANGUAGES.find((language) => language.code === code)?.code ?? 'en';
}

/** What the server says, in one language: its own English needs no translation. */
export async function loadServerMessages(language: Language): Promise<Record<string, string>> {
  switch (language) {
    case 'en':
      return {};
    case 'de':
      return (await import('./server.de')).server;
  }
}

/** The messages of one language, loaded when first needed. */
export async function loadMessages(language: Language): Promise<Messages> {
  switch (language) {
    case 'en':
      return (await import('./en')).en;
    case 'de':
      return (await import('./de')).de;
  }
}

export type Text = (id: MessageId, values?: Record<string, PrimitiveType>) => string;

/** `const text = useText(); text('sell.pay', { amount })`. Unknown ids do not compile. */
export function useText(): Text {
  const intl = useIntl();
  return useCallback<Text>((id, values) => intl.formatMessage({ id }, values), [intl]);
}
