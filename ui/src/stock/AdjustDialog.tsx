import { Button, Group, Loader, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { call, type Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { formatQuantity, QuantityText } from '../components/Amount';
import { formatDate } from '../components/DateText';
import { PriceInput, QuantityInput } from '../components/inputs';
import { useScan } from '../components/keyboard';
import { ErrorState, FormError } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import { ExpiryInput } from './ExpiryInput';
import { useReasonName } from './reasons';
import { VariantField } from './VariantField';

interface AdjustDialogProps {
  /** Null: a variant is to be found first. */
  variantId: string | null;
  onClose: () => void;
}

/** Corrects stock by hand: which variant, why, how much, in or out of which lot. */
export function AdjustDialog({ variantId, onClose }: AdjustDialogProps) {
  const text = useText();
  const toast = useToast();
  const [chosen, setChosen] = useState(variantId);
  useScan((code) => {
    call('scan_code', { query: { code } }).then(({ variant }) => setChosen(variant.variant_id), toast.problem);
  });
  return (
    <Modal opened onClose={onClose} title={text('stock.adjust')} centered size="md" closeButtonProps={{ 'aria-label': text('action.close') }}>
      {chosen === null ? (
        <VariantField label={text('stock.product')} onChoose={(variant) => setChosen(variant.variant_id)} isFocused />
      ) : (
        <Adjustment key={chosen} variantId={chosen} onOther={() => setChosen(null)} onClose={onClose} />
      )}
    </Modal>
  );
}

type Reason = Answer<'list_stock_reasons'>[number];

function Adjustment({ variantId, onOther, onClose }: { variantId: string; onOther: () => void; onClose: () => void }) {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const may = useMay();
  const { locale } = useShopFormat();
  const reasonName = useReasonName();
  const variants = useOperation('find_variants', { query: { ids: variantId } });
  const reasons = useOperation('list_stock_reasons');
  const locations = useOperation('list_locations');
  const stock = useOperation('list_stock', { query: { variant_id: variantId, limit: 500 } });
  const adjust = usePerform('adjust_stock');
  const [code, setCode] = useState<string | null>(null);
  const [location, setLocation] = useState<string | null>(null);
  const [quantity, setQuantity] = useState<number | null>(null);
  const [lotId, setLotId] = useState<string | null>(null);
  const [lotCode, setLotCode] = useState('');
  const [expiry, setExpiry] = useState<string | null>(null);
  const [cost, setCost] = useState<number | null>(null);
  const [note, setNote] = useState('');
  const variant = variants.data?.[0];
  const failed = [variants, reasons, locations, stock].find(({ isError }) => isError);
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!variant || !reasons.data || !stock.data || !locations.data) return <Loader size="sm" />;

  const reason = reasons.data.find((one) => one.code === code);
  const isIncoming = reason?.direction === 'in';
  const place = location ?? stock.data.rows.find((row) => row.location_id)?.location_id ?? locations.data[0]?.id ?? null;
  const here = stock.data.rows.filter((row) => row.location_id === place);
  const lots = here.filter((row) => row.lot_id);
  const chosenLot = lotId ?? (lots.length === 1 && !isIncoming ? (lots[0]?.lot_id ?? null) : null);
  const before = variant.track_lots ? (here.find((row) => row.lot_id === chosenLot)?.on_hand_thousandths ?? 0) : here.reduce((sum, row) => sum + row.on_hand_thousandths, 0);
  const after = quantity === null || !reason ? null : before + (isIncoming ? quantity : -quantity);
  const needsLot = variant.track_lots && (isIncoming ? chosenLot === null && lotCode.trim() === '' && expiry === null : chosenLot === null);
  const isReady = reason !== undefined && quantity !== null && quantity > 0 && !needsLot;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || quantity === null) return;
    const body = {
      variant_id: variantId,
      reason: reason.code,
      quantity_thousandths: quantity,
      note: note.trim(),
      ...(place !== null && { location_id: place }),
      ...(chosenLot !== null && { lot_id: chosenLot }),
      ...(isIncoming && chosenLot === null && lotCode.trim() !== '' && { lot_code: lotCode.trim() }),
      ...(isIncoming && chosenLot === null && expiry !== null && { expiry_date: expiry }),
      ...(isIncoming && cost !== null && { unit_cost_millionths: cost }),
    };
    adjust.mutate(
      { body },
      {
        onSuccess: ({ on_hand_thousandths }) => {
          toast.done(text('stock.adjusted', { name: variant.name, quantity: formatQuantity(on_hand_thousandths, locale) }));
          onClose();
        },
      },
    );
  };
  const field = (name: string) => fieldError(adjust.error, name);
  const isShownBeside = ['reason', 'quantity_thousandths', 'lot_code', 'lot_id', 'expiry_date', 'unit_cost_millionths', 'note'].some(field);
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Text fw={600}>{variant.name}</Text>
            <Text size="sm" c="dimmed">
              {variant.sku && `${variant.sku} · `}
              {text('stock.on_hand')}: <QuantityText thousandths={variant.on_hand_thousandths} />
            </Text>
          </div>
          <Button size="xs" variant="subtle" onClick={onOther}>
            {text('stock.other_product')}
          </Button>
        </Group>
        <Select
          label={text('stock.reason')}
          placeholder={text('stock.choose_reason')}
          required
          data={reasonChoices(reasons.data, reasonName, text)}
          value={code}
          onChange={setCode}
          error={field('reason')}
          searchable
          data-autofocus
        />
        {locations.data.length > 1 && (
          <Select
            label={text('stock.location')}
            data={locations.data.map(({ id, name }) => ({ value: id, label: name }))}
            value={place}
            allowDeselect={false}
            onChange={(id) => {
              setLocation(id);
              setLotId(null);
            }}
          />
        )}
        {variant.track_lots && (lots.length > 0 || !isIncoming) && (
          <Select
            label={text('stock.lot')}
            placeholder={text(isIncoming ? 'stock.new_lot' : 'stock.choose_lot')}
            required={!isIncoming}
            data={lots.map((row) => ({
              value: row.lot_id ?? '',
              label: [row.lot_code, row.expiry_date && formatDate(row.expiry_date, { locale }), formatQuantity(row.on_hand_thousandths, locale)].filter(Boolean).join(' · '),
            }))}
            value={chosenLot}
            onChange={setLotId}
            error={field('lot_id')}
            clearable={isIncoming}
            nothingFoundMessage={text('stock.no_lot_here')}
          />
        )}
        {variant.track_lots && isIncoming && chosenLot === null && (
          <Group grow align="flex-start">
            <TextInput label={text('stock.lot')} maxLength={40} value={lotCode} error={field('lot_code')} onChange={(event) => setLotCode(event.currentTarget.value)} />
            <ExpiryInput label={text('stock.good_until')} value={expiry} onChange={setExpiry} error={field('expiry_date')} />
          </Group>
        )}
        <Group grow align="flex-start">
          <QuantityInput label={text(reason ? (isIncoming ? 'stock.quantity_in' : 'stock.quantity_out') : 'stock.quantity')} required value={quantity} onChange={setQuantity} error={field('quantity_thousandths')} unit={variant.unit === 'piece' ? undefined : variant.unit} />
          {isIncoming && may('see_costs') ? (
            <PriceInput label={text('stock.unit_cost')} placeholder={text('stock.usual_cost')} value={cost} onChange={setCost} error={field('unit_cost_millionths')} />
          ) : (
            <div />
          )}
        </Group>
        <TextInput label={text('stock.note')} maxLength={1000} value={note} error={field('note')} onChange={(event) => setNote(event.currentTarget.value)} />
        {after !== null && (
          <Text size="sm" aria-live="polite">
            {text('stock.before_after', { before: formatQuantity(before, locale), after: formatQuantity(after, locale) })}
          </Text>
        )}
        {adjust.isError && !isShownBeside && <FormError error={adjust.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text('action.cancel')}
          </Button>
          <Button type="submit" loading={adjust.isPending} disabled={!isReady}>
            {text('stock.book')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Only what people may use, out of stock first because that is what happens daily. */
function reasonChoices(reasons: Reason[], nameOf: (code: string) => string, text: ReturnType<typeof useText>) {
  const group = (direction: string) => reasons.filter((one) => one.is_by_hand && one.direction === direction).map(({ code }) => ({ value: code, label: nameOf(code) }));
  return [
    { group: text('stock.takes_out'), items: group('out') },
    { group: text('stock.puts_in'), items: group('in') },
  ];
}
