/** A ticket as it is kept on the server between two looks, and read back: work in progress of an older version is dropped, never trusted. */
import { isRecord } from '../components/record';
import { emptyTicket, type Ticket } from './ticket';

const VERSION = 1;

/** What is saved. The lit line and the ticket's place on the counter are of the moment. */
export function writeDraft(ticket: Ticket): unknown {
  const { lines, discount, customer, note, isParked } = ticket;
  return { version: VERSION, lines, discount, customer, note, isParked };
}

/** The ticket a draft holds, or null when it is none of ours. */
export function readDraft(key: string, content: unknown): Ticket | null {
  const value = typeof content === 'string' ? parse(content) : content;
  if (!isRecord(value) || value.version !== VERSION || !Array.isArray(value.lines)) return null;
  const lines = value.lines.filter(isLine);
  if (lines.length !== value.lines.length) return null;
  return {
    ...emptyTicket(key),
    lines,
    discount: isDiscount(value.discount) ? value.discount : null,
    customer: isCustomer(value.customer) ? value.customer : null,
    note: typeof value.note === 'string' ? value.note : '',
    isParked: value.isParked === true,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isLine(value: unknown): value is Ticket['lines'][number] {
  if (!isRecord(value) || typeof value.key !== 'string' || !isRecord(value.article)) return false;
  const { article } = value;
  const isArticle = typeof article.variantId === 'string' && typeof article.name === 'string' && Number.isSafeInteger(article.priceMillionths);
  const hasPrice = value.priceMillionths === null || Number.isSafeInteger(value.priceMillionths);
  const hasDiscount = value.discount === null || isDiscount(value.discount);
  const hasLot = value.lot === null || (isRecord(value.lot) && typeof value.lot.id === 'string');
  return isArticle && hasPrice && hasDiscount && hasLot && Number.isSafeInteger(value.quantityThousandths) && Number(value.quantityThousandths) > 0;
}

function isDiscount(value: unknown): value is NonNullable<Ticket['discount']> {
  if (!isRecord(value)) return false;
  return value.kind === 'amount' ? Number.isSafeInteger(value.amount_minor) : value.kind === 'percent' && Number.isSafeInteger(value.rate_millionths);
}

function isCustomer(value: unknown): value is NonNullable<Ticket['customer']> {
  return isRecord(value) && typeof value.id === 'string' && typeof value.name === 'string';
}
