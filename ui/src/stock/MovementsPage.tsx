import { Button, Group, Select, Text } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { IconArrowsExchange, IconSearchOff } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Answer } from '../api/client';
import { useList, useOperation } from '../api/hooks';
import { Amount, QuantityText } from '../components/Amount';
import { useFilters } from '../components/area';
import { DataList, type Column } from '../components/DataList';
import { DateText } from '../components/DateText';
import { useShortcuts } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { EmptyState, Page } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { FilterTag } from './FilterTag';
import { useReasonName } from './reasons';
import classes from './stock.module.css';
import { StockTabs } from './StockTabs';

type Row = Answer<'list_movements'>['rows'][number];

/** Everything that ever changed stock, the newest first: what, how much, why, by whom, and the document behind it. */
export default function MovementsPage() {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const reasonName = useReasonName();
  const [filters, setFilters] = useFilters({ variant_id: '', lot_id: '', reason: '', from: '', until: '' });
  const reasons = useOperation('list_stock_reasons');
  const variant = useOperation('find_variants', { query: { ids: filters.variant_id } }, { isOff: filters.variant_id === '' });
  const source = useList('list_movements', {
    variant_id: filters.variant_id || undefined,
    lot_id: filters.lot_id || undefined,
    reason: filters.reason || undefined,
    from: filters.from || undefined,
    until: filters.until || undefined,
  });
  const columns = useColumns(may('see_costs'));
  const isFiltered = Object.values(filters).some((value) => value !== '');
  const clear = () => setFilters({ variant_id: '', lot_id: '', reason: '', from: '', until: '' });
  useShortcuts([{ keys: 'Escape', label: text('stock.on_hand'), run: () => open('/stock'), isHidden: true }]);
  const named = variant.data?.[0];
  return (
    <Page fills>
      <StockTabs />
      <Group gap="sm" mb="sm" wrap="wrap">
        <Select
          size="xs"
          w={190}
          aria-label={text('stock.reason')}
          placeholder={text('stock.any_reason')}
          data={(reasons.data ?? []).map(({ code }) => ({ value: code, label: reasonName(code) }))}
          value={filters.reason || null}
          onChange={(reason) => setFilters({ reason: reason ?? '' })}
          searchable
          clearable
        />
        <DateInput size="xs" w={150} aria-label={text('stock.from')} placeholder={text('stock.from')} value={filters.from || null} onChange={(day) => setFilters({ from: day ?? '' })} clearable />
        <DateInput size="xs" w={150} aria-label={text('stock.until')} placeholder={text('stock.until')} value={filters.until || null} onChange={(day) => setFilters({ until: day ?? '' })} clearable />
        {filters.variant_id && <FilterTag label={named?.name ?? '…'} onClear={() => setFilters({ variant_id: '', lot_id: '' })} />}
        {filters.lot_id && <FilterTag label={text('stock.one_lot')} onClear={() => setFilters({ lot_id: '' })} />}
        {isFiltered && (
          <Button size="xs" variant="subtle" onClick={clear}>
            {text('stock.clear_filters')}
          </Button>
        )}
        {named && (
          <Text size="sm" c="dimmed">
            {text('stock.on_hand')}: <QuantityText thousandths={named.on_hand_thousandths} />
          </Text>
        )}
      </Group>
      <DataList
        id="movements"
        label={text('stock.movements')}
        source={source}
        columns={columns}
        rowId={(row) => row.id}
        density="comfortable"
        empty={
          isFiltered ? (
            <EmptyState icon={IconSearchOff} title={text('stock.nothing')} action={<Button onClick={clear}>{text('stock.clear_filters')}</Button>} />
          ) : (
            <EmptyState icon={IconArrowsExchange} title={text('stock.no_movements')}>
              {text('stock.no_movements_hint')}
            </EmptyState>
          )
        }
      />
    </Page>
  );
}

function useColumns(seesCosts: boolean): Column<Row>[] {
  const text = useText();
  const shop = useShopFormat();
  const reasonName = useReasonName();
  const may = useMay();
  const seesSales = may('see_sales');
  return useMemo(() => {
    const source = (row: Row) => {
      if (row.goods_receipt_id) return <PageLink to={`/stock/receipts/${row.goods_receipt_id}`}>{text('stock.receipt')}</PageLink>;
      if (row.order_id && seesSales) return <PageLink to={`/sales/${row.order_id}`}>{text('stock.sale')}</PageLink>;
      return row.note ? <span title={row.note}>{row.note}</span> : <span className={classes.none}>–</span>;
    };
    const columns: Column<Row>[] = [
      { id: 'at', heading: text('stock.when'), width: 165, cell: (row) => <DateText atMs={row.at_ms} withTime /> },
      {
        id: 'name',
        heading: text('stock.product'),
        grow: 3,
        minWidth: 170,
        cell: (row) => (
          <PageLink to={`/products/${row.product_id}`} c="inherit">
            <span className={classes.two}>
              <span className={classes.first}>{row.name}</span>
              <span className={classes.second}>{row.sku}</span>
            </span>
          </PageLink>
        ),
      },
      { id: 'reason', heading: text('stock.reason'), width: 130, cell: (row) => reasonName(row.reason) },
      { id: 'quantity', heading: text('stock.quantity'), width: 85, align: 'right', cell: (row) => <QuantityText thousandths={row.quantity_thousandths} signed /> },
    ];
    if (seesCosts) columns.push({ id: 'value', heading: `${text('stock.value')} (${shop.currency})`, width: 110, align: 'right', cell: (row) => <Amount minor={row.value_minor} signed /> });
    columns.push(
      {
        id: 'place',
        heading: text('stock.where'),
        width: 130,
        cell: (row) => (
          <span className={classes.two}>
            <span className={classes.first}>{row.location_name}</span>
            {row.lot_code && <span className={classes.second}>{text('stock.lot_code', { code: row.lot_code })}</span>}
          </span>
        ),
      },
      { id: 'source', heading: text('stock.behind'), grow: 1, minWidth: 105, cell: source },
      { id: 'actor', heading: text('stock.by'), width: 90, cell: (row) => row.actor_name ?? <span className={classes.none}>–</span> },
    );
    return columns;
  }, [text, shop, seesCosts, seesSales, reasonName]);
}
