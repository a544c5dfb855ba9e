import { useQueryClient } from '@tanstack/react-query';
import { usePerform } from '../api/hooks';
import { SESSION_KEY, type Session } from './session';

/** Locks the screen. The page is covered at once and stays so even when the server cannot be told. */
export function useScreenLock(): () => void {
  const cache = useQueryClient();
  const { mutate } = usePerform('lock_current_session');
  return () => {
    mutate(undefined);
    cache.setQueryData<Session | null>(SESSION_KEY, (session) => session && { ...session, is_locked: true });
  };
}
