/** Which language the interface speaks now. Pages before sign-in and the user's menu change it; a sign-in brings the person's own. */
import { createContext, use } from 'react';
import type { Language } from '../i18n';

interface LanguageChoice {
  language: Language;
  choose: (language: Language) => void;
  /** The language of the shop or the person, taken unless somebody has chosen by hand. */
  suggest: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice>({ language: 'en', choose: () => {}, suggest: () => {} });

export const LanguageChoiceProvider = LanguageContext.Provider;

export function useLanguage(): LanguageChoice {
  return use(LanguageContext);
}
