import { useRouter, useRouterState } from '@tanstack/react-router';
import type { ComponentType } from 'react';

/**
 * One page of an area. Each area lists its pages in its own `routes.ts`; the shell puts them together, loads each when it is first
 * opened, and answers an address whose permission is missing with a page that says so.
 */
export interface AreaRoute {
  /** Address, such as `/products/$id`. */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** What one must be allowed to see it; any of them is enough. None: everybody signed in. */
  permissions?: string[];
}

/** A variable part of the page's address: `useAddressPart('id')` on `/products/$id`. */
export function useAddressPart(name: string): string {
  return useRouterState({ select: ({ matches }) => (matches.at(-1)?.params as Record<string, string> | undefined)?.[name] ?? '' });
}

type Filters<Key extends string> = Record<Key, string>;

/**
 * Filters kept in the address, so that they survive going to a detail page and back: `const [filters, setFilters] =
 * useFilters({ search: '', status: '' })`. Setting one replaces the address without a new step in the history.
 */
export function useFilters<Key extends string>(defaults: Filters<Key>): [Filters<Key>, (change: Partial<Filters<Key>>) => void] {
  const router = useRouter();
  const search = useRouterState({ select: ({ location }) => location.search as Record<string, string> });
  const filters = { ...defaults };
  for (const key of Object.keys(defaults) as Key[]) filters[key] = search[key] ?? defaults[key];
  const change = (wanted: Partial<Filters<Key>>) => {
    const next = new URLSearchParams(router.state.location.searchStr);
    for (const [key, value] of Object.entries<string | undefined>(wanted)) {
      if (value === undefined || value === defaults[key as Key]) next.delete(key);
      else next.set(key, value);
    }
    const query = next.toString();
    router.history.replace(router.state.location.pathname + (query && `?${query}`));
  };
  return [filters, change];
}
