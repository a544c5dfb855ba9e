/** What was sold of every variant in a period: the rows behind best sellers, worst movers and margin. */
import { SegmentedControl } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconPackage } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Answer } from '../api/client';
import { useList, useOperation } from '../api/hooks';
import { Amount, QuantityText } from '../components/Amount';
import { useFilters } from '../components/area';
import { DataList, type Column } from '../components/DataList';
import { todayIn } from '../components/DateText';
import { PageLink } from '../components/PageLink';
import { EmptyState, Page, PageHeader } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import classes from './HomePage.module.css';
import { salesOf } from './links';
import { daysOf } from './period';

type ProductSale = Answer<'list_product_sales'>['rows'][number];

export default function ProductSalesPage() {
  const text = useText();
  const may = useMay();
  const { time_zone } = useShopFormat();
  const [filters, setFilters] = useFilters({ from: '', to: '', ranking: 'best' });
  const days = daysOf('custom', todayIn(time_zone), filters);
  const ranking = filters.ranking === 'worst' ? ('worst' as const) : ('best' as const);
  const columns = useColumns();
  const source = useList('list_product_sales', { ...days, ranking });
  const sums = useOperation('list_product_sales', { query: { ...days, ranking, offset: 0, limit: 1 } }, { keepsLast: true });
  return (
    <Page fills>
      <PageHeader title={text('home.product_sales')} back={<PageLink to="/home">{text('home.title')}</PageLink>} />
      <div className={classes.bar}>
        <DatePickerInput type="range" w={250} allowSingleDateInRange aria-label={text('home.dates')} valueFormat="ll" value={[filters.from || days.from, filters.to || null]} onChange={([from, to]) => setFilters({ from: from ?? '', to: to ?? '' })} />
        <SegmentedControl
          aria-label={text('home.ranking')}
          value={ranking}
          onChange={(value) => setFilters({ ranking: value })}
          data={[
            { value: 'best', label: text('home.best') },
            { value: 'worst', label: text('home.worst') },
          ]}
        />
      </div>
      <DataList<ProductSale>
        id="product-sales"
        label={text('home.product_sales')}
        source={source}
        columns={columns}
        rowId={(row) => row.variant_id}
        {...(may('see_sales') && { rowHref: (row: ProductSale) => salesOf(days, { variant_id: row.variant_id }) })}
        empty={<EmptyState icon={IconPackage} title={text('home.no_products_sold')} />}
        footer={
          sums.data && (
            <span className={classes.quiet}>
              {text('home.net_sales')} <Amount minor={sums.data.net_minor} withCurrency />
            </span>
          )
        }
      />
    </Page>
  );
}

function useColumns(): Column<ProductSale>[] {
  const text = useText();
  const may = useMay();
  const { currency } = useShopFormat();
  const seesCosts = may('see_costs');
  return useMemo(
    () => [
      { id: 'name', heading: text('home.product'), grow: 3, minWidth: 200, cell: (row) => row.name },
      { id: 'sku', heading: text('home.sku'), width: 150, cell: (row) => row.sku },
      { id: 'quantity', heading: text('home.quantity'), width: 120, align: 'right', cell: (row) => <QuantityText thousandths={row.quantity_thousandths} /> },
      { id: 'net', heading: text('home.net_in', { currency }), width: 160, align: 'right', cell: (row) => <Amount minor={row.net_minor} /> },
      ...(seesCosts ? [{ id: 'margin', heading: text('home.margin_in', { currency }), width: 160, align: 'right' as const, cell: (row: ProductSale) => <Amount minor={row.margin_minor} /> }] : []),
    ],
    [text, currency, seesCosts],
  );
}
