import { Button, Chip, Group, Select } from '@mantine/core';
import { IconPackages, IconSearchOff } from '@tabler/icons-react';
import { useMemo } from 'react';
import { call, type Answer } from '../api/client';
import { useList, useOperation } from '../api/hooks';
import { Amount, QuantityText } from '../components/Amount';
import { useFilters } from '../components/area';
import { DataList, type Column } from '../components/DataList';
import { ExpiryText } from '../components/Expiry';
import { useScan } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { EmptyState, Page } from '../components/pieces';
import { SearchField } from '../components/SearchField';
import { useMay, useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { AdjustDialog } from './AdjustDialog';
import { FilterTag } from './FilterTag';
import { LotStateBadge } from './LotStateBadge';
import classes from './stock.module.css';
import { StockTabs } from './StockTabs';

type Row = Answer<'list_stock'>['rows'][number];

/** What lies where, lot by lot; every quantity opens the movements that made it. */
export default function OnHandPage() {
  const text = useText();
  const may = useMay();
  const toast = useToast();
  const [filters, setFilters] = useFilters({ text: '', location: '', low: '', expiring: '', product_id: '', variant_id: '', adjust: '' });
  const locations = useOperation('list_locations');
  const source = useList('list_stock', {
    text: filters.text || undefined,
    location_id: filters.location || undefined,
    product_id: filters.product_id || undefined,
    variant_id: filters.variant_id || undefined,
    is_low: filters.low === 'yes' || undefined,
    is_expiring: filters.expiring === 'yes' || undefined,
  });
  const columns = useColumns(may('see_costs'));
  const isFiltered = [filters.text, filters.location, filters.low, filters.expiring, filters.product_id, filters.variant_id].some((value) => value !== '');
  const clear = () => setFilters({ text: '', location: '', low: '', expiring: '', product_id: '', variant_id: '' });
  useScan((code) => {
    call('scan_code', { query: { code } }).then(({ variant }) => setFilters({ text: '', product_id: '', variant_id: variant.variant_id }), toast.problem);
  });

  return (
    <Page fills>
      <StockTabs onAdjust={() => setFilters({ adjust: filters.variant_id || 'choose' })} />
      <Group gap="sm" mb="sm" wrap="wrap">
        <SearchField value={filters.text} onChange={(typed) => setFilters({ text: typed })} placeholder={text('stock.search')} />
        {(locations.data?.length ?? 0) > 1 && (
          <Select
            size="xs"
            w={180}
            aria-label={text('stock.location')}
            placeholder={text('stock.any_location')}
            data={(locations.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={filters.location || null}
            onChange={(location) => setFilters({ location: location ?? '' })}
            clearable
          />
        )}
        <Chip size="xs" checked={filters.low === 'yes'} onChange={(isOn) => setFilters({ low: isOn ? 'yes' : '' })}>
          {text('stock.low')}
        </Chip>
        <Chip size="xs" checked={filters.expiring === 'yes'} onChange={(isOn) => setFilters({ expiring: isOn ? 'yes' : '' })}>
          {text('stock.expiring')}
        </Chip>
        {filters.product_id && <ProductTag id={filters.product_id} onClear={() => setFilters({ product_id: '' })} />}
        {filters.variant_id && <VariantTag id={filters.variant_id} onClear={() => setFilters({ variant_id: '' })} />}
        {isFiltered && (
          <Button size="xs" variant="subtle" onClick={clear}>
            {text('stock.clear_filters')}
          </Button>
        )}
      </Group>
      <DataList
        id="stock"
        label={text('stock.on_hand')}
        source={source}
        columns={columns}
        rowId={(row) => `${row.variant_id} ${row.location_id ?? ''} ${row.lot_id ?? ''}`}
        rowHref={(row) => movementsOf(row)}
        density="comfortable"
        empty={isFiltered ? <EmptyState icon={IconSearchOff} title={text('stock.nothing')} action={<Button onClick={clear}>{text('stock.clear_filters')}</Button>} /> : <NoStock />}
      />
      {filters.adjust && <AdjustDialog variantId={filters.adjust === 'choose' ? null : filters.adjust} onClose={() => setFilters({ adjust: '' })} />}
    </Page>
  );
}

function movementsOf(row: Row): string {
  return `/stock/movements?variant_id=${row.variant_id}${row.lot_id ? `&lot_id=${row.lot_id}` : ''}`;
}

function useColumns(seesCosts: boolean): Column<Row>[] {
  const text = useText();
  const shop = useShopFormat();
  return useMemo(() => {
    const columns: Column<Row>[] = [
      {
        id: 'name',
        heading: text('stock.product'),
        grow: 3,
        minWidth: 180,
        cell: (row) => (
          <span className={classes.two}>
            <span className={classes.first}>{row.name}</span>
            <span className={classes.second}>{row.sku}</span>
          </span>
        ),
      },
      { id: 'location', heading: text('stock.location'), width: 120, cell: (row) => row.location_name ?? <span className={classes.none}>–</span> },
      {
        id: 'lot',
        heading: text('stock.lot'),
        width: 150,
        cell: (row) =>
          row.lot_code ? (
            <>
              <PageLink to={`/stock/lots?code=${encodeURIComponent(row.lot_code)}`}>{row.lot_code}</PageLink> {row.lot_state && row.lot_state !== 'open' && <LotStateBadge state={row.lot_state} />}
            </>
          ) : (
            <span className={classes.none}>–</span>
          ),
      },
      { id: 'expiry', heading: text('stock.expiry'), grow: 1, minWidth: 165, cell: (row) => (row.expiry_date ? <ExpiryText date={row.expiry_date} /> : <span className={classes.none}>–</span>) },
      {
        id: 'on_hand',
        heading: text('stock.on_hand'),
        width: 105,
        align: 'right',
        cell: (row) => (
          <>
            {row.is_low && <span className={classes.low}>{text('stock.low')}</span>}
            <QuantityText thousandths={row.on_hand_thousandths} />
          </>
        ),
      },
      { id: 'reorder', heading: text('stock.reorder_point'), width: 95, align: 'right', cell: (row) => <QuantityText thousandths={row.reorder_point_thousandths} /> },
    ];
    if (seesCosts) columns.push({ id: 'value', heading: `${text('stock.value')} (${shop.currency})`, width: 115, align: 'right', cell: (row) => <Amount minor={row.value_minor} /> });
    return columns;
  }, [text, shop, seesCosts]);
}

function NoStock() {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  return (
    <EmptyState icon={IconPackages} title={text('stock.empty')} action={may('receive_stock') && <Button onClick={() => open('/stock/receive')}>{text('stock.receive')}</Button>}>
      {text('stock.empty_hint')}
    </EmptyState>
  );
}

function ProductTag({ id, onClear }: { id: string; onClear: () => void }) {
  const product = useOperation('find_product', { path: { product_id: id } });
  return <FilterTag label={product.data?.name ?? '…'} onClear={onClear} />;
}

function VariantTag({ id, onClear }: { id: string; onClear: () => void }) {
  const variants = useOperation('find_variants', { query: { ids: id } });
  return <FilterTag label={variants.data?.[0]?.name ?? '…'} onClear={onClear} />;
}
