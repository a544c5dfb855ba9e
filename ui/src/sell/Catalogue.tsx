/** Products to tap: categories as chips, products as tiles with price and what is left, and the shades of one product under its tile. */
import { Button, Group, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { IconPackage } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { formatPrice, formatQuantity } from '../components/Amount';
import { useOpenPage } from '../components/PageLink';
import { EmptyState, ErrorState } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import classes from './Catalogue.module.css';
import { Swatch } from './Swatch';

type Row = Answer<'list_products'>['rows'][number];
type Variant = Answer<'find_product'>['variants'][number];

const TILES = 60;
/** From here on the number of pieces left is worth a look. */
const FEW_THOUSANDTHS = 3_000;

interface CatalogueProps {
  onVariant: (variantId: string) => void;
}

export function Catalogue({ onVariant }: CatalogueProps) {
  const text = useText();
  const [category, setCategory] = useState<string | null>(null);
  const categories = useOperation('list_categories');
  const roots = (categories.data ?? []).filter((entry) => !entry.parent_id);
  return (
    <div className={classes.catalogue}>
      {roots.length > 0 && (
        <div className={classes.chips} role="group" aria-label={text('sell.categories')}>
          <UnstyledButton className={classes.chip} aria-pressed={category === null} onClick={() => setCategory(null)}>
            {text('sell.all_products')}
          </UnstyledButton>
          {roots.map((entry) => (
            <UnstyledButton key={entry.id} className={classes.chip} aria-pressed={category === entry.id} onClick={() => setCategory(entry.id)}>
              {entry.name}
            </UnstyledButton>
          ))}
        </div>
      )}
      <Tiles key={category ?? ''} category={category} onVariant={onVariant} />
    </div>
  );
}

function Tiles({ category, onVariant }: CatalogueProps & { category: string | null }) {
  const text = useText();
  const may = useMay();
  const openPage = useOpenPage();
  const [limit, setLimit] = useState(TILES);
  const [open, setOpen] = useState<string | null>(null);
  const products = useOperation('list_products', { query: { state: 'active', limit, ...(category !== null && { category_id: category }) } }, { keepsLast: true });
  if (products.error) return <ErrorState error={products.error} onRetry={() => void products.refetch()} />;
  if (!products.data) {
    return (
      <div className={classes.scroll} aria-busy>
        <div className={classes.tiles}>
          {Array.from({ length: 12 }, (_, index) => (
            <Skeleton key={index} height={92} radius="md" />
          ))}
        </div>
      </div>
    );
  }
  if (products.data.rows.length === 0) {
    return (
      <EmptyState
        icon={IconPackage}
        title={text(category === null ? 'sell.no_products' : 'sell.no_products_here')}
        action={category === null && may('edit_products') && <Button onClick={() => openPage('/products')}>{text('sell.go_to_products')}</Button>}
      >
        {text('sell.no_products_hint')}
      </EmptyState>
    );
  }
  return (
    <div className={classes.scroll}>
      <div className={classes.tiles}>
        {products.data.rows.flatMap((row) => [
          <Tile key={row.id} row={row} isOpen={open === row.id} onToggle={() => setOpen(open === row.id ? null : row.id)} onVariant={onVariant} />,
          open === row.id && row.variant_count > 1 && <Strip key={`${row.id} strip`} row={row} onVariant={onVariant} />,
        ])}
      </div>
      {products.data.total > products.data.rows.length && (
        <div className={classes.more}>
          <Button variant="default" size="xs" loading={products.isFetching} onClick={() => setLimit(Math.min(500, limit + 120))} disabled={limit >= 500}>
            {limit >= 500 ? text('sell.search_for_more') : text('sell.more_products', { count: products.data.total - products.data.rows.length })}
          </Button>
        </div>
      )}
    </div>
  );
}

interface TileProps extends CatalogueProps {
  row: Row;
  isOpen: boolean;
  onToggle: () => void;
}

function Tile({ row, isOpen, onToggle, onVariant }: TileProps) {
  const text = useText();
  const shop = useShopFormat();
  const isSingle = row.variant_count === 1;
  const product = useOperation('find_product', { path: { product_id: row.id } }, { isOff: true });
  const price = formatPrice(row.price_min_millionths, shop);
  const tap = async () => {
    if (!isSingle) return onToggle();
    const first = (product.data ?? (await product.refetch()).data)?.variants.find(({ state }) => state === 'active');
    if (first) onVariant(first.id);
  };
  return (
    <UnstyledButton className={classes.tile} {...(!isSingle && { 'aria-expanded': isOpen })} onClick={() => void tap()}>
      <span className={classes.tileName} title={row.name}>
        {row.name}
      </span>
      {row.swatches.length > 0 && (
        <span className={classes.tileShades}>
          {row.swatches.map((color) => (
            <Swatch key={color} color={color} size={14} />
          ))}
        </span>
      )}
      <span className={classes.tileFoot}>
        <span className={`figure ${classes.tilePrice ?? ''}`}>
          {row.price_max_millionths > row.price_min_millionths ? text('sell.from_price', { price }) : price}
        </span>
        {isSingle ? <Left quantity={row.on_hand_thousandths} isTracked={row.track_stock} /> : <span>{text('sell.variants', { count: row.variant_count })}</span>}
      </span>
    </UnstyledButton>
  );
}

function Left({ quantity, isTracked }: { quantity: number; isTracked: boolean }) {
  const text = useText();
  const { locale } = useShopFormat();
  if (!isTracked) return null;
  if (quantity <= 0) return <span className={classes.few}>{text('sell.none_left')}</span>;
  return <span className={`figure ${quantity <= FEW_THOUSANDTHS ? (classes.few ?? '') : ''}`}>{text('sell.left', { quantity: formatQuantity(quantity, locale) })}</span>;
}

/** The shades and sizes of one product. */
function Strip({ row, onVariant }: CatalogueProps & { row: Row }) {
  const product = useOperation('find_product', { path: { product_id: row.id } });
  const variants = product.data?.variants.filter(({ state }) => state === 'active') ?? [];
  const shop = useShopFormat();
  const hasPrices = row.price_max_millionths > row.price_min_millionths;
  const strip = useRef<HTMLElement>(null);
  useEffect(() => strip.current?.scrollIntoView({ block: 'nearest' }), [product.data]);
  return (
    <section ref={strip} className={classes.strip} aria-label={row.name}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} truncate>
          {row.name}
        </Text>
        <Text size="sm" c="dimmed">
          {product.data?.option_1_name}
        </Text>
      </Group>
      {product.error ? <ErrorState error={product.error} /> : null}
      <div className={classes.variants}>
        {product.isPending && Array.from({ length: row.variant_count }, (_, index) => <Skeleton key={index} height={44} radius="md" />)}
        {variants.map((variant) => (
          <UnstyledButton key={variant.id} className={classes.variant} onClick={() => onVariant(variant.id)}>
            {variant.swatch && <Swatch color={variant.swatch} size={22} />}
            <span className={classes.variantName}>
              {optionsOf(variant)}
              <Text size="xs" c="dimmed" className="figure" component="div">
                {hasPrices && `${formatPrice(variant.price_millionths, shop)} `}
                <Left quantity={variant.on_hand_thousandths} isTracked={variant.track_stock} />
              </Text>
            </span>
          </UnstyledButton>
        ))}
      </div>
    </section>
  );
}

function optionsOf(variant: Variant): string {
  return [variant.option_1, variant.option_2, variant.option_3].filter(Boolean).join(' · ') || variant.sku;
}
