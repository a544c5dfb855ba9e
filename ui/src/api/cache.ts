/**
 * Server state lives in one query cache. Which cached answers an operation makes stale is declared by the server beside the
 * operation (`x-provides`, `x-invalidates`), so no screen keeps a list of what to refresh.
 */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import type { OperationName } from './client';
import { ApiError } from './error';
import { OPERATIONS } from './tags';

type Tags = readonly string[];
const listeners = new Set<(tags: Tags) => void>();

function tell(tags: Tags): void {
  for (const listener of [...listeners]) listener(tags);
}

/** Calls `listener` with the tags of everything that has just become stale. */
export function onStale(listener: (tags: Tags) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The tags under which an operation's answer is cached. */
export function providedTags(name: OperationName): Tags {
  return OPERATIONS[name].provides;
}

/** The tags an operation makes stale. */
export function invalidatedTags(name: OperationName): Tags {
  return OPERATIONS[name].invalidates;
}

function isOperation(name: unknown): name is OperationName {
  return typeof name === 'string' && name in OPERATIONS;
}

/** Answers that say that the session is another one than the page believes: ended, locked, or with less open than before. */
const OF_THE_SESSION = ['signed_out', 'locked', 'second_factor_needed', 'password_needed'];

/** A session that is not what it was shows itself as an answer to any request: only the session is asked again. */
function noticeSession(client: QueryClient, error: unknown): void {
  if (!(error instanceof ApiError)) return;
  if (OF_THE_SESSION.includes(error.code)) void markStale(client, ['session']);
  if (error.code === 'sealed' || error.code === 'no_shop' || error.code === 'store_refused') void markStale(client, ['shop']);
}

/** Marks every cached answer under one of these tags as stale and fetches those on screen again. */
export async function markStale(client: QueryClient, tags: Tags): Promise<void> {
  if (tags.length === 0) return;
  tell(tags);
  await client.invalidateQueries({
    predicate: ({ queryKey }) => isOperation(queryKey[0]) && providedTags(queryKey[0]).some((tag) => tags.includes(tag)),
  });
}

/** Operations whose refusal is about a password just typed, and says nothing about the session or the shop. */
const TRIES: unknown[] = ['create_session', 'unlock_current_session', 'unseal_shop', 'set_up_shop'];

/** The one query cache of a page. */
export function createCache(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== 'find_current_session' && query.queryKey[0] !== 'find_shop_state') noticeSession(client, error);
      },
    }),
    mutationCache: new MutationCache({
      onError: (error, _input, _result, mutation) => {
        if (!TRIES.includes(mutation.options.mutationKey?.[0])) noticeSession(client, error);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: true,
        networkMode: 'always',
        // Refusals do not change by asking again; only a missing answer may.
        retry: (count, error) => error instanceof ApiError && error.code === 'unreachable' && count < 1,
        retryDelay: 400,
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
