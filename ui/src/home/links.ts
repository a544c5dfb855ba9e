/** Addresses of the rows behind a figure. */
import type { Days } from './period';

type Words = Record<string, string | undefined>;

function address(path: string, words: Words): string {
  const query = new URLSearchParams(Object.entries(words).flatMap(([key, value]) => (value ? [[key, value]] : []))).toString();
  return query ? `${path}?${query}` : path;
}

export function salesOf(days: Days, more: Words = {}): string {
  return address('/sales', { from: days.from, to: days.to, ...more });
}

export function productSalesOf(days: Days, ranking: 'best' | 'worst' = 'best'): string {
  return address('/home/product-sales', { from: days.from, to: days.to, ranking: ranking === 'best' ? undefined : ranking });
}
