/** What a person chose for themselves and finds again at every screen: their language and their colours. */
import { useEffect } from 'react';
import { usePerform } from '../api/hooks';
import { useLanguage } from '../components/language';
import { useTheme, type Theme } from '../components/theme';
import { useToast } from '../components/toast';
import { closestLanguage, type Language } from '../i18n';
import type { Session } from './session';

/** Shows the page as the person behind it chose, at the lock page too; after them it is the system's colours again. */
export function useOwn(session: Session | null | undefined): void {
  const { adopt } = useLanguage();
  const { choose } = useTheme();
  const isNobody = session === null;
  const { id, language, theme } = session?.staff ?? {};
  const isLocked = session?.is_locked;
  useEffect(() => {
    if (language) adopt(closestLanguage(language));
  }, [id, isLocked, language, adopt]);
  useEffect(() => {
    if (isNobody) choose('system');
    else if (theme) choose(theme);
  }, [id, isLocked, isNobody, theme, choose]);
}

/** Takes a choice at once and keeps it with the person who is signed in. */
export function useOwnChoices(): { speak: (language: Language) => void; wear: (theme: Theme) => void } {
  const language = useLanguage();
  const theme = useTheme();
  const toast = useToast();
  const { mutate } = usePerform('change_current_session');
  return {
    speak: (next) => {
      language.choose(next);
      mutate({ body: { language: next } }, { onError: toast.problem });
    },
    wear: (next) => {
      theme.choose(next);
      mutate({ body: { theme: next } }, { onError: toast.problem });
    },
  };
}
