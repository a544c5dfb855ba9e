/** The till: the catalogue at the left, the ticket at the right, one field that always has the focus, and a key for every step. */
import { Button } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../api/client';
import type { ApiError } from '../api/error';
import { useOperation } from '../api/hooks';
import { formatAmount } from '../components/Amount';
import { useFilters } from '../components/area';
import { newId } from '../components/ids';
import { useScan, useShortcuts } from '../components/keyboard';
import { useMay, useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { Catalogue } from './Catalogue';
import { CustomerDialog } from './CustomerDialog';
import { EntryField, type EntryFieldHandle } from './EntryField';
import { DiscountDialog, PriceDialog } from './LineDialogs';
import { PaidPanel } from './PaidPanel';
import { PayPanel, type Posted } from './PayPanel';
import { ReturnPanel } from './ReturnPanel';
import classes from './SellPage.module.css';
import { TicketPane } from './TicketPane';
import paneClasses from './TicketPane.module.css';
import { TicketTabs } from './TicketTabs';
import { activeTicket, chosenLine, isEmpty, type Line, type Refusal } from './ticket';
import { useAdding } from './useAdding';
import { saveChanged, useCounter } from './useCounter';
import { usePriced, useShelves } from './usePriced';

type Panel =
  | { kind: 'pay' }
  | { kind: 'customer' }
  | { kind: 'discount' }
  | { kind: 'line_discount'; line: Line }
  | { kind: 'line_price'; line: Line }
  | { kind: 'return' }
  | { kind: 'paid'; posted: Posted; needsCreditNote: boolean; expectedMinor: number };

/** A number on a receipt is short, ends in digits and has a series before them; a product's code that is not known is shown as such. */
const RECEIPT_NUMBER = /^(?=.*[A-Za-z-])[\w-]{1,23}\d$/;

export default function SellPage() {
  const text = useText();
  const may = useMay();
  const shop = useShopFormat();
  const toast = useToast();
  const { counter, act, finish, found } = useCounter();
  const ticket = activeTicket(counter);
  const settings = useOperation('find_shop');
  const priced = usePriced(ticket);
  const shelves = useShelves(ticket);
  const [panel, setPanel] = useState<Panel | null>(null);
  const [{ return: returned }, setAddress] = useFilters({ return: '' });
  const [payError, setPayError] = useState<ApiError | null>(null);
  const field = useRef<EntryFieldHandle>(null);
  const mayDiscount = may('give_discounts');
  const mayReturn = may('take_returns');
  const mayChooseCustomer = may('see_customers');
  const maySeeCustomers = may('see_customers');
  const mayGoBelowZero = settings.data?.allow_negative_stock ?? false;
  const line = chosenLine(ticket);

  useEffect(() => {
    document.title = `${text('sell.title')} · Counterfoil`;
  }, [text]);
  useEffect(() => {
    if (found.length > 0) toast.done(text('sell.restored', { count: found.length }));
  }, [found, toast, text]);
  // A refusal is about the ticket as it was.
  useEffect(() => setPayError(null), [ticket]);

  const openReturn = useCallback((orderId: string | null) => {
    setAddress({ return: orderId ?? 'find' });
    // The address is where the return lives, so that a sale's page can link to it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const onOther = useCallback(
    async (code: string) => {
      if (mayChooseCustomer) {
        const customers = await call('list_customers', { query: { text: code, limit: 50, offset: 0 } });
        const known = customers.rows.find(({ number }) => number.toLowerCase() === code.toLowerCase());
        if (known) {
          act({ kind: 'set_customer', customer: known });
          return true;
        }
      }
      if (!mayReturn || !RECEIPT_NUMBER.test(code)) return false;
      const sales = await call('list_orders', { query: { number: code, kind: 'sale', limit: 2, offset: 0 } });
      const [only] = sales.rows;
      if (!only || sales.rows.length > 1) return false;
      openReturn(only.id);
      return true;
    },
    [act, mayChooseCustomer, mayReturn, openReturn],
  );
  const { addVariant, addCode } = useAdding({ act, mayGoBelowZero, onOther });

  const close = () => {
    setPanel(null);
    if (returned) setAddress({ return: '' });
    setTimeout(() => field.current?.focus(), 0);
  };
  const takeVariant = (variantId: string) => {
    void addVariant(variantId);
    field.current?.focus();
  };
  const takeInstead = (refusal: Refusal) => {
    if (refusal.instead) void addVariant(refusal.instead.article.variantId, refusal.instead.lot);
    act({ kind: 'dismiss', key: refusal.key });
    field.current?.focus();
  };
  const park = () => {
    if (isEmpty(ticket)) return;
    act({ kind: 'park', key: newId() });
    toast.done(text('sell.parked_done'));
    field.current?.focus();
  };
  // A parked ticket is on the server before anything else happens to it.
  useEffect(() => {
    if (counter.tickets.some(({ isParked }) => isParked)) saveChanged(counter);
  }, [counter]);

  const canPay = ticket.lines.length > 0 && priced.current !== undefined;
  const pay = () => {
    if (canPay && panel === null) setPanel({ kind: 'pay' });
  };
  const onPosted = (posted: Posted, expectedMinor: number) => {
    finish(ticket.key);
    setPanel({ kind: 'paid', posted, needsCreditNote: false, expectedMinor });
  };
  const isFree = panel === null && returned === '';
  useScan((code) => {
    // Whatever is scanned after a sale belongs to the next ticket.
    if (panel?.kind === 'paid') close();
    else if (!isFree) return;
    field.current?.clear();
    void addCode(code);
  });
  const whenFree = (run: () => void) => () => {
    if (isFree) run();
  };
  useShortcuts([
    { keys: '/', label: text('sell.field'), run: () => field.current?.focus() },
    ...(maySeeCustomers ? [{ keys: 'F4', label: text('sell.add_customer'), run: whenFree(() => setPanel({ kind: 'customer' })) }] : []),
    ...(mayDiscount ? [{ keys: 'F6', label: text('sell.order_discount'), run: whenFree(() => ticket.lines.length > 0 && setPanel({ kind: 'discount' })) }] : []),
    { keys: 'F7', label: text('sell.park'), run: whenFree(park) },
    ...(mayReturn ? [{ keys: 'F8', label: text('sell.return'), run: whenFree(() => openReturn(null)) }] : []),
    { keys: 'F12', label: text('sell.pay'), run: pay },
    { keys: 'Delete', label: text('sell.remove'), run: whenFree(() => line && act({ kind: 'remove', key: line.key })), isHidden: true },
  ]);

  return (
    <div className={classes.counter}>
      <h1 className="unseen">{text('sell.title')}</h1>
      <div className={classes.left}>
        <EntryField
          ref={field}
          line={line}
          mayDiscount={mayDiscount}
          onVariant={(id) => void addVariant(id)}
          onCode={(code) => void addCode(code)}
          onQuantity={(thousandths) => line && act({ kind: 'set_quantity', key: line.key, thousandths })}
          onPrice={(millionths) => line && act({ kind: 'set_price', key: line.key, millionths })}
          onPercent={(millionths) => line && act({ kind: 'set_line_discount', key: line.key, discount: millionths === 0 ? null : { kind: 'percent', rate_millionths: millionths } })}
          onRemove={() => line && act({ kind: 'remove', key: line.key })}
          onMove={(by) => act({ kind: 'choose_next', step: by })}
        />
        <Catalogue onVariant={takeVariant} />
      </div>
      <div className={classes.right}>
        <TicketTabs
          counter={counter}
          onOpen={(key) => {
            act({ kind: 'open', key });
            field.current?.focus();
          }}
          onStart={() => {
            act({ kind: 'start', key: newId() });
            field.current?.focus();
          }}
        />
        <TicketPane
          ticket={ticket}
          priced={priced}
          shelves={shelves}
          act={act}
          mayDiscount={mayDiscount}
          mayGoBelowZero={mayGoBelowZero}
          payError={payError}
          onInstead={takeInstead}
          onLinePrice={(of) => setPanel({ kind: 'line_price', line: of })}
          onLineDiscount={(of) => setPanel({ kind: 'line_discount', line: of })}
          onCustomer={maySeeCustomers ? () => setPanel({ kind: 'customer' }) : undefined}
        >
          <div className={paneClasses.actions} data-count={1 + Number(mayDiscount) + Number(mayReturn)}>
            {mayDiscount && (
              <ActionKey keys="F6" disabled={ticket.lines.length === 0} onClick={() => setPanel({ kind: 'discount' })}>
                {text('sell.discount')}
              </ActionKey>
            )}
            <ActionKey keys="F7" disabled={isEmpty(ticket)} onClick={park}>
              {text('sell.park')}
            </ActionKey>
            {mayReturn && (
              <ActionKey keys="F8" onClick={() => openReturn(null)}>
                {text('sell.return')}
              </ActionKey>
            )}
          </div>
          <Button size="xl" h={56} fullWidth disabled={!canPay} onClick={pay}>
            {priced.current ? text('sell.pay_amount', { amount: formatAmount(priced.current.total_minor, shop, { withCurrency: true }) }) : text('sell.pay')}
            <span className={paneClasses.key}>F12</span>
          </Button>
        </TicketPane>
      </div>
      {panel?.kind === 'pay' && priced.current && (
        <PayPanel
          ticket={ticket}
          priced={priced.current}
          coinMinor={settings.data?.cash_rounding_minor ?? 1}
          onClose={close}
          onPosted={onPosted}
          onRefused={(error) => {
            setPayError(error);
            priced.ask();
            close();
          }}
        />
      )}
      {panel?.kind === 'paid' && <PaidPanel posted={panel.posted} needsCreditNote={panel.needsCreditNote} expectedMinor={panel.expectedMinor} onClose={close} />}
      {panel?.kind === 'customer' && <CustomerDialog onSet={({ id, name }) => act({ kind: 'set_customer', customer: { id, name } })} onClose={close} />}
      {panel?.kind === 'discount' && (
        <DiscountDialog
          title={text('sell.order_discount')}
          discount={ticket.discount}
          baseMinor={priced.shown?.subtotal_minor ?? null}
          onSet={(discount) => act({ kind: 'set_discount', discount })}
          onClose={close}
        />
      )}
      {panel?.kind === 'line_discount' && <LineDiscount line={panel.line} priced={priced} act={act} onClose={close} />}
      {panel?.kind === 'line_price' && (
        <PriceDialog line={panel.line} onSet={(millionths) => act({ kind: 'set_price', key: panel.line.key, millionths })} onClose={close} />
      )}
      {returned !== '' && panel?.kind !== 'paid' && mayReturn && (
        <ReturnPanel
          orderId={returned === 'find' ? null : returned}
          onOrder={openReturn}
          onClose={close}
          onPosted={(posted, needsCreditNote) => {
            setAddress({ return: '' });
            setPanel({ kind: 'paid', posted, needsCreditNote, expectedMinor: posted.total_minor });
          }}
        />
      )}
    </div>
  );
}

interface LineDiscountProps {
  line: Line;
  priced: ReturnType<typeof usePriced>;
  act: ReturnType<typeof useCounter>['act'];
  onClose: () => void;
}

function LineDiscount({ line, priced, act, onClose }: LineDiscountProps) {
  const text = useText();
  const known = priced.lineOf(line);
  return (
    <DiscountDialog
      title={text('sell.discount_on', { name: line.article.name })}
      discount={line.discount}
      baseMinor={known ? known.amount_minor + known.line_discount_minor : null}
      onSet={(discount) => act({ kind: 'set_line_discount', key: line.key, discount })}
      onClose={onClose}
    />
  );
}

function ActionKey({ keys, children, ...rest }: { keys: string; children: string; disabled?: boolean; onClick: () => void }) {
  return (
    <Button variant="default" h={44} px={4} {...rest}>
      {children}
      <span className={paneClasses.key}>{keys}</span>
    </Button>
  );
}
