/**
 * The tickets on the counter as one value and the steps that change it. Pure: prices, taxes and stock belong to the server, which is
 * asked what a ticket comes to; here it is only what was said.
 */
import type { Discount } from './discount';

/** One of a thing, in thousandths. */
export const ONE = 1_000;
/** What the server takes at most. */
export const LINES_MAX = 2_000;

/** What is known of a variant when it is put on a ticket. */
export interface Article {
  variantId: string;
  name: string;
  sku: string;
  unit: string;
  priceMillionths: number;
  swatch: string | null;
}

export interface Lot {
  id: string;
  code: string;
  expiryDate: string | null;
}

export interface Line {
  key: string;
  article: Article;
  quantityThousandths: number;
  /** Only when it was scanned or chosen; otherwise the server takes the lot that expires first. */
  lot: Lot | null;
  /** Another price than the article's. */
  priceMillionths: number | null;
  discount: Discount | null;
}

/** Something that was scanned and cannot be sold: it stands where its line would have stood until it is dealt with. */
export interface Refusal {
  key: string;
  title: string;
  message: string;
  /** What may be sold instead. */
  instead: { article: Article; lot: Lot | null } | null;
}

export interface Customer {
  id: string;
  name: string;
}

export interface Ticket {
  /** A UUID: the ticket is saved as a draft under it, and posted as the sale with this id, so that paying twice sells once. */
  key: string;
  lines: Line[];
  refusals: Refusal[];
  discount: Discount | null;
  customer: Customer | null;
  note: string;
  isParked: boolean;
  /** The line that digits and Del are about. */
  chosen: string | null;
  /** Counts additions, so that the line that was added last can light up each time. */
  lit: { key: string; count: number } | null;
}

export interface Counter {
  tickets: Ticket[];
  active: string;
}

export type Step =
  | { kind: 'add'; article: Article; lot: Lot | null; quantityThousandths?: number; key: string }
  | { kind: 'refuse'; refusal: Refusal }
  | { kind: 'dismiss'; key: string }
  | { kind: 'choose'; key: string | null }
  | { kind: 'choose_next'; step: 1 | -1 }
  | { kind: 'set_quantity'; key: string; thousandths: number }
  | { kind: 'set_price'; key: string; millionths: number | null }
  | { kind: 'set_line_discount'; key: string; discount: Discount | null }
  | { kind: 'set_lot'; key: string; lot: Lot | null }
  | { kind: 'remove'; key: string }
  | { kind: 'set_discount'; discount: Discount | null }
  | { kind: 'set_customer'; customer: Customer | null }
  | { kind: 'set_note'; note: string }
  | { kind: 'park'; key: string }
  | { kind: 'open'; key: string }
  | { kind: 'start'; key: string }
  | { kind: 'close'; ticket: string; key: string }
  | { kind: 'restore'; tickets: Ticket[] };

export function emptyTicket(key: string): Ticket {
  return { key, lines: [], refusals: [], discount: null, customer: null, note: '', isParked: false, chosen: null, lit: null };
}

/** Nothing is lost when it goes: what was refused is no part of a sale. */
export function isEmpty(ticket: Ticket): boolean {
  return ticket.lines.length === 0 && ticket.customer === null && ticket.note === '';
}

export function newCounter(key: string): Counter {
  return { tickets: [emptyTicket(key)], active: key };
}

export function activeTicket(counter: Counter): Ticket {
  const found = counter.tickets.find((ticket) => ticket.key === counter.active) ?? counter.tickets[0];
  if (!found) throw new Error('a counter always has a ticket');
  return found;
}

/** The line that digits, a star and Del are about: the chosen one, else the last. */
export function chosenLine(ticket: Ticket): Line | undefined {
  return ticket.lines.find((line) => line.key === ticket.chosen) ?? ticket.lines.at(-1);
}

/** Pieces on a ticket as a person counts them: three of one thing and a quarter kilo of another are four. */
export function pieces(ticket: Ticket): number {
  return ticket.lines.reduce((sum, line) => sum + (line.quantityThousandths % ONE === 0 ? line.quantityThousandths / ONE : 1), 0);
}

export function step(counter: Counter, what: Step): Counter {
  switch (what.kind) {
    case 'start':
      return { tickets: [...counter.tickets, emptyTicket(what.key)], active: what.key };
    case 'open':
      return openTicket(counter, what.key);
    case 'park':
      return parkTicket(counter, what.key);
    case 'close':
      return closeTicket(counter, what.ticket, what.key);
    case 'restore':
      return restoreTickets(counter, what.tickets);
    default:
      return change(counter, counter.active, (ticket) => stepTicket(ticket, what));
  }
}

type TicketStep = Exclude<Step, { kind: 'start' | 'open' | 'park' | 'close' | 'restore' }>;

function stepTicket(ticket: Ticket, what: TicketStep): Ticket {
  switch (what.kind) {
    case 'add':
      return addLine(ticket, what);
    case 'refuse':
      return { ...ticket, refusals: [...ticket.refusals.filter(({ title }) => title !== what.refusal.title), what.refusal] };
    case 'dismiss':
      return { ...ticket, refusals: ticket.refusals.filter(({ key }) => key !== what.key) };
    case 'choose':
      return { ...ticket, chosen: what.key };
    case 'choose_next':
      return chooseNext(ticket, what.step);
    case 'set_quantity':
      return what.thousandths > 0 ? changeLine(ticket, what.key, { quantityThousandths: what.thousandths }) : removeLine(ticket, what.key);
    case 'set_price':
      return changeLine(ticket, what.key, { priceMillionths: what.millionths });
    case 'set_line_discount':
      return changeLine(ticket, what.key, { discount: what.discount });
    case 'set_lot':
      return changeLine(ticket, what.key, { lot: what.lot });
    case 'remove':
      return removeLine(ticket, what.key);
    case 'set_discount':
      return { ...ticket, discount: what.discount };
    case 'set_customer':
      return { ...ticket, customer: what.customer };
    case 'set_note':
      return { ...ticket, note: what.note };
  }
}

function change(counter: Counter, key: string, with_: (ticket: Ticket) => Ticket): Counter {
  return { ...counter, tickets: counter.tickets.map((ticket) => (ticket.key === key ? with_(ticket) : ticket)) };
}

function changeLine(ticket: Ticket, key: string, values: Partial<Line>): Ticket {
  return { ...ticket, chosen: key, lines: ticket.lines.map((line) => (line.key === key ? { ...line, ...values } : line)) };
}

function removeLine(ticket: Ticket, key: string): Ticket {
  const at = ticket.lines.findIndex((line) => line.key === key);
  if (at < 0) return ticket;
  const lines = ticket.lines.filter((line) => line.key !== key);
  const next = lines[Math.min(at, lines.length - 1)];
  return { ...ticket, lines, chosen: next?.key ?? null, ...(lines.length === 0 && { discount: null }) };
}

/** The same thing again counts up, unless its line was given a price or a discount of its own. */
function addLine(ticket: Ticket, { article, lot, key, quantityThousandths = ONE }: Extract<Step, { kind: 'add' }>): Ticket {
  const count = (ticket.lit?.count ?? 0) + 1;
  const refusals = ticket.refusals.filter(({ instead }) => instead?.article.variantId !== article.variantId);
  const same = ticket.lines.find(
    (line) => line.article.variantId === article.variantId && line.lot?.id === lot?.id && line.priceMillionths === null && line.discount === null,
  );
  if (same) {
    const lines = ticket.lines.map((line) => (line === same ? { ...line, article, quantityThousandths: line.quantityThousandths + quantityThousandths } : line));
    return { ...ticket, lines, refusals, chosen: same.key, lit: { key: same.key, count } };
  }
  if (ticket.lines.length >= LINES_MAX) return ticket;
  const line: Line = { key, article, quantityThousandths, lot, priceMillionths: null, discount: null };
  return { ...ticket, lines: [...ticket.lines, line], refusals, chosen: key, lit: { key, count } };
}

function chooseNext(ticket: Ticket, by: 1 | -1): Ticket {
  if (ticket.lines.length === 0) return ticket;
  const at = ticket.lines.findIndex((line) => line.key === chosenLine(ticket)?.key);
  const next = ticket.lines[Math.max(0, Math.min(ticket.lines.length - 1, at + by))];
  return { ...ticket, chosen: next?.key ?? null };
}

function openTicket(counter: Counter, key: string): Counter {
  if (!counter.tickets.some((ticket) => ticket.key === key)) return counter;
  return { ...change(counter, key, (ticket) => ({ ...ticket, isParked: false })), active: key };
}

/** Puts the ticket aside and goes on with an empty one; an empty ticket is not worth keeping. */
function parkTicket(counter: Counter, key: string): Counter {
  if (isEmpty(activeTicket(counter))) return counter;
  const parked = change(counter, counter.active, (ticket) => ({ ...ticket, isParked: true }));
  const free = parked.tickets.find(isEmpty);
  return free ? { ...parked, active: free.key } : { tickets: [...parked.tickets, emptyTicket(key)], active: key };
}

function closeTicket(counter: Counter, ticket: string, key: string): Counter {
  const at = counter.tickets.findIndex((known) => known.key === ticket);
  if (at < 0) return counter;
  const rest = counter.tickets.filter((known) => known.key !== ticket);
  if (counter.active !== ticket) return { ...counter, tickets: rest };
  const open = rest.filter((known) => !known.isParked);
  const next = open[Math.min(at, open.length - 1)];
  return next ? { tickets: rest, active: next.key } : { tickets: [...rest, emptyTicket(key)], active: key };
}

/** Tickets found on the server join what is on the counter; an empty one gives up its place. */
function restoreTickets(counter: Counter, found: Ticket[]): Counter {
  const known = new Set(counter.tickets.map((ticket) => ticket.key));
  const fresh = found.filter((ticket) => !known.has(ticket.key));
  if (fresh.length === 0) return counter;
  const tickets = [...fresh, ...counter.tickets.filter((ticket) => !isEmpty(ticket) || ticket.key === counter.active)];
  const isIdle = isEmpty(activeTicket(counter));
  const goOn = fresh.find((ticket) => !ticket.isParked);
  if (!isIdle || !goOn) return { ...counter, tickets };
  return { tickets: tickets.filter((ticket) => ticket.key !== counter.active), active: goOn.key };
}
