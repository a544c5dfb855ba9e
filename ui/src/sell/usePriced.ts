/** What the ticket comes to, asked of the server after every change, and what lies on the shelf of everything on it. */
import { useEffect, useRef } from 'react';
import type { Answer, Body } from '../api/client';
import { useOperation } from '../api/hooks';
import type { Shelf } from './shelf';
import type { Line, Ticket } from './ticket';

export type Priced = Answer<'price_order'>;
export type PricedLine = Priced['lines'][number];
export type TillVariant = Answer<'find_variants'>[number];

/** The ticket in the server's words. */
export function asWireTicket(ticket: Ticket): Body<'price_order'> {
  return {
    lines: ticket.lines.map((line) => ({
      variant_id: line.article.variantId,
      quantity_thousandths: line.quantityThousandths,
      lot_id: line.lot?.id ?? null,
      unit_price_millionths: line.priceMillionths,
      discount: line.discount,
    })),
    discount: ticket.discount,
    customer_id: ticket.customer?.id ?? null,
    note: ticket.note,
  };
}

export interface PricedTicket {
  /** The answer for exactly this ticket; undefined while it is on its way or refused. */
  current: Priced | undefined;
  /** The last answer, to show until the current one is there. */
  shown: Priced | undefined;
  lineOf: (line: Line) => PricedLine | undefined;
  error: unknown;
  /** Asks again: a price or a tax may have changed. */
  ask: () => void;
}

export function usePriced(ticket: Ticket): PricedTicket {
  const isOff = ticket.lines.length === 0;
  const answer = useOperation('price_order', { body: asWireTicket(ticket) }, { isOff, keepsLast: true });
  const known = useRef<{ ticket: string; lines: Map<string, PricedLine>; data: Priced } | null>(null);
  const current = isOff || answer.isPlaceholderData || answer.isError ? undefined : answer.data;
  const lines = current ? new Map(ticket.lines.map((line, index) => [line.key, current.lines[index]] as const).flatMap(([key, line]) => (line ? [[key, line] as const] : []))) : null;
  useEffect(() => {
    if (current && lines) known.current = { ticket: ticket.key, lines, data: current };
  });
  const last = known.current?.ticket === ticket.key ? known.current : null;
  return {
    current,
    shown: isOff ? undefined : (current ?? last?.data),
    lineOf: (line) => (lines ?? last?.lines)?.get(line.key),
    error: isOff ? null : answer.error,
    ask: () => void answer.refetch(),
  };
}

/** The shelf of every variant on the ticket. */
export function useShelves(ticket: Ticket): ReadonlyMap<string, TillVariant & Shelf> {
  const ids = [...new Set(ticket.lines.map((line) => line.article.variantId))].sort().slice(0, 100);
  const { data } = useOperation('find_variants', { query: { ids: ids.join(',') } }, { isOff: ids.length === 0, keepsLast: true });
  return new Map((data ?? []).map((variant) => [variant.variant_id, variant]));
}
