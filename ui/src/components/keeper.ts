/**
 * Keeps one form's typing on the server while it is worked on. Calls go one after the other, so that a draft is never saved again after it was
 * removed. What could not be sent is tried again with the next round; what the server refuses is not, until something else is typed.
 */
import { ApiError } from '../api/error';

export interface DraftDoor {
  save: (id: string, title: string, content: unknown) => Promise<unknown>;
  remove: (id: string) => Promise<unknown>;
}

/** Answers that will be the same next time. */
const FINAL = new Set(['invalid', 'refused', 'conflict', 'forbidden', 'too_large']);

export class Keeper {
  #id: string;
  #kept: string | null = null;
  #isOver = false;
  #work: Promise<unknown> = Promise.resolve();
  readonly #door: DraftDoor;

  constructor(id: string, door: DraftDoor) {
    this.#id = id;
    this.#door = door;
  }

  /** Saves what is typed when it is something else than before; null is nothing worth keeping. */
  keep(title: string, content: unknown): void {
    if (this.#isOver) return;
    const text = content === null ? null : JSON.stringify(content);
    const before = this.#kept;
    if (text === before) return;
    this.#kept = text;
    const id = this.#id;
    this.#send(
      () => (text === null ? this.#door.remove(id) : this.#door.save(id, title, content)),
      () => {
        if (this.#kept === text && this.#id === id) this.#kept = before;
      },
    );
  }

  /** Goes on with a draft from before; what was kept of this form until now goes. */
  takeUp(id: string): void {
    if (this.#kept !== null) this.drop(this.#id);
    this.#id = id;
    // Not the content itself: it is saved once more, in today's words.
    this.#kept = '';
  }

  /** Removes a draft that is not wanted. */
  drop(id: string): void {
    this.#send(() => this.#door.remove(id));
  }

  /** Saved or given up: nothing of this form is kept any more. */
  finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#kept !== null) this.drop(this.#id);
  }

  /** Resolves when everything was sent. */
  settled(): Promise<unknown> {
    return this.#work;
  }

  #send(call: () => Promise<unknown>, onFailure?: () => void): void {
    this.#work = this.#work.then(call).catch((error: unknown) => {
      if (!(error instanceof ApiError && FINAL.has(error.code))) onFailure?.();
    });
  }
}
