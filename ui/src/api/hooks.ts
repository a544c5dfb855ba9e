import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { invalidatedTags, markStale, onStale, providedTags } from './cache';
import { call, type Answer, type Input, type OperationName } from './client';
import type { ApiError } from './error';

interface ReadOptions<Data> {
  /** Do not ask yet. */
  isOff?: boolean;
  /** Keep showing the last answer while another input is asked for. */
  keepsLast?: boolean;
  /** Ask again after so many milliseconds, by what was answered last; false stops. */
  everyMs?: (latest: Data | undefined) => number | false;
}

/**
 * Reads through the cache: `const sale = useOperation('find_order', { path: { id } })` gives TanStack Query's result, typed by the
 * generated schema. The answer is fetched again by itself when an operation makes its tags stale.
 */
export function useOperation<Name extends OperationName>(name: Name, input?: Input<Name>, options: ReadOptions<Answer<Name>> = {}) {
  return useQuery<Answer<Name>, ApiError>({
    queryKey: [name, input ?? null],
    queryFn: async ({ signal }) => (await call(name, input, signal)) ?? (null as Answer<Name>),
    enabled: !options.isOff,
    ...(options.keepsLast && { placeholderData: keepPreviousData as never }),
    ...(options.everyMs && { refetchInterval: ({ state }) => options.everyMs?.(state.data) ?? false }),
  });
}

/**
 * Changes something: `const place = usePerform('place_order')`, then `place.mutate({ body })` or `await place.mutateAsync({ body })`.
 * What the operation makes stale is fetched again before the promise settles, so "done" is shown only after the commit.
 */
export function usePerform<Name extends OperationName>(name: Name) {
  const cache = useQueryClient();
  return useMutation<Answer<Name>, ApiError, Input<Name> | undefined>({
    mutationKey: [name],
    mutationFn: (input) => call(name, input as Input<Name>),
    onSuccess: () => void markStale(cache, invalidatedTags(name)),
  });
}

/** One page of a list as the server is asked for it. */
export interface PageRequest {
  offset: number;
  limit: number;
  /** Column to sort by; a leading minus turns the order round. */
  sort?: string;
}

export interface ListPage<Row> {
  rows: Row[];
  total: number;
}

/** Where a `DataList` takes its rows from. Equal `key` means the same list. */
export interface ListSource<Row> {
  key: string;
  fetchPage: (page: PageRequest) => Promise<ListPage<Row>>;
  /** Tells when the rows have become stale. */
  subscribe: (listener: () => void) => () => void;
}

type RowOf<Name extends OperationName> = Answer<Name> extends { rows: (infer Row)[] } ? Row : never;
type ListName = { [Name in OperationName]: RowOf<Name> extends never ? never : Name }[OperationName];

/**
 * A server-paged list for `DataList`: `useList('list_products', { text, state })`, with the variable parts of its address as a third
 * argument where it has any. The operation answers `{ rows, total }` and takes `offset`, `limit`, and where it can be sorted `sort` and
 * `is_descending`, beside these filters; filters that are undefined are left out.
 */
export function useList<Name extends ListName>(name: Name, filters: Record<string, unknown> = {}, path: Record<string, string> = {}): ListSource<RowOf<Name>> {
  const cache = useQueryClient();
  const key = JSON.stringify([name, filters, path]);
  return useMemo(() => {
    const tags = providedTags(name);
    const [, wanted, address] = JSON.parse(key) as [Name, Record<string, unknown>, Record<string, string>];
    return {
      key,
      fetchPage: ({ sort, ...page }) => {
        const order = sort !== undefined && { sort: sort.replace(/^-/, ''), is_descending: sort.startsWith('-') };
        const input = { path: address, query: { ...wanted, ...page, ...order } } as unknown as Input<Name>;
        return cache.fetchQuery({ queryKey: [name, input], queryFn: ({ signal }) => call(name, input, signal) }) as unknown as Promise<ListPage<RowOf<Name>>>;
      },
      subscribe: (listener) => onStale((stale) => stale.some((tag) => tags.includes(tag)) && listener()),
    };
  }, [cache, key, name]);
}
