/** Which language the interface speaks now. Pages before sign-in and the user's menu change it; a sign-in brings the person's own. */
import { createContext, use } from 'react';
import type { Language } from '../i18n';

interface LanguageChoice {
  language: Language;
  /** Somebody chose it by hand. */
  choose: (language: Language) => void;
  /** The shop's language, taken unless somebody has chosen by hand. */
  suggest: (language: Language) => void;
  /** The language of the person who signed in, taken instead of whatever was chosen before them. */
  adopt: (language: Language) => void;
}

const nothing = () => {};
const LanguageContext = createContext<LanguageChoice>({ language: 'en', choose: nothing, suggest: nothing, adopt: nothing });

export const LanguageChoiceProvider = LanguageContext.Provider;

export function useLanguage(): LanguageChoice {
  return use(LanguageContext);
}
