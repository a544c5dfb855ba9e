import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { IntlProvider } from 'react-intl';
import { LanguageChoiceProvider } from '../components/language';
import { closestLanguage, loadMessages, loadServerMessages, type Language } from '../i18n';

/** Loads the words of the language in use; until they are there nothing is shown, which takes one small file. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [chosen, setChosen] = useState<Language | null>(null);
  const [suggested, setSuggested] = useState<Language>(() => closestLanguage(navigator.language));
  const language = chosen ?? suggested;
  const messages = useQuery({
    queryKey: ['messages', language],
    queryFn: async () => ({ ...(await loadServerMessages(language)), ...(await loadMessages(language)) }),
    staleTime: Infinity,
    gcTime: Infinity,
    placeholderData: (before) => before,
  });
  const choose = useCallback((next: Language) => setChosen(next), []);
  const suggest = useCallback((next: Language) => setSuggested(next), []);
  const adopt = useCallback((next: Language) => {
    setSuggested(next);
    setChosen(null);
  }, []);
  const choice = useMemo(() => ({ language, choose, suggest, adopt }), [language, choose, suggest, adopt]);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  if (!messages.data) return null;
  return (
    <LanguageChoiceProvider value={choice}>
      <IntlProvider locale={language} messages={messages.data} defaultLocale="en">
        {children}
      </IntlProvider>
    </LanguageChoiceProvider>
  );
}
