/** The ticket: who buys, what, what it comes to, and what can be done with it. */
import { ActionIcon, Button, Group, Kbd, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconBarcode, IconUserPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiError, type FieldError } from '../api/error';
import { Amount, formatRate } from '../components/Amount';
import { EmptyState, Notice, useErrorMessage } from '../components/pieces';
import { useSaid } from '../components/said';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { LineRow, describeLot } from './LineRow';
import { plannedLots } from './shelf';
import classes from './TicketPane.module.css';
import { chosenLine, type Line, type Refusal, type Step, type Ticket } from './ticket';
import type { Priced, PricedTicket, TillVariant } from './usePriced';

interface TicketPaneProps {
  ticket: Ticket;
  priced: PricedTicket;
  shelves: ReadonlyMap<string, TillVariant>;
  act: (what: Step) => void;
  mayDiscount: boolean;
  mayGoBelowZero: boolean;
  /** What the last try to pay was refused for. */
  payError: unknown;
  onInstead: (refusal: Refusal) => void;
  onLinePrice: (line: Line) => void;
  onLineDiscount: (line: Line) => void;
  /** Absent for who may not see customers. */
  onCustomer: (() => void) | undefined;
  /** The keys under the total. */
  children: ReactNode;
}

export function TicketPane(props: TicketPaneProps) {
  const { ticket, priced, shelves, act, children, onCustomer } = props;
  const text = useText();
  const say = useSaid();
  const error = priced.error ?? props.payError;
  const chosen = chosenLine(ticket);
  const taken = new Map<string, number>();
  return (
    <section id="sell-ticket" role="tabpanel" aria-label={text('sell.ticket')} style={{ display: 'contents' }}>
      <CustomerRow ticket={ticket} onCustomer={onCustomer} onRemove={() => act({ kind: 'set_customer', customer: null })} />
      {ticket.lines.length === 0 && ticket.refusals.length === 0 ? (
        <div className={classes.empty}>
          <EmptyState icon={IconBarcode} title={text('sell.empty')}>
            {text('sell.empty_hint')}
          </EmptyState>
        </div>
      ) : (
        <ol className={classes.lines} aria-label={text('sell.lines')}>
          {ticket.lines.map((line, index) => {
            const takenBefore = new Map(taken);
            const problem = problemOf(error, index);
            const shelf = shelves.get(line.article.variantId);
            if (shelf) for (const part of plannedLots(shelf, line.quantityThousandths, line.lot?.id ?? null, takenBefore)) taken.set(part.lot.lot_id, (taken.get(part.lot.lot_id) ?? 0) + part.quantityThousandths);
            return (
              <LineRow
                key={line.key}
                line={line}
                priced={priced.lineOf(line)}
                isCurrent={priced.current !== undefined}
                shelf={shelf}
                takenBefore={takenBefore}
                wantedThousandths={wantedOf(ticket, line)}
                problem={problem && say(problem)}
                isChosen={line.key === chosen?.key}
                lit={ticket.lit?.key === line.key ? ticket.lit.count : null}
                mayDiscount={props.mayDiscount}
                mayGoBelowZero={props.mayGoBelowZero}
                onChoose={() => act({ kind: 'choose', key: line.key })}
                onQuantity={(thousandths) => act({ kind: 'set_quantity', key: line.key, thousandths })}
                onLot={(lot) => act({ kind: 'set_lot', key: line.key, lot })}
                onPrice={() => props.onLinePrice(line)}
                onDiscount={() => props.onLineDiscount(line)}
                onRemove={() => act({ kind: 'remove', key: line.key })}
              />
            );
          })}
          {ticket.refusals.map((refusal) => (
            <RefusalRow key={refusal.key} refusal={refusal} onInstead={() => props.onInstead(refusal)} onDismiss={() => act({ kind: 'dismiss', key: refusal.key })} />
          ))}
        </ol>
      )}
      <footer className={classes.foot}>
        {error && !hasLineProblem(error, ticket.lines.length) ? <Problem error={error} /> : null}
        {ticket.lines.length > 0 && <Totals priced={priced.shown} isCurrent={priced.current !== undefined} />}
        {children}
      </footer>
    </section>
  );
}

function Problem({ error }: { error: unknown }) {
  const message = useErrorMessage(error);
  return (
    <Group mb="sm">
      <Notice tone="warning" isAnswer>
        {message}
      </Notice>
    </Group>
  );
}

function wantedOf(ticket: Ticket, { article }: Line): number {
  return ticket.lines.reduce((sum, line) => sum + (line.article.variantId === article.variantId ? line.quantityThousandths : 0), 0);
}

/** What a refusal says about the line at this place. */
function problemOf(error: unknown, index: number): FieldError | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.fields.find(({ field }) => field === `lines[${index}]` || field.startsWith(`lines[${index}].`));
}

function hasLineProblem(error: unknown, count: number): boolean {
  return Array.from({ length: count }, (_, index) => problemOf(error, index)).some(Boolean);
}

function CustomerRow({ ticket, onCustomer, onRemove }: { ticket: Ticket; onCustomer: (() => void) | undefined; onRemove: () => void }) {
  const text = useText();
  if (!ticket.customer && !onCustomer) return null;
  if (!ticket.customer) {
    return (
      <div className={classes.customer}>
        <UnstyledButton onClick={onCustomer} style={{ display: 'flex', alignItems: 'center', gap: 8, flex: 1, height: '100%' }}>
          <IconUserPlus size={18} stroke={1.6} aria-hidden />
          <Text size="sm" c="dimmed">
            {text('sell.add_customer')}
          </Text>
          <Kbd size="xs" ml="auto" mr={8}>
            F4
          </Kbd>
        </UnstyledButton>
      </div>
    );
  }
  return (
    <div className={classes.customer}>
      <UnstyledButton onClick={onCustomer} style={{ minWidth: 0, flex: 1 }}>
        <Text fw={600} truncate>
          {ticket.customer.name}
        </Text>
      </UnstyledButton>
      <Tooltip label={text('sell.remove_customer')}>
        <ActionIcon variant="subtle" color="gray" aria-label={text('sell.remove_customer')} onClick={onRemove}>
          <IconX size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

/** What could not be sold stands where its line would have stood, says why, and offers the next best. */
function RefusalRow({ refusal, onInstead, onDismiss }: { refusal: Refusal; onInstead: () => void; onDismiss: () => void }) {
  const text = useText();
  const shop = useShopFormat();
  return (
    <li className={classes.refusal}>
      <Notice tone="danger" title={refusal.title} isAnswer>
        {refusal.message}
        <Group gap="xs" mt={8}>
          {refusal.instead && (
            <Button size="xs" onClick={onInstead}>
              {refusal.instead.lot ? text('sell.take_instead', { lot: describeLot(refusal.instead.lot, shop, text) }) : text('sell.take_another')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onDismiss}>
            {text('sell.leave_out')}
          </Button>
        </Group>
      </Notice>
    </li>
  );
}

function Totals({ priced, isCurrent }: { priced: Priced | undefined; isCurrent: boolean }) {
  const text = useText();
  const { locale } = useShopFormat();
  const isIncluded = priced?.tax_basis !== 'added';
  return (
    <div aria-live="polite" aria-busy={!isCurrent}>
      {priced && priced.discount_minor > 0 && (
        <>
          <div className={classes.sum}>
            <span>{text('sell.before_discount')}</span>
            <Amount minor={priced.subtotal_minor + priced.discount_minor - priced.order_discount_minor} />
          </div>
          <div className={classes.sum}>
            <span>{text('sell.discount')}</span>
            <Amount minor={-priced.discount_minor} />
          </div>
        </>
      )}
      {priced && (
        <div className={classes.sum}>
          <span>{text('sell.net')}</span>
          <Amount minor={priced.net_minor} />
        </div>
      )}
      {priced?.taxes.map((tax) => (
        <div className={classes.sum} key={`${tax.name} ${tax.rate_millionths}`}>
          <span>
            {tax.name} {formatRate(tax.rate_millionths, locale)}
          </span>
          <Amount minor={tax.tax_minor} />
        </div>
      ))}
      <div className={classes.total} data-waiting={!isCurrent || undefined}>
        <span>{text(isIncluded ? 'sell.total_included' : 'sell.total_added')}</span>
        <span className={classes.totalAmount}>
          <Amount minor={priced?.total_minor} withCurrency />
        </span>
      </div>
    </div>
  );
}
