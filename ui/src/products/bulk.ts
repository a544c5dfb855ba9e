/** What happens to chosen products: the changes to send, what is so already, and the way back. */
import type { Input } from '../api/client';

export type Change = Input<'change_products'>['body']['changes'][number];
export type Placement = Change['before'];

export interface Chosen {
  id: string;
  name: string;
  state: Placement['state'];
  category_id?: string | null | undefined;
}

/** What is wanted for all of them; what is absent stays as each has it. */
export interface Wanted {
  state?: Placement['state'];
  category_id?: string | null;
}

/** One change for each product that is not so already. */
export function changesOf(rows: Iterable<Chosen>, wanted: Wanted): Change[] {
  return [...rows].flatMap((row) => {
    const before = { state: row.state, category_id: row.category_id ?? null };
    const after = { state: wanted.state ?? before.state, category_id: wanted.category_id === undefined ? before.category_id : wanted.category_id };
    return after.state === before.state && after.category_id === before.category_id ? [] : [{ product_id: row.id, before, after }];
  });
}

/** The changes that bring the former values back, of the products that were changed. */
export function undoOf(changes: Change[], changed: string[]): Change[] {
  const done = new Set(changed);
  return changes.filter(({ product_id }) => done.has(product_id)).map(({ product_id, before, after }) => ({ product_id, before: after, after: before }));
}
