import { useShopFormat, type ShopFormat } from './shop';
import { formatInteger, PERCENT_DECIMALS, PRICE_DECIMALS, QUANTITY_DECIMALS } from './numbers';

interface AmountProps {
  /** Total in minor units of the shop's currency; null or undefined draws a dash. */
  minor: number | null | undefined;
  /** Show the currency: for a figure that stands alone. In a column the heading says it once. */
  withCurrency?: boolean;
  /** Currency of the record, where it may differ from the shop's. */
  currency?: string;
  /** Write a plus before what is positive, as for differences. */
  signed?: boolean;
}

/** The one way to draw money: tabular figures, right sign, exact. */
export function Amount({ minor, withCurrency = false, currency, signed = false }: AmountProps) {
  const shop = useShopFormat();
  if (minor === null || minor === undefined) return <span className="figure">–</span>;
  return <span className="figure">{formatAmount(minor, shop, { withCurrency, currency, signed })}</span>;
}

/** An amount as text, for labels and messages. */
export function formatAmount(minor: number, shop: ShopFormat, options: { withCurrency?: boolean; currency?: string | undefined; signed?: boolean } = {}): string {
  const currency = options.currency ?? shop.currency;
  const decimals = currency === shop.currency ? shop.currency_exponent : exponentOf(currency);
  return formatInteger(minor, decimals, shop.locale, {
    ...(options.withCurrency ? { style: 'currency', currency } : {}),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    ...(options.signed && { signDisplay: 'exceptZero' }),
  });
}

/** Digits after the point of a currency, by its standard. */
export function exponentOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** A unit price in millionths, with as many decimals as it needs but no fewer than the currency's. */
export function PriceText({ millionths, withCurrency = false }: { millionths: number | null | undefined; withCurrency?: boolean }) {
  const shop = useShopFormat();
  if (millionths === null || millionths === undefined) return <span className="figure">–</span>;
  return <span className="figure">{formatPrice(millionths, shop, withCurrency)}</span>;
}

export function formatPrice(millionths: number, shop: ShopFormat, withCurrency = false): string {
  return formatInteger(millionths, PRICE_DECIMALS, shop.locale, {
    ...(withCurrency ? { style: 'currency', currency: shop.currency } : {}),
    minimumFractionDigits: shop.currency_exponent,
    maximumFractionDigits: PRICE_DECIMALS,
  });
}

/** A quantity in thousandths without trailing zeros: 3, 0.25. */
export function QuantityText({ thousandths, signed = false }: { thousandths: number | null | undefined; signed?: boolean }) {
  const { locale } = useShopFormat();
  if (thousandths === null || thousandths === undefined) return <span className="figure">–</span>;
  return <span className="figure">{formatQuantity(thousandths, locale, signed)}</span>;
}

export function formatQuantity(thousandths: number, locale: string, signed = false): string {
  return formatInteger(thousandths, QUANTITY_DECIMALS, locale, { maximumFractionDigits: QUANTITY_DECIMALS, ...(signed && { signDisplay: 'exceptZero' }) });
}

/** A rate in millionths as a percentage: 190000 is 19 %. */
export function RateText({ millionths }: { millionths: number | null | undefined }) {
  const { locale } = useShopFormat();
  if (millionths === null || millionths === undefined) return <span className="figure">–</span>;
  return <span className="figure">{formatRate(millionths, locale)}</span>;
}

export function formatRate(millionths: number, locale: string): string {
  return formatInteger(millionths, PERCENT_DECIMALS + 2, locale, { style: 'percent', maximumFractionDigits: PERCENT_DECIMALS });
}

/** A plain count with the locale's grouping. */
export function formatCount(count: number, locale: string): string {
  return formatInteger(count, 0, locale);
}
