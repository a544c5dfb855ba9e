/** Small dialogs about a line or the whole ticket: discount and price. */
import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { formatAmount, formatPrice } from '../components/Amount';
import { PriceInput } from '../components/inputs';
import { PERCENT_DECIMALS, formatInteger } from '../components/numbers';
import { useShopFormat, type ShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { parseDiscount, type Discount, type DiscountKind } from './discount';
import type { Line } from './ticket';

interface DiscountDialogProps {
  title: string;
  discount: Discount | null;
  /** What it is taken off, where it is known. */
  baseMinor: number | null;
  onSet: (discount: Discount | null) => void;
  onClose: () => void;
}

/** Parts that are given every day. */
const USUAL_PERCENT = [5, 10, 15, 20, 30, 50];

export function DiscountDialog({ title, discount, baseMinor, onSet, onClose }: DiscountDialogProps) {
  const text = useText();
  const shop = useShopFormat();
  const [kind, setKind] = useState<DiscountKind>(discount?.kind ?? 'percent');
  const [typed, setTyped] = useState(() => asTyped(discount, shop));
  const parsed = parseDiscount(typed, kind, shop.currency_exponent, shop.locale, baseMinor);
  const problem = 'problem' in parsed ? text(`discount.${parsed.problem}`) : null;
  const set = (value: Discount | null) => {
    onSet(value);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} size="sm" centered closeButtonProps={{ 'aria-label': text('action.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if ('discount' in parsed) set(parsed.discount);
        }}
      >
        <Stack>
          <SegmentedControl
            fullWidth
            aria-label={text('sell.discount_kind')}
            value={kind}
            onChange={(value) => setKind(value as DiscountKind)}
            data={[
              { value: 'percent', label: text('sell.percent') },
              { value: 'amount', label: text('sell.amount_in', { currency: shop.currency }) },
            ]}
          />
          <TextInput
            data-autofocus
            size="md"
            inputMode="decimal"
            autoComplete="off"
            classNames={{ input: 'figure-input' }}
            aria-label={text('sell.discount')}
            placeholder={kind === 'percent' ? '10' : formatAmount(500, shop)}
            rightSection={<span className="input-unit">{kind === 'percent' || typed.includes('%') ? '%' : shop.currency}</span>}
            rightSectionWidth={52}
            value={typed}
            error={problem}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {kind === 'percent' && (
            <Group gap={6} grow preventGrowOverflow={false}>
              {USUAL_PERCENT.map((percent) => (
                <Button key={percent} size="xs" px={4} variant="default" onClick={() => set({ kind: 'percent', rate_millionths: percent * 10 ** PERCENT_DECIMALS })}>
                  {percent} %
                </Button>
              ))}
            </Group>
          )}
          {baseMinor !== null && (
            <Text size="sm" c="dimmed">
              {text('sell.discount_off', { amount: formatAmount(baseMinor, shop, { withCurrency: true }) })}
            </Text>
          )}
          <Group justify="space-between">
            <Button variant="subtle" color="gray" disabled={discount === null} onClick={() => set(null)}>
              {text('sell.no_discount')}
            </Button>
            <Button type="submit" disabled={problem !== null}>
              {text('sell.set_discount')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function asTyped(discount: Discount | null, shop: ShopFormat): string {
  if (discount === null) return '';
  if (discount.kind === 'percent') return formatInteger(discount.rate_millionths, PERCENT_DECIMALS, shop.locale, { maximumFractionDigits: PERCENT_DECIMALS, useGrouping: false });
  return formatAmount(discount.amount_minor, shop);
}

interface PriceDialogProps {
  line: Line;
  onSet: (millionths: number | null) => void;
  onClose: () => void;
}

export function PriceDialog({ line, onSet, onClose }: PriceDialogProps) {
  const text = useText();
  const shop = useShopFormat();
  const [price, setPrice] = useState<number | null>(line.priceMillionths ?? line.article.priceMillionths);
  return (
    <Modal opened onClose={onClose} title={text('sell.price_of', { name: line.article.name })} size="sm" centered closeButtonProps={{ 'aria-label': text('action.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (price === null) return;
          onSet(price === line.article.priceMillionths ? null : price);
          onClose();
        }}
      >
        <Stack>
          <PriceInput data-autofocus size="md" label={text('sell.price')} description={text('sell.list_price', { price: formatPrice(line.article.priceMillionths, shop, true) })} value={price} onChange={setPrice} />
          <Group justify="space-between">
            <Button
              variant="subtle"
              color="gray"
              disabled={line.priceMillionths === null}
              onClick={() => {
                onSet(null);
                onClose();
              }}
            >
              {text('sell.use_list_price')}
            </Button>
            <Button type="submit" disabled={price === null}>
              {text('sell.set_price')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
