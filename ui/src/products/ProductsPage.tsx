import { Button, Group, SegmentedControl, Select, Text } from '@mantine/core';
import { IconBoxSeam, IconFileImport, IconListTree, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Answer } from '../api/client';
import { call } from '../api/client';
import { ApiError } from '../api/error';
import { useList, useOperation, type ListSource } from '../api/hooks';
import { Amount, formatPrice, QuantityText } from '../components/Amount';
import { useFilters } from '../components/area';
import { DataList, type Column } from '../components/DataList';
import { useScan, useShortcuts } from '../components/keyboard';
import { useOpenPage } from '../components/PageLink';
import { EmptyState, Page, PageHeader, StateBadge, type Tone } from '../components/pieces';
import { Selection } from '../components/selection';
import { SearchField } from '../components/SearchField';
import { useMay, useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { BulkBar } from './BulkBar';
import { categoryOptions } from './categories';
import classes from './products.module.css';

type Row = Answer<'list_products'>['rows'][number];
type Totals = Pick<Answer<'list_products'>, 'on_hand_thousandths' | 'stock_value_minor'>;

const STATES: Record<Row['state'], Tone> = { draft: 'pending', active: 'good', archived: 'neutral' };

// The list draws its columns anew when one of these is another function.
const idOf = (row: Row) => row.id;
const nameOf = (row: Row) => row.name;
const hrefOf = (row: Row) => `/products/${row.id}`;

/** Everything the shop sells, found by typing, filtering or scanning. */
export default function ProductsPage() {
  const text = useText();
  const open = useOpenPage();
  const may = useMay();
  const toast = useToast();
  const [filters, setFilters] = useFilters({ text: '', state: 'active', category: '' });
  const [totals, setTotals] = useState<Totals>({});
  const list = useList('list_products', {
    text: filters.text || undefined,
    state: filters.state === 'all' ? undefined : filters.state,
    category_id: filters.category || undefined,
  });
  const source = useMemo<ListSource<Row>>(
    () => ({
      ...list,
      fetchPage: async (page) => {
        const answer = await list.fetchPage(page);
        if (page.offset === 0) setTotals(answer as Totals);
        return answer;
      },
    }),
    [list],
  );
  const categories = useOperation('list_categories');
  const columns = useColumns(may('see_costs'));
  const mayEdit = may('edit_products');
  const [chosen] = useState(() => new Selection<Row>());
  const isFiltered = filters.text !== '' || filters.state !== 'active' || filters.category !== '';

  useShortcuts(mayEdit ? [{ keys: 'n', label: text('products.new'), run: () => open('/products/new') }] : []);
  useScan((code) => {
    call('scan_code', { query: { code } }).then(
      ({ variant }) => open(`/products/${variant.product_id}?variant=${variant.variant_id}`),
      (error: unknown) => {
        toast.problem(error);
        if (error instanceof ApiError && error.code === 'not_found') setFilters({ text: code, state: 'all', category: '' });
      },
    );
  });

  return (
    <Page fills>
      <PageHeader
        title={text('products.title')}
        actions={
          <>
            {may('import_data') && (
              <Button variant="default" leftSection={<IconFileImport size={16} />} onClick={() => open('/products/imports')}>
                {text('products.import')}
              </Button>
            )}
            <Button variant="default" leftSection={<IconListTree size={16} />} onClick={() => open('/products/categories')}>
              {text('products.categories')}
            </Button>
            {mayEdit && (
              <Button leftSection={<IconPlus size={16} />} onClick={() => open('/products/new')}>
                {text('products.new')}
              </Button>
            )}
          </>
        }
      />
      <Group gap="sm" mb="sm" wrap="wrap">
        <SearchField value={filters.text} onChange={(typed) => setFilters({ text: typed })} placeholder={text('products.search')} />
        <SegmentedControl
          size="xs"
          aria-label={text('products.state')}
          value={filters.state}
          onChange={(state) => setFilters({ state })}
          data={(['active', 'draft', 'archived', 'all'] as const).map((value) => ({ value, label: text(`products.filter.${value}`) }))}
        />
        <Select
          size="xs"
          w={200}
          aria-label={text('products.category')}
          placeholder={text('products.any_category')}
          data={categoryOptions(categories.data ?? [])}
          value={filters.category || null}
          onChange={(category) => setFilters({ category: category ?? '' })}
          searchable
          clearable
        />
        {isFiltered && (
          <Button size="xs" variant="subtle" onClick={() => setFilters({ text: '', state: 'active', category: '' })}>
            {text('products.clear_filters')}
          </Button>
        )}
      </Group>
      <DataList
        id="products"
        label={text('products.title')}
        source={source}
        columns={columns}
        rowId={idOf}
        rowHref={hrefOf}
        {...(mayEdit && { selection: { chosen, nameOf } })}
        defaultSort="name"
        density="comfortable"
        empty={isFiltered ? <NothingFound typed={filters.text} mayEdit={mayEdit} /> : <NoProducts mayEdit={mayEdit} />}
        footer={
          <Group gap="md" className="figure">
            {totals.on_hand_thousandths !== undefined && totals.on_hand_thousandths !== null && (
              <Text size="xs" c="dimmed">
                {text('products.on_hand')}: <QuantityText thousandths={totals.on_hand_thousandths} />
              </Text>
            )}
            {totals.stock_value_minor !== undefined && totals.stock_value_minor !== null && (
              <Text size="xs" c="dimmed">
                {text('products.stock_value')}: <Amount minor={totals.stock_value_minor} withCurrency />
              </Text>
            )}
          </Group>
        }
      />
      {mayEdit && <BulkBar selection={chosen} />}
    </Page>
  );
}

function useColumns(seesCosts: boolean): Column<Row>[] {
  const text = useText();
  const shop = useShopFormat();
  return useMemo(() => {
    const price = (row: Row) => {
      const from = formatPrice(row.price_min_millionths, shop);
      return row.price_min_millionths === row.price_max_millionths ? from : `${from} – ${formatPrice(row.price_max_millionths, shop)}`;
    };
    const columns: Column<Row>[] = [
      {
        id: 'name',
        heading: text('products.name'),
        grow: 3,
        minWidth: 220,
        isSortable: true,
        cell: (row) => (
          <span className={classes.two}>
            <span className={classes.first}>{row.name}</span>
            <span className={classes.second}>{[row.brand, row.first_sku].filter(Boolean).join(' · ') || text(`products.kind.${row.kind}`)}</span>
          </span>
        ),
      },
      { id: 'category', heading: text('products.category'), grow: 1, minWidth: 110, cell: (row) => row.category_name ?? <span className={classes.none}>–</span> },
      { id: 'variants', heading: text('products.variants'), width: 90, align: 'right', cell: (row) => row.variant_count },
      { id: 'price', heading: `${text('products.price')} (${shop.currency})`, width: 140, align: 'right', isSortable: true, cell: price },
      {
        id: 'stock',
        heading: text('products.on_hand'),
        width: 110,
        align: 'right',
        isSortable: true,
        cell: (row) => (row.track_stock ? <OnHand row={row} /> : <span className={classes.none}>–</span>),
      },
    ];
    if (seesCosts)
      columns.push({
        id: 'value',
        heading: `${text('products.stock_value')} (${shop.currency})`,
        width: 155,
        align: 'right',
        cell: (row) => (row.track_stock ? <Amount minor={row.stock_value_minor} /> : <span className={classes.none}>–</span>),
      });
    columns.push({ id: 'state', heading: text('products.state'), width: 125, cell: (row) => <StateBadge tone={STATES[row.state]}>{text(`products.state.${row.state}`)}</StateBadge> });
    return columns;
  }, [text, shop, seesCosts]);
}

function OnHand({ row }: { row: Row }) {
  const text = useText();
  return (
    <span className={classes.onHand} data-low={row.is_low || undefined} {...(row.is_low && { title: text('products.low') })}>
      {row.is_low && <span className={classes.low}>{text('products.low_short')}</span>}
      <QuantityText thousandths={row.on_hand_thousandths} />
    </span>
  );
}

function NoProducts({ mayEdit }: { mayEdit: boolean }) {
  const text = useText();
  const open = useOpenPage();
  const may = useMay();
  return (
    <EmptyState
      icon={IconBoxSeam}
      title={text('products.empty')}
      action={
        <Group gap="xs">
          {mayEdit && <Button onClick={() => open('/products/new')}>{text('products.new')}</Button>}
          {may('import_data') && (
            <Button variant="default" onClick={() => open('/products/imports/new')}>
              {text('products.import')}
            </Button>
          )}
        </Group>
      }
    >
      {text('products.empty_hint')}
    </EmptyState>
  );
}

/** A code that nothing has is most often a product that is not there yet. */
function NothingFound({ typed, mayEdit }: { typed: string; mayEdit: boolean }) {
  const text = useText();
  const open = useOpenPage();
  const looksScanned = /^\d{6,18}$/.test(typed.trim());
  return (
    <EmptyState
      icon={IconSearchOff}
      title={typed ? text('products.nothing_for', { text: typed }) : text('products.nothing')}
      action={
        mayEdit && looksScanned ? <Button onClick={() => open(`/products/new?barcode=${encodeURIComponent(typed.trim())}`)}>{text('products.new_with_code')}</Button> : undefined
      }
    >
      {text('products.nothing_hint')}
    </EmptyState>
  );
}
