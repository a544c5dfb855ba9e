/** The filters of the list of sales as they stand in its address: plain texts, so that any page can link to the rows behind a figure. */

export const FILTERS = { number: '', kind: '', from: '', to: '', country: '', customer_id: '', variant_id: '', product_id: '', import_id: '' };
export type SalesFilters = Record<keyof typeof FILTERS, string>;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A number as people read it ends in digits; anything else typed into the search is somebody's name. */
export function looksLikeNumber(typed: string): boolean {
  return /^\S*\d$/.test(typed.trim());
}

export interface SalesQuery {
  number?: string;
  kind?: 'sale' | 'return';
  from?: string;
  to?: string;
  country?: string;
  customer_id?: string;
  variant_id?: string;
  product_id?: string;
  import_id?: string;
}

/** What the server is asked for. What makes no sense in an address typed by hand is left out. */
export function asQuery(filters: SalesFilters): SalesQuery {
  const query: SalesQuery = {};
  const number = filters.number.trim();
  if (number !== '') query.number = number;
  if (filters.kind === 'sale' || filters.kind === 'return') query.kind = filters.kind;
  if (DATE.test(filters.from)) query.from = filters.from;
  if (DATE.test(filters.to)) query.to = filters.to;
  if (filters.country.trim() !== '') query.country = filters.country.trim();
  for (const key of ['customer_id', 'variant_id', 'product_id', 'import_id'] as const) if (ID.test(filters[key])) query[key] = filters[key];
  return query;
}

/** Whether anything is left out of the list. */
export function isFiltered(filters: SalesFilters): boolean {
  return Object.keys(asQuery(filters)).length > 0;
}
