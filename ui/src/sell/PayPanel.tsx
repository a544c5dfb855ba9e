/**
 * One panel for paying. Cards take what they say, cash takes the rest and gives change; a part may be paid one way and the rest another.
 * Nothing is called done before the server has committed the sale, and the same ticket sent twice is sold once.
 */
import { ActionIcon, Button, Group, Modal, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconCash, IconCreditCard, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { ApiError } from '../api/error';
import { usePerform } from '../api/hooks';
import { Amount, formatAmount } from '../components/Amount';
import { MoneyInput } from '../components/inputs';
import { useShortcuts } from '../components/keyboard';
import { FormError } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { CardFields, type CardText } from './CardFields';
import classes from './Pay.module.css';
import { balanceOf, likelyNotes, type Tender } from './tender';
import type { Ticket } from './ticket';
import { asWireTicket, type Priced } from './usePriced';

export type Posted = Answer<'post_sale'>;

interface PayPanelProps {
  ticket: Ticket;
  priced: Priced;
  coinMinor: number;
  onClose: () => void;
  onPosted: (posted: Posted, expectedMinor: number) => void;
  /** The sale was refused for something on the ticket itself. */
  onRefused: (error: ApiError) => void;
}

const NO_CARD: CardText = { brand: '', lastFour: '' };

export function PayPanel(props: PayPanelProps) {
  const text = useText();
  return (
    <Modal opened onClose={props.onClose} title={text('sell.pay_title')} size={760} closeButtonProps={{ 'aria-label': text('action.close') }}>
      <Pay {...props} />
    </Modal>
  );
}

function Pay({ ticket, priced, coinMinor, onPosted, onRefused }: PayPanelProps) {
  const text = useText();
  const [parts, setParts] = useState<Tender[]>([]);
  const [method, setMethod] = useState<Tender['method']>('cash');
  const [cash, setCash] = useState<number | null>(null);
  const [cardMinor, setCardMinor] = useState<number | null>(null);
  const [card, setCard] = useState(NO_CARD);
  const [hasProblem, setProblem] = useState(false);
  const sale = usePerform('post_sale');
  const total = priced.total_minor;
  const balance = balanceOf(total, parts, coinMinor);
  const isFree = total === 0;
  const hasCash = parts.some((part) => part.method === 'cash');

  const post = async (tenders: Tender[]) => {
    try {
      onPosted(await sale.mutateAsync({ body: { id: ticket.key, ticket: asWireTicket(ticket), payments: tenders, expected_total_minor: total } }), total);
    } catch (error) {
      // What is wrong with the ticket is shown on it; what is wrong with the payment stays here.
      if (error instanceof ApiError && (error.code === 'conflict' || error.fields.some(({ field }) => field.startsWith('lines')))) onRefused(error);
    }
  };
  /** A part that covers the rest posts the sale; a smaller one is kept and the rest is asked for. */
  const take = (tender: Tender) => {
    const minor = tender.method === 'cash' ? tender.tendered_minor : tender.amount_minor;
    if (sale.isPending || minor <= 0) return;
    const next = [...parts, tender];
    if (balanceOf(total, next, coinMinor).leftMinor === 0) return void post(next);
    setParts(next);
    setCash(null);
    setCardMinor(null);
    setCard(NO_CARD);
    setProblem(false);
    if (tender.method === 'cash') setMethod('card');
  };
  const choose = (next: Tender['method']) => {
    setMethod(next);
    setProblem(false);
  };
  const submit = () => {
    if (isFree) return void post([]);
    if (hasProblem) return;
    if (method === 'cash') take({ method: 'cash', tendered_minor: cash ?? balance.cashDueMinor });
    else take({ method: 'card', amount_minor: Math.min(cardMinor ?? balance.leftMinor, balance.leftMinor), brand: card.brand.trim(), last_four: card.lastFour });
  };
  useShortcuts([
    { keys: 'F9', label: text('sell.cash'), run: () => !hasCash && choose('cash'), isHidden: true },
    { keys: 'F10', label: text('sell.card'), run: () => choose('card'), isHidden: true },
    { keys: 'F12', label: text('sell.pay'), run: submit, isHidden: true },
  ]);

  const preview = method === 'cash' && cash !== null ? balanceOf(total, [...parts, { method: 'cash', tendered_minor: cash }], coinMinor) : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={classes.panel}>
        <div>
          <div className={classes.label}>{text(parts.length > 0 ? 'sell.still_due' : 'sell.due')}</div>
          <div className={classes.due}>
            <Amount minor={method === 'cash' ? balance.cashDueMinor : balance.leftMinor} withCurrency />
          </div>
          {method === 'cash' && balance.cashDueMinor !== balance.leftMinor && (
            <Text size="sm" c="dimmed">
              {text('sell.rounded_from')} <Amount minor={balance.leftMinor} />
            </Text>
          )}
          {!isFree && (
            <>
              <div className={classes.methods} role="group" aria-label={text('sell.method')}>
                <UnstyledButton className={classes.method} aria-pressed={method === 'cash'} disabled={hasCash} onClick={() => choose('cash')}>
                  <IconCash size={22} stroke={1.6} aria-hidden />
                  {text('sell.cash')}
                  <Text span size="xs" c="dimmed">
                    F9
                  </Text>
                </UnstyledButton>
                <UnstyledButton className={classes.method} aria-pressed={method === 'card'} onClick={() => choose('card')}>
                  <IconCreditCard size={22} stroke={1.6} aria-hidden />
                  {text('sell.card')}
                  <Text span size="xs" c="dimmed">
                    F10
                  </Text>
                </UnstyledButton>
              </div>
              {method === 'cash' ? (
                <CashFields key="cash" due={balance.cashDueMinor} value={cash} onChange={setCash} onProblem={setProblem} onTake={(minor) => take({ method: 'cash', tendered_minor: minor })} />
              ) : (
                <Stack key="card" gap="sm">
                  <MoneyInput
                    label={text('sell.card_amount')}
                    description={text('sell.card_amount_hint')}
                    data-autofocus
                    autoFocus
                    size="md"
                    value={cardMinor ?? balance.leftMinor}
                    onChange={setCardMinor}
                    onProblem={setProblem}
                  />
                  <CardFields card={card} onChange={setCard} />
                </Stack>
              )}
            </>
          )}
        </div>
        <div className={classes.side}>
          <div>
            <div className={classes.part}>
              <span>{text('sell.total')}</span>
              <strong>
                <Amount minor={total} />
              </strong>
            </div>
            {parts.map((part, index) => (
              <PartRow key={index} part={part} onRemove={() => setParts(parts.filter((_, place) => place !== index))} />
            ))}
          </div>
          {preview && preview.leftMinor === 0 && (
            <div aria-live="polite">
              <div className={classes.label}>{text('sell.change')}</div>
              <div className={classes.sideChange}>
                <Amount minor={preview.changeMinor} />
              </div>
            </div>
          )}
        </div>
      </div>
      <Stack gap="sm" mt="lg">
        {sale.error && <FormError error={sale.error} />}
        <Button type="submit" size="lg" fullWidth loading={sale.isPending} disabled={hasProblem}>
          <SubmitLabel method={method} isFree={isFree} isPart={isPart(method, cash, cardMinor, balance)} />
        </Button>
      </Stack>
    </form>
  );
}

function isPart(method: Tender['method'], cash: number | null, cardMinor: number | null, balance: ReturnType<typeof balanceOf>): boolean {
  if (method === 'cash') return cash !== null && cash < balance.cashDueMinor;
  return cardMinor !== null && cardMinor < balance.leftMinor;
}

function SubmitLabel({ method, isFree, isPart: isSome }: { method: Tender['method']; isFree: boolean; isPart: boolean }) {
  const text = useText();
  if (isFree) return text('sell.complete_free');
  if (isSome) return text('sell.take_part');
  return text(method === 'cash' ? 'sell.take_cash' : 'sell.take_card');
}

interface CashFieldsProps {
  due: number;
  value: number | null;
  onChange: (minor: number | null) => void;
  onProblem: (hasProblem: boolean) => void;
  onTake: (minor: number) => void;
}

function CashFields({ due, value, onChange, onProblem, onTake }: CashFieldsProps) {
  const text = useText();
  const shop = useShopFormat();
  return (
    <>
      <MoneyInput label={text('sell.tendered')} data-autofocus autoFocus size="md" placeholder={formatAmount(due, shop)} value={value} onChange={onChange} onProblem={onProblem} />
      <div className={classes.notes} role="group" aria-label={text('sell.likely_notes')}>
        <UnstyledButton className={classes.note} onClick={() => onTake(due)}>
          {text('sell.exact')}
        </UnstyledButton>
        {likelyNotes(due, shop.currency_exponent).map((minor) => (
          <UnstyledButton key={minor} className={`figure ${classes.note ?? ''}`} onClick={() => onTake(minor)}>
            {formatAmount(minor, shop)}
          </UnstyledButton>
        ))}
      </div>
    </>
  );
}

function PartRow({ part, onRemove }: { part: Tender; onRemove: () => void }) {
  const text = useText();
  return (
    <div className={classes.part}>
      <span>{part.method === 'cash' ? text('sell.cash') : part.brand || text('sell.card')}</span>
      <Group gap={4} wrap="nowrap">
        <Amount minor={part.method === 'cash' ? -part.tendered_minor : -part.amount_minor} />
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={text('sell.remove_part')} onClick={onRemove}>
          <IconX size={14} />
        </ActionIcon>
      </Group>
    </div>
  );
}
