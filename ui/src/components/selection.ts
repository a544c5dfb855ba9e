/** Which rows of a list are chosen. It lives beside the list, so that choosing a row draws that row and the bar, and not the list. */
import { useSyncExternalStore } from 'react';

/** Most rows that can be chosen at once: as many as one operation takes. */
export const SELECTED_MAX = 500;

export class Selection<Row> {
  #rows: ReadonlyMap<string, Row> = new Map();
  readonly #listeners = new Set<() => void>();
  /** Where a range begins: the row that was chosen last by itself. */
  anchor: number | null = null;

  get rows(): ReadonlyMap<string, Row> {
    return this.#rows;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  toggle(id: string, row: Row): void {
    const rows = new Map(this.#rows);
    if (!rows.delete(id) && rows.size < SELECTED_MAX) rows.set(id, row);
    this.#set(rows);
  }

  add(entries: Iterable<[string, Row]>): void {
    const rows = new Map(this.#rows);
    for (const [id, row] of entries) if (rows.size < SELECTED_MAX || rows.has(id)) rows.set(id, row);
    this.#set(rows);
  }

  clear(): void {
    this.anchor = null;
    if (this.#rows.size > 0) this.#set(new Map());
  }

  #set(rows: ReadonlyMap<string, Row>): void {
    this.#rows = rows;
    for (const listener of this.#listeners) listener();
  }
}

/** The chosen rows by their ids, in the order they were chosen. */
export function useSelected<Row>(selection: Selection<Row>): ReadonlyMap<string, Row> {
  return useSyncExternalStore(selection.subscribe, () => selection.rows);
}

/** Whether one row is chosen. */
export function useIsSelected<Row>(selection: Selection<Row>, id: string): boolean {
  return useSyncExternalStore(selection.subscribe, () => selection.rows.has(id));
}
