/**
 * The tickets on this counter while the program runs, saved on the server every two seconds as drafts of this device, and brought back
 * from there after a crash. Going to another page and back changes nothing.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../api/client';
import { useOperation } from '../api/hooks';
import { newId } from '../components/ids';
import { readDraft, writeDraft } from './draft';
import { isEmpty, newCounter, step, type Counter, type Step, type Ticket } from './ticket';

const SAVE_EVERY_MS = 2_000;

/** What outlives the page: the counter itself, what the server holds of it, and which tickets are gone for good. */
let remembered: Counter | null = null;
let isRestored = false;
const saved = new Map<string, string>();
const gone = new Set<string>();

export interface CounterActions {
  counter: Counter;
  act: (what: Step) => void;
  /** Takes a ticket away that was sold or is not wanted, with its draft. */
  finish: (ticket: string) => void;
  /** Tickets that were found on the server at the first look. */
  found: Ticket[];
}

export function useCounter(): CounterActions {
  const [counter, setCounter] = useState<Counter>(() => remembered ?? newCounter(newId()));
  const [found, setFound] = useState<Ticket[]>([]);
  const latest = useRef(counter);
  const drafts = useOperation('list_drafts', { query: { kind: 'ticket' } }, { isOff: isRestored });

  const act = useCallback((what: Step) => setCounter((before) => step(before, what)), []);
  useEffect(() => {
    latest.current = counter;
    remembered = counter;
  }, [counter]);

  useEffect(() => {
    if (!drafts.data || isRestored) return;
    isRestored = true;
    const tickets = drafts.data.flatMap((draft) => {
      const ticket = gone.has(draft.id) ? null : readDraft(draft.id, draft.content);
      if (!ticket || isEmpty(ticket)) return [];
      saved.set(ticket.key, JSON.stringify(writeDraft(ticket)));
      return [ticket];
    });
    setFound(tickets.filter((ticket) => !latest.current.tickets.some(({ key }) => key === ticket.key)));
    if (tickets.length > 0) act({ kind: 'restore', tickets });
  }, [drafts.data, act]);

  useEffect(() => {
    const save = () => saveChanged(latest.current);
    const timer = setInterval(save, SAVE_EVERY_MS);
    return () => {
      clearInterval(timer);
      save();
    };
  }, []);

  const finish = useCallback(
    (ticket: string) => {
      gone.add(ticket);
      forget(ticket);
      act({ kind: 'close', ticket, key: newId() });
    },
    [act],
  );
  return { counter, act, finish, found };
}

/** Saves what changed since the last time. A draft that could not be saved is tried again with the next round. */
export function saveChanged({ tickets }: Counter): void {
  for (const ticket of tickets) {
    if (gone.has(ticket.key)) continue;
    if (isEmpty(ticket)) {
      forget(ticket.key);
      continue;
    }
    const content = writeDraft(ticket);
    const text = JSON.stringify(content);
    const before = saved.get(ticket.key);
    if (before === text) continue;
    saved.set(ticket.key, text);
    call('save_draft', { path: { id: ticket.key }, body: { kind: 'ticket', title: titleOf(ticket), content: content as Record<string, never> } }).catch(() => {
      if (saved.get(ticket.key) === text) saved.delete(ticket.key);
    });
  }
}

function forget(key: string): void {
  if (!saved.delete(key)) return;
  call('delete_draft', { path: { id: key } }).catch(() => saved.set(key, ''));
}

/** How a ticket is called where only its title is shown. */
function titleOf(ticket: Ticket): string {
  return (ticket.customer?.name ?? ticket.lines[0]?.article.name ?? '').slice(0, 200);
}
