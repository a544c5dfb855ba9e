/** Taking goods back: find the sale, choose what comes back and where it goes, give the money back. */
import { ActionIcon, Button, Group, Loader, Modal, NativeSelect, SegmentedControl, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowLeft, IconMinus, IconPlus, IconReceiptRefund, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { Amount, formatQuantity } from '../components/Amount';
import { DateText } from '../components/DateText';
import { newId } from '../components/ids';
import { useScan } from '../components/keyboard';
import { usePersonName } from '../components/people';
import { EmptyState, ErrorState, FormError } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { CardFields, type CardText } from './CardFields';
import type { Posted } from './PayPanel';
import classes from './ReturnPanel.module.css';
import { asReturnLines, restock, take, takeAll, type Restock, type Takings } from './taking';

type Order = Answer<'find_order'>;
type OrderLine = Order['lines'][number];

interface ReturnPanelProps {
  /** The sale, when it is known already. */
  orderId: string | null;
  onOrder: (id: string | null) => void;
  onClose: () => void;
  onPosted: (posted: Posted, hadInvoice: boolean) => void;
}

export function ReturnPanel({ orderId, onOrder, onClose, onPosted }: ReturnPanelProps) {
  const text = useText();
  return (
    <Modal opened onClose={onClose} title={text('sell.return_title')} size={820} closeButtonProps={{ 'aria-label': text('action.close') }}>
      {orderId === null ? <FindSale onFound={onOrder} /> : <TakeBack key={orderId} orderId={orderId} onBack={() => onOrder(null)} onPosted={onPosted} />}
    </Modal>
  );
}

function FindSale({ onFound }: { onFound: (id: string) => void }) {
  const text = useText();
  const personName = usePersonName();
  const [typed, setTyped] = useState('');
  const [number] = useDebouncedValue(typed.trim(), 120);
  const [scanned, setScanned] = useState<string | null>(null);
  const sales = useOperation('list_orders', { query: { kind: 'sale', limit: 20, offset: 0, ...(number !== '' && { number }) } }, { keepsLast: true });
  useScan((code) => {
    setTyped(code);
    setScanned(code);
  });
  // A scanned receipt names one sale: it opens by itself.
  const only = sales.data?.rows.length === 1 && !sales.isPlaceholderData && number === scanned ? sales.data.rows[0] : undefined;
  useEffect(() => {
    if (only) onFound(only.id);
  }, [only, onFound]);
  return (
    <>
      <TextInput
        data-autofocus
        size="md"
        leftSection={<IconSearch size={18} />}
        rightSection={sales.isFetching ? <Loader size={16} /> : null}
        label={text('sell.find_sale')}
        description={text('sell.find_sale_hint')}
        value={typed}
        maxLength={60}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          const first = sales.data?.rows[0];
          if (event.key === 'Enter' && number !== '' && first && !sales.isPlaceholderData) onFound(first.id);
        }}
      />
      {sales.error && <ErrorState error={sales.error} onRetry={() => void sales.refetch()} />}
      <div className={classes.found}>
        {sales.data?.rows.map((sale) => (
          <UnstyledButton key={sale.id} className={classes.sale} onClick={() => onFound(sale.id)}>
            <Text fw={600} className="figure">
              {sale.number}
            </Text>
            <span>
              <DateText atMs={sale.at_ms} withTime />
              <Text size="xs" c="dimmed" truncate>
                {[personName(sale.customer_name), text('sell.line_count', { count: sale.line_count })].filter(Boolean).join(' · ')}
              </Text>
            </span>
            <Amount minor={sale.total_minor} withCurrency />
          </UnstyledButton>
        ))}
        {sales.data?.rows.length === 0 && (
          <EmptyState icon={IconReceiptRefund} title={text('sell.no_sale_found')}>
            {text('sell.no_sale_found_hint')}
          </EmptyState>
        )}
      </div>
    </>
  );
}

interface TakeBackProps {
  orderId: string;
  onBack: () => void;
  onPosted: ReturnPanelProps['onPosted'];
}

function TakeBack({ orderId, onBack, onPosted }: TakeBackProps) {
  const text = useText();
  const personName = usePersonName();
  const order = useOperation('find_order', { path: { id: orderId } });
  if (order.error) return <ErrorState error={order.error} onRetry={() => void order.refetch()} />;
  if (!order.data) return <Loader m="xl" />;
  const head = (
    <Group gap="xs" mb="sm">
      <ActionIcon variant="subtle" color="gray" aria-label={text('action.back')} onClick={onBack}>
        <IconArrowLeft size={18} />
      </ActionIcon>
      <Text fw={600}>{order.data.number}</Text>
      <Text c="dimmed" size="sm">
        <DateText atMs={order.data.at_ms} withTime /> {personName(order.data.customer_name) && `· ${personName(order.data.customer_name)}`}
      </Text>
    </Group>
  );
  if (!order.data.is_returnable) {
    return (
      <>
        {head}
        <EmptyState icon={IconReceiptRefund} title={text('sell.nothing_returnable')}>
          {text('sell.nothing_returnable_hint')}
        </EmptyState>
      </>
    );
  }
  return (
    <>
      {head}
      <ReturnForm order={order.data} onPosted={onPosted} />
    </>
  );
}

function ReturnForm({ order, onPosted }: { order: Order; onPosted: ReturnPanelProps['onPosted'] }) {
  const text = useText();
  const [id] = useState(newId);
  const [takings, setTakings] = useState<Takings>({});
  const paidBy = order.payments.find(({ method }) => method === 'card');
  const [method, setMethod] = useState<'cash' | 'card'>(paidBy ? 'card' : 'cash');
  const [card, setCard] = useState<CardText>({ brand: '', lastFour: '' });
  const lines = asReturnLines(takings);
  const isNothing = lines.length === 0;
  const ticket = { original_order_id: order.id, lines, note: '' };
  const priced = useOperation('price_return', { body: ticket }, { isOff: isNothing, keepsLast: true });
  const post = usePerform('post_return');
  const isCurrent = !isNothing && priced.data !== undefined && !priced.isPlaceholderData && !priced.error;
  const total = isNothing ? 0 : priced.data?.total_minor;
  const given = method === 'cash' ? priced.data?.cash_minor : priced.data?.total_minor;
  const submit = async () => {
    if (!isCurrent || total === undefined) return;
    const refund = method === 'cash' ? { method, amount_minor: total } : { method, amount_minor: total, brand: card.brand.trim(), last_four: card.lastFour };
    try {
      const posted = await post.mutateAsync({ body: { id, ticket, refunds: total === 0 ? [] : [refund], expected_total_minor: total } });
      onPosted(posted, order.documents.some(({ kind }) => kind === 'invoice'));
    } catch {
      // The form shows what was refused.
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className={classes.scroll}>
        <table className={classes.lines}>
          <thead>
            <tr>
              <th>{text('sell.product')}</th>
              <th className={classes.right}>{text('sell.sold')}</th>
              <th>
                <Group gap={6} wrap="nowrap">
                  {text('sell.comes_back')}
                  <Button size="compact-xs" variant="subtle" autoFocus onClick={() => setTakings(isNothing ? takeAll(order.lines) : {})}>
                    {text(isNothing ? 'sell.take_all' : 'sell.take_none')}
                  </Button>
                </Group>
              </th>
              <th>{text('sell.goes_to')}</th>
              <th className={classes.right}>{text('sell.paid_for')}</th>
            </tr>
          </thead>
          <tbody>
            {order.lines.map((line) => (
              <ReturnLine key={line.line_no} line={line} takings={takings} onChange={setTakings} />
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes.foot}>
        <Stack gap="xs" style={{ flex: 1 }}>
          <SegmentedControl
            aria-label={text('sell.refund_method')}
            value={method}
            onChange={(value) => setMethod(value as 'cash' | 'card')}
            data={[
              { value: 'cash', label: text('sell.refund_cash') },
              { value: 'card', label: text('sell.refund_card') },
            ]}
          />
          {method === 'card' && <CardFields card={card} onChange={setCard} />}
          {method === 'card' && paidBy?.reference && (
            <Text size="xs" c="dimmed">
              {text('sell.paid_with', { reference: paidBy.reference })}
            </Text>
          )}
        </Stack>
        <div style={{ textAlign: 'right' }}>
          <Text size="sm" c="dimmed">
            {text('sell.give_back')}
          </Text>
          <div className={classes.total} aria-live="polite">
            <Amount minor={isNothing ? 0 : given} withCurrency />
          </div>
        </div>
      </div>
      <Stack gap="sm" mt="md">
        {priced.error && !isNothing && <FormError error={priced.error} />}
        {post.error && <FormError error={post.error} />}
        <Button type="submit" size="lg" disabled={!isCurrent} loading={post.isPending}>
          {text(method === 'cash' ? 'sell.return_cash' : 'sell.return_card')}
        </Button>
      </Stack>
    </form>
  );
}

const RESTOCKS: Restock[] = ['shelf', 'testers', 'write_off'];

function ReturnLine({ line, takings, onChange }: { line: OrderLine; takings: Takings; onChange: (takings: Takings) => void }) {
  const text = useText();
  const { locale } = useShopFormat();
  const taking = takings[line.line_no];
  const quantity = taking?.quantityThousandths ?? 0;
  const isGone = line.returnable_thousandths <= 0;
  const set = (next: number) => onChange(take(takings, line, next));
  // A quarter of a kilo comes back whole; pieces one by one.
  const step = Math.min(1_000, line.returnable_thousandths);
  return (
    <tr>
      <td>
        <Text size="sm" fw={500}>
          {line.name}
        </Text>
        <Text size="xs" c="dimmed">
          {line.lots.map((lot) => text('sell.lot', { code: lot.code })).join(', ') || line.sku}
        </Text>
      </td>
      <td className={`figure ${classes.right ?? ''}`}>{formatQuantity(line.quantity_thousandths, locale)}</td>
      <td>
        {isGone ? (
          <Text size="xs" c="dimmed">
            {text(line.returned_thousandths !== 0 ? 'sell.came_back' : 'sell.cannot_come_back')}
          </Text>
        ) : (
          <Group gap={2} wrap="nowrap">
            <ActionIcon variant="default" size={30} aria-label={text('sell.one_less_of', { name: line.name })} disabled={quantity === 0} onClick={() => set(quantity - step)}>
              <IconMinus size={15} />
            </ActionIcon>
            <Text component="span" className="figure" w={44} ta="center" fw={quantity > 0 ? 650 : 400} aria-live="polite">
              {formatQuantity(quantity, locale)}
            </Text>
            <ActionIcon variant="default" size={30} aria-label={text('sell.one_more_of', { name: line.name })} disabled={quantity >= line.returnable_thousandths} onClick={() => set(quantity + step)}>
              <IconPlus size={15} />
            </ActionIcon>
            <Text size="xs" c="dimmed" ml={6} className="figure">
              {text('sell.of_most', { quantity: formatQuantity(line.returnable_thousandths, locale) })}
            </Text>
          </Group>
        )}
      </td>
      <td>
        {taking && line.kind === 'goods' && (
          <NativeSelect
            size="xs"
            aria-label={text('sell.goes_to')}
            value={taking.restock}
            onChange={(event) => onChange(restock(takings, line.line_no, event.currentTarget.value as Restock))}
            data={RESTOCKS.map((value) => ({ value, label: text(`sell.restock.${value}`) }))}
          />
        )}
      </td>
      <td className={classes.right}>
        <Amount minor={line.gross_minor} />
      </td>
    </tr>
  );
}
