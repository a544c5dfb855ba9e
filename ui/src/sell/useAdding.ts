/** From a code or a chosen product to a line, or to the reason why there is none. */
import { useCallback } from 'react';
import { call, type Answer } from '../api/client';
import { ApiError } from '../api/error';
import { formatDate } from '../components/DateText';
import { newId } from '../components/ids';
import { useErrorText, useSaid } from '../components/said';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { asLot, sellableLots } from './shelf';
import type { Article, Lot, Step } from './ticket';
import type { TillVariant } from './usePriced';

type Scan = Answer<'scan_code'>;

export function asArticle(variant: TillVariant): Article {
  return {
    variantId: variant.variant_id,
    name: variant.name,
    sku: variant.sku,
    unit: variant.unit,
    priceMillionths: variant.price_millionths,
    swatch: variant.swatch ?? null,
  };
}

interface AddingInput {
  act: (what: Step) => void;
  mayGoBelowZero: boolean;
  /** A code that is no product may be the number on a receipt. True when it was. */
  onOther: (code: string) => Promise<boolean>;
}

/** The lot the code named, when it may be sold; else why not. */
function lotOf(scan: Scan): Lot | null {
  const known = scan.variant.lots.find(({ lot_id }) => lot_id === scan.lot_id);
  if (known) return asLot(known);
  return scan.lot_id && scan.lot_code ? { id: scan.lot_id, code: scan.lot_code, expiryDate: scan.expiry_date ?? null } : null;
}

export function useAdding({ act, mayGoBelowZero, onOther }: AddingInput) {
  const text = useText();
  const say = useSaid();
  const errorText = useErrorText();
  const shop = useShopFormat();

  const refuse = useCallback(
    (title: string, message: string, instead: { article: Article; lot: Lot | null } | null) => act({ kind: 'refuse', refusal: { key: newId(), title, message, instead } }),
    [act],
  );

  const add = useCallback(
    (variant: TillVariant, lot: Lot | null) => {
      const article = asArticle(variant);
      if (variant.track_stock && !mayGoBelowZero && variant.sellable_thousandths <= 0) {
        const expired = variant.lots.filter((known) => !known.is_sellable && known.on_hand_thousandths > 0).at(-1);
        const why = expired
          ? text('sell.only_unsellable', { code: expired.code, date: expired.expiry_date ? formatDate(expired.expiry_date, shop) : '–' })
          : text('sell.nothing_left');
        return refuse(variant.name, why, null);
      }
      act({ kind: 'add', article, lot, key: newId() });
    },
    [act, mayGoBelowZero, refuse, shop, text],
  );

  const problem = useCallback((title: string, error: unknown) => refuse(title, errorText(error), null), [refuse, errorText]);

  const addVariant = useCallback(
    async (variantId: string, lot: Lot | null = null) => {
      try {
        const [variant] = await call('find_variants', { query: { ids: variantId } });
        if (variant) add(variant, lot);
      } catch (error) {
        problem(text('sell.not_added'), error);
      }
    },
    [add, problem, text],
  );

  const addCode = useCallback(
    async (code: string) => {
      try {
        const scan = await call('scan_code', { query: { code } });
        const { variant } = scan;
        const lot = lotOf(scan);
        const shelfLot = variant.lots.find(({ lot_id }) => lot_id === scan.lot_id);
        const isEmptyLot = shelfLot !== undefined && shelfLot.on_hand_thousandths <= 0 && !mayGoBelowZero;
        if (scan.obstacle || isEmptyLot) {
          const next = sellableLots(variant).find(({ lot_id }) => lot_id !== scan.lot_id);
          const canTake = next !== undefined || (!variant.track_stock && variant.lots.length === 0);
          const message = scan.obstacle ? say(scan.obstacle) : text('sell.lot_empty', { code: lot?.code ?? '' });
          return refuse(variant.name, message, canTake ? { article: asArticle(variant), lot: next ? asLot(next) : null } : null);
        }
        add(variant, lot);
      } catch (error) {
        if (error instanceof ApiError && error.code === 'not_found' && (await onOther(code).catch(() => false))) return;
        problem(code, error);
      }
    },
    [add, mayGoBelowZero, onOther, problem, refuse, say, text],
  );

  return { addVariant, addCode };
}
