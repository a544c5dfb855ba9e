import { ActionIcon, Box, Button, Group, Select, Text, TextInput, Tooltip } from '@mantine/core';
import { IconCopyPlus, IconTrash, IconTruckDelivery } from '@tabler/icons-react';
import { useBlocker, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { call } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { formatAmount, formatQuantity } from '../components/Amount';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { DraftOffer, useFormDraft } from '../components/FormDraft';
import { newId } from '../components/ids';
import { PriceInput, QuantityInput } from '../components/inputs';
import { useScan, useShortcuts } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { FormError, Page, PageHeader } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import { ExpiryInput } from './ExpiryInput';
import { keptReceipt, readKeptReceipt } from './kept';
import { problemOfLine, receiptInput, totalOf, valueOfLine, withNextLot, withPiece, type ReceiptLine, type ScannedLot } from './receive';
import classes from './stock.module.css';
import { VariantField } from './VariantField';

/** A delivery, scanned or typed line by line and booked once under a number of its own. */
export default function ReceivePage() {
  const text = useText();
  const open = useOpenPage();
  const toast = useToast();
  const shop = useShopFormat();
  // Made once, so that a second press or a lost answer books the delivery only once.
  const [id, setId] = useState(() => newId());
  const [supplier, setSupplier] = useState('');
  const [reference, setReference] = useState('');
  const [location, setLocation] = useState<string | null>(null);
  const [lines, setLines] = useState<ReceiptLine[]>([]);
  const [lit, setLit] = useState<string | null>(null);
  const [hasTried, setTried] = useState(false);
  const isBooked = useRef(false);
  const locations = useOperation('list_locations');
  const receive = usePerform('receive_goods');

  const typed = useMemo(() => keptReceipt({ id, supplier, reference, location, lines }), [id, supplier, reference, location, lines]);
  const kept = useFormDraft({
    kind: 'goods_receipt',
    title: supplier.trim() || (lines[0]?.variant.name ?? ''),
    typed,
    read: readKeptReceipt,
    onContinue: (before) => {
      setId(before.id);
      setSupplier(before.supplier);
      setReference(before.reference);
      setLocation(before.location);
      setLines(before.lines);
    },
  });

  const add = async (variantId: string, scanned: ScannedLot = {}) => {
    try {
      const [variant] = await call('find_variants', { query: { ids: variantId } });
      if (!variant) return;
      const key = newId();
      setLines((before) => {
        const added = withPiece(before, variant, scanned, key);
        setLit(added.key);
        return added.lines;
      });
    } catch (error) {
      toast.problem(error);
    }
  };
  useProductOfAddress(add);
  useScan((code) => {
    call('scan_code', { query: { code } }).then((scan) => add(scan.variant.variant_id, scan), toast.problem);
  });
  useEffect(() => {
    if (lit === null) return;
    const timer = setTimeout(() => setLit(null), 1200);
    return () => clearTimeout(timer);
  }, [lit, lines]);
  const blocker = useBlocker({ shouldBlockFn: () => lines.length > 0 && !isBooked.current, enableBeforeUnload: () => lines.length > 0 && !isBooked.current, withResolver: true });

  const problems = lines.filter((line) => problemOfLine(line) !== null).length;
  const total = totalOf(lines, shop.currency_exponent);
  const book = () => {
    setTried(true);
    if (lines.length === 0 || problems > 0 || receive.isPending) return;
    receive.mutate(
      { body: receiptInput({ id, supplier, reference, location_id: location }, lines) },
      {
        onSuccess: (receipt) => {
          isBooked.current = true;
          kept.finish();
          toast.done(text('stock.received', { number: receipt.number }));
          open(`/stock/receipts/${receipt.id}`);
        },
      },
    );
  };
  useShortcuts([
    { keys: 'mod+Enter'.toLowerCase(), label: text('stock.book_receipt'), run: book },
    { keys: 'Escape', label: text('stock.receipts'), run: () => open('/stock/receipts'), isHidden: true },
  ]);
  const change = (key: string, edit: Partial<ReceiptLine>) => setLines((before) => before.map((line) => (line.key === key ? { ...line, ...edit } : line)));

  return (
    <Page>
      <PageHeader title={text('stock.receive')} description={text('stock.receive_hint')} back={<PageLink to="/stock/receipts">← {text('stock.receipts')}</PageLink>} />
      {kept.offers.length > 0 && (
        <Box mb="md">
          <DraftOffer form={kept} />
        </Box>
      )}
      <div className={classes.head}>
        <TextInput label={text('stock.supplier')} maxLength={200} value={supplier} onChange={(event) => setSupplier(event.currentTarget.value)} />
        <TextInput label={text('stock.reference')} placeholder={text('stock.reference_hint')} maxLength={100} value={reference} onChange={(event) => setReference(event.currentTarget.value)} />
        <Select
          label={text('stock.location')}
          placeholder={text('stock.this_register')}
          data={(locations.data ?? []).map(({ id: value, name }) => ({ value, label: name }))}
          value={location}
          onChange={setLocation}
          clearable
        />
      </div>
      <div className={classes.find}>
        <VariantField label={text('stock.add_line')} onChoose={(variant) => void add(variant.variant_id)} isFocused />
      </div>
      <div className={classes.lines}>
        {lines.length === 0 ? (
          <Text className={classes.scanHint ?? ''} c="dimmed">
            {text('stock.scan_hint')}
          </Text>
        ) : (
          <LineTable
            lines={lines}
            lit={lit}
            hasTried={hasTried}
            error={receive.error}
            onChange={change}
            onRemove={(key) => setLines((before) => before.filter((line) => line.key !== key))}
            onNextLot={(key) => setLines((before) => withNextLot(before, key, newId()))}
          />
        )}
      </div>
      <div className={classes.bar}>
        <div>
          {receive.isError ? (
            <FormError error={receive.error} />
          ) : (
            <Text size="sm" className="figure" aria-live="polite">
              {text('stock.receipt_sum', { lines: lines.length, pieces: formatQuantity(total.pieces, shop.locale), total: formatAmount(total.minor, shop, { withCurrency: true }) })}
              {hasTried && problems > 0 && (
                <Text span size="sm" c="red">
                  {' '}
                  {text('stock.lines_to_finish', { count: problems })}
                </Text>
              )}
            </Text>
          )}
        </div>
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" onClick={() => open('/stock/receipts')}>
            {text('action.cancel')}
          </Button>
          <Button leftSection={<IconTruckDelivery size={16} />} disabled={lines.length === 0} loading={receive.isPending} onClick={book}>
            {text('stock.book_receipt')}
          </Button>
        </Group>
      </div>
      <ConfirmDialog
        opened={blocker.status === 'blocked'}
        title={text('stock.leave_receipt')}
        confirmLabel={text('stock.leave')}
        isDangerous
        onConfirm={() => {
          kept.finish();
          blocker.proceed?.();
        }}
        onCancel={() => blocker.reset?.()}
      >
        {text('stock.leave_receipt_hint', { count: lines.length })}
      </ConfirmDialog>
    </Page>
  );
}

/** A product page leads here with its product: its variants stand ready, one line each. */
function useProductOfAddress(add: (variantId: string) => Promise<void>) {
  const productId = useRouterState({ select: ({ location }) => (location.search as Record<string, string>).product_id });
  const product = useOperation('find_product', { path: { product_id: productId ?? '' } }, { isOff: !productId });
  const isDone = useRef(false);
  const { data } = product;
  useEffect(() => {
    if (!data || isDone.current) return;
    isDone.current = true;
    const [only, ...others] = data.variants.filter((variant) => variant.state === 'active' && variant.track_stock);
    if (only && others.length === 0) void add(only.id);
    else if (only) void Promise.all([only, ...others].slice(0, 30).map((variant) => add(variant.id)));
  }, [data, add]);
}

interface LineTableProps {
  lines: ReceiptLine[];
  lit: string | null;
  hasTried: boolean;
  error: unknown;
  onChange: (key: string, edit: Partial<ReceiptLine>) => void;
  onRemove: (key: string) => void;
  onNextLot: (key: string) => void;
}

function LineTable({ lines, lit, hasTried, error, onChange, onRemove, onNextLot }: LineTableProps) {
  const text = useText();
  const fieldError = useFieldError();
  const shop = useShopFormat();
  const hasLots = lines.some((line) => line.variant.track_lots);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{text('stock.product')}</th>
          <th scope="col" className={classes.right}>
            {text('stock.quantity')}
          </th>
          <th scope="col" className={classes.right}>
            {text('stock.unit_cost')}
          </th>
          {hasLots && <th scope="col">{text('stock.lot')}</th>}
          {hasLots && <th scope="col">{text('stock.good_until')}</th>}
          <th scope="col" className={classes.right}>{`${text('stock.value')} (${shop.currency})`}</th>
          <th scope="col">
            <span className="unseen">{text('stock.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          <Line
            key={line.key}
            line={line}
            isLit={line.key === lit}
            hasLots={hasLots}
            problem={hasTried ? problemOfLine(line) : null}
            refusal={(field) => fieldError(error, `lines[${index}].${field}`)}
            onChange={(edit) => onChange(line.key, edit)}
            onRemove={() => onRemove(line.key)}
            onNextLot={() => onNextLot(line.key)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface LineProps {
  line: ReceiptLine;
  isLit: boolean;
  hasLots: boolean;
  problem: ReturnType<typeof problemOfLine>;
  refusal: (field: string) => string | undefined;
  onChange: (edit: Partial<ReceiptLine>) => void;
  onRemove: () => void;
  onNextLot: () => void;
}

function Line({ line, isLit, hasLots, problem, refusal, onChange, onRemove, onNextLot }: LineProps) {
  const text = useText();
  const shop = useShopFormat();
  const { variant } = line;
  const value = valueOfLine(line, shop.currency_exponent);
  return (
    <tr data-lit={isLit || undefined}>
      <td className={classes.plain}>
        <Text size="sm" fw={500}>
          {variant.name}
        </Text>
        <Text size="xs" {...(problem === 'untracked' ? { c: 'red' } : { c: 'dimmed' })}>
          {problem === 'untracked' ? text('stock.not_counted') : variant.sku}
        </Text>
      </td>
      <td>
        <QuantityInput
          size="sm"
          w={110}
          ml="auto"
          aria-label={text('stock.quantity_of', { name: variant.name })}
          value={line.quantity_thousandths}
          error={problem === 'quantity' ? text('stock.missing_quantity') : refusal('quantity_thousandths')}
          onChange={(quantity_thousandths) => onChange({ quantity_thousandths })}
        />
      </td>
      <td>
        <PriceInput
          size="sm"
          w={140}
          ml="auto"
          aria-label={text('stock.cost_of', { name: variant.name })}
          value={line.unit_cost_millionths}
          error={problem === 'cost' ? text('stock.missing_cost') : refusal('unit_cost_millionths')}
          onChange={(unit_cost_millionths) => onChange({ unit_cost_millionths })}
        />
      </td>
      {hasLots && (
        <td>
          {variant.track_lots && (
            <TextInput
              size="sm"
              w={140}
              maxLength={40}
              aria-label={text('stock.lot_of', { name: variant.name })}
              value={line.lot_code}
              error={problem === 'lot' ? text('stock.missing_lot') : refusal('lot_code')}
              onChange={(event) => onChange({ lot_code: event.currentTarget.value })}
            />
          )}
        </td>
      )}
      {hasLots && (
        <td>
          {variant.track_lots && (
            <ExpiryInput
              size="sm"
              w={140}
              aria-label={text('stock.expiry_of', { name: variant.name })}
              value={line.expiry_date}
              error={refusal('expiry_date')}
              onChange={(expiry_date) => onChange({ expiry_date })}
            />
          )}
        </td>
      )}
      <td className={`${classes.right} ${classes.plain}`}>{value === null ? '–' : formatAmount(value, shop)}</td>
      <td>
        <Group gap={0} wrap="nowrap" justify="flex-end" pt={3}>
          {variant.track_lots && (
            <Tooltip label={text('stock.next_lot')}>
              <ActionIcon variant="subtle" color="gray" aria-label={`${text('stock.next_lot')}: ${variant.name}`} onClick={onNextLot}>
                <IconCopyPlus size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )}
          <Tooltip label={text('stock.remove_line')}>
            <ActionIcon variant="subtle" color="gray" aria-label={`${text('stock.remove_line')}: ${variant.name}`} onClick={onRemove}>
              <IconTrash size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </td>
    </tr>
  );
}
