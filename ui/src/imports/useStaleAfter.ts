import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { invalidatedTags, markStale } from '../api/cache';

/** What an import or its undoing changes beside its own row: products, customers, sales and figures. */
const CHANGED = ['products', 'stock', 'customers', 'orders', 'figures'];

/** Marks everything an import touches as stale once its job is over: the server said so only when the job began. */
export function useStaleAfter(jobState: string | undefined): void {
  const cache = useQueryClient();
  useEffect(() => {
    if (jobState && jobState !== 'running') void markStale(cache, [...invalidatedTags('start_import'), ...CHANGED]);
  }, [jobState, cache]);
}
