import { describe, expect, it } from 'vitest';
import { readDraft, writeDraft } from './draft';
import { activeTicket, chosenLine, isEmpty, newCounter, pieces, step, type Article, type Counter, type Step } from './ticket';

const article = (variantId: string, priceMillionths = 14_900_000): Article => ({ variantId, name: variantId, sku: variantId, unit: 'piece', priceMillionths, swatch: null });
let keys = 0;
const add = (variantId: string, lot: string | null = null): Step => ({
  kind: 'add',
  article: article(variantId),
  lot: lot === null ? null : { id: lot, code: lot, expiryDate: null },
  key: `line ${++keys}`,
});
const after = (...steps: Step[]): Counter => steps.reduce(step, newCounter('first'));
const lines = (counter: Counter) => activeTicket(counter).lines.map((line) => [line.article.variantId, line.lot?.id ?? null, line.quantityThousandths]);

describe('adding', () => {
  it('counts up when the same thing comes again', () => {
    expect(lines(after(add('rouge'), add('cream'), add('rouge')))).toEqual([
      ['rouge', null, 2_000],
      ['cream', null, 1_000],
    ]);
  });

  it('keeps lots apart', () => {
    expect(lines(after(add('rouge', 'L1'), add('rouge', 'L2'), add('rouge')))).toEqual([
      ['rouge', 'L1', 1_000],
      ['rouge', 'L2', 1_000],
      ['rouge', null, 1_000],
    ]);
  });

  it('leaves a line alone that was given a price or a discount of its own', () => {
    const first = after(add('rouge'));
    const key = activeTicket(first).lines[0]!.key;
    const priced = step(first, { kind: 'set_price', key, millionths: 1_000_000 });
    const discounted = step(first, { kind: 'set_line_discount', key, discount: { kind: 'percent', rate_millionths: 100_000 } });
    expect(lines(step(priced, add('rouge')))).toHaveLength(2);
    expect(lines(step(discounted, add('rouge')))).toHaveLength(2);
  });

  it('lights the line up each time anew', () => {
    const once = after(add('rouge'));
    const twice = step(once, add('rouge'));
    expect(activeTicket(twice).lit?.key).toBe(activeTicket(once).lit?.key);
    expect(activeTicket(twice).lit?.count).toBe(2);
  });

  it('makes what was added the line that digits are about', () => {
    const counter = after(add('rouge'), add('cream'), add('rouge'));
    expect(chosenLine(activeTicket(counter))?.article.variantId).toBe('rouge');
  });
});

describe('changing a line', () => {
  const counter = after(add('rouge'), add('cream'), add('soap'));
  const [rouge, cream, soap] = activeTicket(counter).lines;

  it('sets its quantity, and takes it away at nothing', () => {
    expect(lines(step(counter, { kind: 'set_quantity', key: cream!.key, thousandths: 250 }))[1]).toEqual(['cream', null, 250]);
    expect(lines(step(counter, { kind: 'set_quantity', key: cream!.key, thousandths: 0 }))).toHaveLength(2);
  });

  it('moves on to the neighbour when it is taken away', () => {
    const chosen = (from: Counter) => chosenLine(activeTicket(from))?.key;
    expect(chosen(step(counter, { kind: 'remove', key: cream!.key }))).toBe(soap!.key);
    expect(chosen(step(counter, { kind: 'remove', key: soap!.key }))).toBe(cream!.key);
  });

  it('drops the discount of the ticket with its last line', () => {
    let one = step(after(add('rouge')), { kind: 'set_discount', discount: { kind: 'amount', amount_minor: 100 } });
    one = step(one, { kind: 'remove', key: activeTicket(one).lines[0]!.key });
    expect(activeTicket(one).discount).toBeNull();
    expect(isEmpty(activeTicket(one))).toBe(true);
  });

  it('goes up and down and stops at the ends', () => {
    const up = step(step(counter, { kind: 'choose_next', step: -1 }), { kind: 'choose_next', step: -1 });
    expect(chosenLine(activeTicket(up))?.key).toBe(rouge!.key);
    expect(chosenLine(activeTicket(step(up, { kind: 'choose_next', step: -1 })))?.key).toBe(rouge!.key);
  });

  it('of another ticket or of none changes nothing', () => {
    expect(lines(step(counter, { kind: 'remove', key: 'nowhere' }))).toEqual(lines(counter));
  });
});

describe('refusals', () => {
  const refusal = { key: 'r1', title: 'Rouge', message: 'Lot L1 has expired.', instead: { article: article('rouge'), lot: { id: 'L2', code: 'L2', expiryDate: null } } };

  it('stand on the ticket until they are dealt with', () => {
    const refused = after({ kind: 'refuse', refusal });
    expect(activeTicket(refused).refusals).toHaveLength(1);
    expect(isEmpty(activeTicket(refused))).toBe(true);
    expect(activeTicket(step(refused, { kind: 'dismiss', key: 'r1' })).refusals).toEqual([]);
    expect(activeTicket(step(refused, add('rouge', 'L2'))).refusals).toEqual([]);
  });

  it('do not pile up when the same label is scanned again', () => {
    expect(activeTicket(after({ kind: 'refuse', refusal }, { kind: 'refuse', refusal: { ...refusal, key: 'r2' } })).refusals).toHaveLength(1);
  });
});

describe('tickets', () => {
  it('are parked beside an empty one, and opened again as they were', () => {
    const counter = after(add('rouge'), { kind: 'park', key: 'second' });
    expect(counter.active).toBe('second');
    expect(counter.tickets.map(({ isParked }) => isParked)).toEqual([true, false]);
    const opened = step(counter, { kind: 'open', key: 'first' });
    expect(lines(opened)).toEqual([['rouge', null, 1_000]]);
    expect(activeTicket(opened).isParked).toBe(false);
  });

  it('are not parked while empty, and reuse an empty one', () => {
    expect(after({ kind: 'park', key: 'second' }).tickets).toHaveLength(1);
    const counter = after(add('rouge'), { kind: 'start', key: 'second' }, { kind: 'open', key: 'first' }, { kind: 'park', key: 'third' });
    expect(counter.active).toBe('second');
    expect(counter.tickets).toHaveLength(2);
  });

  it('make room for a fresh one when the last is closed, and leave parked ones parked', () => {
    const counter = after(add('rouge'), { kind: 'park', key: 'second' }, add('cream'), { kind: 'close', ticket: 'second', key: 'third' });
    expect(counter.active).toBe('third');
    expect(counter.tickets.map(({ key }) => key)).toEqual(['first', 'third']);
  });

  it('that are closed in the background leave the open one in front', () => {
    const counter = after(add('rouge'), { kind: 'park', key: 'second' }, add('cream'), { kind: 'close', ticket: 'first', key: 'third' });
    expect(counter.active).toBe('second');
    expect(counter.tickets).toHaveLength(1);
  });

  it('count pieces as a person does', () => {
    const counter = after(add('rouge'), add('rouge'), add('cheese'));
    const key = activeTicket(counter).lines[1]!.key;
    expect(pieces(activeTicket(step(counter, { kind: 'set_quantity', key, thousandths: 250 })))).toBe(3);
  });
});

describe('drafts', () => {
  const counter = after(add('rouge', 'L1'), { kind: 'set_customer', customer: { id: 'c', name: 'Müller' } }, { kind: 'set_discount', discount: { kind: 'percent', rate_millionths: 50_000 } });
  const saved = JSON.stringify(writeDraft(activeTicket(counter)));

  it('bring a ticket back as it was', () => {
    const ticket = readDraft('again', saved)!;
    expect(ticket.lines).toEqual(activeTicket(counter).lines);
    expect([ticket.customer, ticket.discount, ticket.key]).toEqual([{ id: 'c', name: 'Müller' }, { kind: 'percent', rate_millionths: 50_000 }, 'again']);
  });

  it.each(['', 'null', '{}', '[]', '{"version":1}', '{"version":1,"lines":[{}]}', '{"version":99,"lines":[]}', saved.replace('1000', '-1')])('that make no sense are dropped: %s', (content) => {
    expect(readDraft('again', content)).toBeNull();
  });

  it('restored at start take the place of the empty ticket, parked ones stay aside, and none comes twice', () => {
    const open = { ...readDraft('a', saved)!, isParked: false };
    const parked = { ...readDraft('b', saved)!, isParked: true };
    const restored = step(newCounter('first'), { kind: 'restore', tickets: [open, parked] });
    expect(restored.active).toBe('a');
    expect(restored.tickets.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(step(restored, { kind: 'restore', tickets: [open] })).toBe(restored);
    const aside = step(newCounter('first'), { kind: 'restore', tickets: [parked] });
    expect(aside.active).toBe('first');
    expect(aside.tickets).toHaveLength(2);
  });
});
