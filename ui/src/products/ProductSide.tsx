/** What stands beside the fields of a product: figures, prices over time, and where the goods lie. */
import { Loader, Paper, Select, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { Amount, formatPrice, PriceText, QuantityText, RateText } from '../components/Amount';
import { DateText, todayIn } from '../components/DateText';
import { ExpiryText } from '../components/Expiry';
import { PageLink } from '../components/PageLink';
import { ErrorState, StateBadge } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { averageCost, marginRate, netPrice, rateOn } from './cost';
import { priceRange } from './draft';
import classes from './products.module.css';

type Product = Answer<'find_product'>;
type Variant = Product['variants'][number];

export function ProductFacts({ product }: { product: Product }) {
  const text = useText();
  const shop = useShopFormat();
  const may = useMay();
  const range = priceRange(product.variants);
  const seesCosts = may('see_costs') && product.kind === 'goods';
  return (
    <Paper className={classes.panel} component="section" aria-label={text('products.facts')}>
      <dl className={classes.facts}>
        <dt>{text('products.price')}</dt>
        <dd className="figure">
          {range === null ? '–' : range[0] === range[1] ? formatPrice(range[0], shop, true) : `${formatPrice(range[0], shop, true)} – ${formatPrice(range[1], shop, true)}`}
        </dd>
        {product.kind === 'goods' && (
          <>
            <dt>{text('products.on_hand')}</dt>
            <dd>
              <PageLink to={`/stock?product_id=${product.id}`} c="inherit">
                <QuantityText thousandths={product.on_hand_thousandths} />
              </PageLink>
            </dd>
          </>
        )}
        {seesCosts && <Costs product={product} />}
      </dl>
    </Paper>
  );
}

/** Cost and margin, for those who may see them: average cost of what lies there, against the price without tax. */
function Costs({ product }: { product: Product }) {
  const text = useText();
  const shop = useShopFormat();
  const settings = useOperation('find_shop');
  const taxes = useOperation('list_tax_categories');
  const cost = averageCost(product.stock_value_minor, product.on_hand_thousandths, shop.currency_exponent);
  const [only, ...others] = product.variants.filter(({ state }) => state === 'active');
  const ownCost = only && averageCost(only.stock_value_minor, only.on_hand_thousandths, shop.currency_exponent);
  const rate = only && taxes.data ? rateOn(taxes.data, only.tax_category_id, todayIn(shop.time_zone)) : null;
  const isKnown = others.length === 0 && only && ownCost !== null && ownCost !== undefined && rate !== null && settings.data;
  const margin = isKnown ? marginRate(netPrice(only.price_millionths, rate, settings.data.prices_include_tax), ownCost) : null;
  return (
    <>
      <dt>{text('products.stock_value')}</dt>
      <dd>
        <Amount minor={product.stock_value_minor} withCurrency />
      </dd>
      <dt>{text('products.average_cost')}</dt>
      <dd>{cost === null ? '–' : <PriceText millionths={Math.round(cost / 10_000) * 10_000} withCurrency />}</dd>
      {margin !== null && (
        <>
          <dt title={text('products.margin_hint')}>{text('products.margin')}</dt>
          <dd>
            <RateText millionths={Math.round(margin / 1_000) * 1_000} />
          </dd>
        </>
      )}
    </>
  );
}

function variantName(variant: Variant, text: ReturnType<typeof useText>): string {
  return [variant.option_1, variant.option_2, variant.option_3].filter(Boolean).join(' · ') || variant.sku || text('products.only_variant');
}

/** Every price a variant ever had, the newest first. */
export function ProductPrices({ product }: { product: Product }) {
  const text = useText();
  const [chosen, setChosen] = useState<string | null>(null);
  const variantId = chosen ?? product.variants[0]?.id ?? '';
  const prices = useOperation('list_price_changes', { path: { variant_id: variantId }, query: { limit: 12 } }, { isOff: variantId === '' });
  return (
    <Paper className={classes.panel} component="section">
      <Title order={2} mb={10}>
        {text('products.price_history')}
      </Title>
      {product.variants.length > 1 && (
        <Select
          size="xs"
          mb={10}
          aria-label={text('products.variant')}
          data={product.variants.map((variant) => ({ value: variant.id, label: variantName(variant, text) }))}
          value={variantId}
          onChange={(id) => id && setChosen(id)}
          searchable
          allowDeselect={false}
        />
      )}
      {prices.isError && <ErrorState error={prices.error} onRetry={() => void prices.refetch()} />}
      {prices.data?.rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {text('products.no_prices')}
        </Text>
      )}
      <div className={classes.prices}>
        {prices.data?.rows.map((price, index) => {
          const before = prices.data.rows[index + 1];
          const difference = before ? price.price_millionths - before.price_millionths : 0;
          return (
            <PriceLine key={price.at_ms} atMs={price.at_ms} millionths={price.price_millionths} difference={difference} />
          );
        })}
      </div>
    </Paper>
  );
}

function PriceLine({ atMs, millionths, difference }: { atMs: number; millionths: number; difference: number }) {
  const shop = useShopFormat();
  return (
    <>
      <Text size="sm">
        <DateText atMs={atMs} />
      </Text>
      <Text size="xs" c="dimmed" ta="right" className="figure">
        {difference === 0 ? '' : `${difference > 0 ? '+' : ''}${formatPrice(difference, shop)}`}
      </Text>
      <Text size="sm" ta="right">
        <PriceText millionths={millionths} />
      </Text>
    </>
  );
}

/** Where it lies: by location, lot by lot, each quantity leading to its movements. */
export function ProductStock({ product }: { product: Product }) {
  const text = useText();
  const may = useMay();
  const stock = useOperation('list_stock', { query: { product_id: product.id, limit: 500 } });
  const rows = (stock.data?.rows ?? []).filter((row) => row.location_id);
  const hasLots = rows.some(({ lot_id }) => lot_id);
  const hasVariants = product.variants.length > 1;
  const seesCosts = may('see_costs');
  return (
    <Paper className={classes.panel} component="section">
      <Title order={2} mb={12}>
        {text('products.stock_title')}
      </Title>
      {stock.isError && <ErrorState error={stock.error} onRetry={() => void stock.refetch()} />}
      {stock.isPending && <Loader size="xs" />}
      {stock.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {text('products.no_stock')}
        </Text>
      )}
      {rows.length > 0 && (
        <table className={classes.lots}>
          <thead>
            <tr>
              {hasVariants && <th scope="col">{text('products.variant')}</th>}
              <th scope="col">{text('products.location')}</th>
              {hasLots && <th scope="col">{text('products.lot')}</th>}
              {hasLots && <th scope="col">{text('products.expiry')}</th>}
              <th scope="col" className={classes.right}>
                {text('products.on_hand')}
              </th>
              {seesCosts && (
                <th scope="col" className={classes.right}>
                  {text('products.stock_value')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.variant_id} ${row.location_id} ${row.lot_id}`}>
                {hasVariants && <td>{nameOf(product, row.variant_id, text)}</td>}
                <td>{row.location_name}</td>
                {hasLots && (
                  <td>
                    {row.lot_id ? <PageLink to={`/stock/lots?code=${encodeURIComponent(row.lot_code ?? '')}&empty=yes`}>{row.lot_code}</PageLink> : <span className={classes.none}>–</span>}{' '}
                    {row.lot_state && row.lot_state !== 'open' && <StateBadge tone="danger">{text(`products.lot_state.${row.lot_state}`)}</StateBadge>}
                  </td>
                )}
                {hasLots && <td>{row.lot_id && <ExpiryText date={row.expiry_date} withDate />}</td>}
                <td className={classes.right}>
                  <PageLink to={`/stock/movements?variant_id=${row.variant_id}${row.lot_id ? `&lot_id=${row.lot_id}` : ''}`} c="inherit" title={text('products.show_movements')}>
                    <QuantityText thousandths={row.on_hand_thousandths} />
                  </PageLink>
                </td>
                {seesCosts && (
                  <td className={classes.right}>
                    <Amount minor={row.value_minor} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Paper>
  );
}

function nameOf(product: Product, variantId: string, text: ReturnType<typeof useText>): string {
  const variant = product.variants.find(({ id }) => id === variantId);
  return variant ? variantName(variant, text) : '';
}
