import { useCallback } from 'react';
import { useText } from '../i18n';

/** What a person is called. Whoever was erased has an empty name; nobody at all has none. */
export function usePersonName(): (name: string | null | undefined) => string {
  const text = useText();
  return useCallback((name) => (name === '' ? text('privacy.erased') : (name ?? '')), [text]);
}
