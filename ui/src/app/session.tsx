import { useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { call, type Answer } from '../api/client';
import { ApiError } from '../api/error';

/** Who is signed in, for which shop, and what they may do. */
export type Session = NonNullable<Answer<'find_current_session'>>;

const SessionContext = createContext<Session | null>(null);

export const SessionProvider = SessionContext.Provider;

/** The session of the pages behind the gate; there is always one there. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession is used outside the gate');
  return session;
}

const SwitchContext = createContext<() => void>(() => undefined);

export const SwitchProvider = SwitchContext.Provider;

/** Leaves the pages for the one where somebody else takes over this screen with their PIN. */
export function useBeginSwitch(): () => void {
  return use(SwitchContext);
}

/** The key under which the session is cached, as any other answer of the server. */
export const SESSION_KEY = ['find_current_session', null];

/** Asks who is signed in; nobody is an answer like any other, null, so that asking again never empties the page. */
export function useSessionAnswer() {
  return useQuery<Session | null>({
    queryKey: SESSION_KEY,
    queryFn: async ({ signal }) => {
      try {
        return (await call('find_current_session', undefined, signal)) ?? null;
      } catch (error) {
        if (error instanceof ApiError && error.code === 'signed_out') return null;
        throw error;
      }
    },
  });
}
