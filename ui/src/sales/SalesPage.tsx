/** Sales and returns, newest first; filters live in the address, and the footer sums what they leave. */
import { ActionIcon, Button, Menu, SegmentedControl } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconFilter, IconReceipt, IconShoppingBag, IconX } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import type { Answer } from '../api/client';
import { useList, useOperation } from '../api/hooks';
import { Amount, formatCount } from '../components/Amount';
import { useFilters } from '../components/area';
import { countryName } from '../components/country';
import { DataList, type Column } from '../components/DataList';
import { DateText } from '../components/DateText';
import { useOpenPage } from '../components/PageLink';
import { usePersonName } from '../components/people';
import { EmptyState, Page, PageHeader, StateBadge } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useText, type MessageId } from '../i18n';
import { CountryDialog } from './CountryDialog';
import { FindField } from './FindField';
import { asQuery, FILTERS, isFiltered, type SalesFilters } from './filters';
import classes from './SalesPage.module.css';

type Row = Answer<'list_orders'>['rows'][number];

export default function SalesPage() {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const [filters, setFilters] = useFilters(FILTERS);
  const query = asQuery(filters);
  const source = useList('list_orders', { ...query });
  const columns = useColumns();
  const reset = () => setFilters(FILTERS);
  return (
    <Page fills>
      <PageHeader
        title={text('sales.title')}
        actions={
          may('sell') && (
            <Button leftSection={<IconShoppingBag size={17} />} onClick={() => open('/sell')}>
              {text('sales.sell')}
            </Button>
          )
        }
      />
      <Filters filters={filters} onChange={setFilters} />
      <DataList<Row>
        id="sales"
        label={text('sales.title')}
        source={source}
        columns={columns}
        rowId={(row) => row.id}
        rowHref={(row) => `/sales/${row.id}`}
        empty={
          isFiltered(filters) ? (
            <EmptyState
              icon={IconReceipt}
              title={text('sales.none_match')}
              action={
                <Button variant="default" onClick={reset}>
                  {text('sales.show_all')}
                </Button>
              }
            />
          ) : (
            <EmptyState icon={IconReceipt} title={text('sales.empty')} action={may('sell') && <Button onClick={() => open('/sell')}>{text('sales.sell_first')}</Button>}>
              {text('sales.empty_hint')}
            </EmptyState>
          )
        }
        footer={<Sum filters={filters} />}
      />
    </Page>
  );
}

function useColumns(): Column<Row>[] {
  const text = useText();
  const personName = usePersonName();
  const { currency, locale } = useShopFormat();
  return useMemo(
    () => [
      { id: 'number', heading: text('sales.number'), width: 130, cell: (row) => <span className="figure">{row.number}</span> },
      { id: 'date', heading: text('sales.date'), width: 170, cell: (row) => <DateText atMs={row.at_ms} withTime /> },
      { id: 'kind', heading: text('sales.kind'), width: 130, cell: (row) => <KindBadge row={row} /> },
      { id: 'customer', heading: text('sales.customer'), grow: 2, minWidth: 140, cell: (row) => personName(row.customer_name) },
      { id: 'country', heading: text('sales.country'), grow: 1, minWidth: 120, cell: (row) => countryName(row.country, locale) },
      { id: 'staff', heading: text('sales.staff'), grow: 1, minWidth: 90, hideBelow: 960, cell: (row) => personName(row.staff_name) },
      { id: 'lines', heading: text('sales.lines'), width: 80, align: 'right', hideBelow: 960, cell: (row) => formatCount(row.line_count, locale) },
      { id: 'total', heading: text('sales.total_in', { currency }), width: 140, align: 'right', cell: (row) => <Amount minor={row.total_minor} /> },
    ],
    [text, personName, currency, locale],
  );
}

export function KindBadge({ row }: { row: Pick<Row, 'kind' | 'channel'> }) {
  const text = useText();
  if (row.kind === 'return') return <StateBadge tone="warning">{text('sales.kind.return')}</StateBadge>;
  if (row.channel === 'import') return <StateBadge tone="neutral">{text('sales.imported')}</StateBadge>;
  return <StateBadge tone="good">{text('sales.kind.sale')}</StateBadge>;
}

/** The sum of everything the filters leave, not only of what is on screen. */
function Sum({ filters }: { filters: SalesFilters }) {
  const text = useText();
  const sums = useOperation('list_orders', { query: { ...asQuery(filters), offset: 0, limit: 1 } }, { keepsLast: true });
  if (!sums.data) return null;
  return (
    <span className={classes.sum}>
      {text('sales.sum')}
      <strong>
        <Amount minor={sums.data.sum_minor} withCurrency />
      </strong>
    </span>
  );
}

interface FiltersProps {
  filters: SalesFilters;
  onChange: (change: Partial<SalesFilters>) => void;
}

function Filters({ filters, onChange }: FiltersProps) {
  const text = useText();
  const [asksCountry, setAsksCountry] = useState(false);
  return (
    <div className={classes.filters} role="search">
      <FindField key={filters.customer_id} filters={filters} onChange={onChange} />
      <SegmentedControl
        aria-label={text('sales.kind')}
        value={filters.kind}
        onChange={(kind) => onChange({ kind })}
        data={[
          { value: '', label: text('sales.all') },
          { value: 'sale', label: text('sales.only_sales') },
          { value: 'return', label: text('sales.only_returns') },
        ]}
      />
      <DatePickerInput
        type="range"
        className={classes.dates ?? ''}
        allowSingleDateInRange
        clearable
        placeholder={text('sales.any_date')}
        aria-label={text('sales.dates')}
        valueFormat="ll"
        value={[filters.from || null, filters.to || null]}
        onChange={([from, to]) => onChange({ from: from ?? '', to: to ?? '' })}
        clearButtonProps={{ 'aria-label': text('sales.clear_dates') }}
      />
      <Chips filters={filters} onChange={onChange} />
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="subtle" color="gray" leftSection={<IconFilter size={16} />}>
            {text('sales.more_filters')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsksCountry(true)}>{text('sales.by_country')}</Menu.Item>
          <ImportItems onChoose={(import_id) => onChange({ import_id })} />
          <Menu.Item disabled={!isFiltered(filters)} onClick={() => onChange(FILTERS)}>
            {text('sales.show_all')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asksCountry && (
        <CountryDialog
          onClose={() => setAsksCountry(false)}
          onSet={(country) => {
            setAsksCountry(false);
            onChange({ country });
          }}
        />
      )}
    </div>
  );
}

/** Imports that brought sales, where one may see them. */
function ImportItems({ onChoose }: { onChoose: (id: string) => void }) {
  const text = useText();
  const may = useMay();
  const imports = useOperation('list_imports', undefined, { isOff: !may('import_data') });
  return (imports.data ?? [])
    .filter(({ kind }) => kind === 'online_retail')
    .map((one) => (
      <Menu.Item key={one.id} onClick={() => onChoose(one.id)}>
        {text('sales.from_import', { name: one.file_name })}
      </Menu.Item>
    ));
}

/** Filters that came with a link, each with its name and a way to take it off. */
function Chips({ filters, onChange }: FiltersProps) {
  const text = useText();
  const may = useMay();
  const { locale } = useShopFormat();
  const customer = useOperation('find_customer', { path: { customer_id: filters.customer_id } }, { isOff: filters.customer_id === '' || !may('see_customers') });
  const product = useOperation('find_product', { path: { product_id: filters.product_id } }, { isOff: filters.product_id === '' || !may('see_products') });
  const variant = useOperation('find_variants', { query: { ids: filters.variant_id } }, { isOff: filters.variant_id === '' || !may('see_products') });
  const chips: [keyof SalesFilters, MessageId, string | undefined][] = [
    ['country', 'sales.chip.country', countryName(filters.country, locale)],
    ['customer_id', 'sales.chip.customer', customer.data?.name],
    ['product_id', 'sales.chip.product', product.data?.name],
    ['variant_id', 'sales.chip.product', variant.data?.[0]?.name],
    ['import_id', 'sales.chip.import', ''],
  ];
  return chips
    .filter(([key]) => filters[key] !== '')
    .map(([key, label, value]) => (
      <Chip key={key} onRemove={() => onChange({ [key]: '' })}>
        {text(label, { value: value ?? '…' })}
      </Chip>
    ));
}

function Chip({ children, onRemove }: { children: ReactNode; onRemove: () => void }) {
  const text = useText();
  return (
    <span className={classes.chip}>
      <span className={classes.chipText}>{children}</span>
      <ActionIcon variant="subtle" size={24} aria-label={text('sales.remove_filter')} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </span>
  );
}
