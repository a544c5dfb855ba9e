import { Button } from '@mantine/core';
import { IconTruckDelivery } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Answer } from '../api/client';
import { useList } from '../api/hooks';
import { Amount } from '../components/Amount';
import { DataList, type Column } from '../components/DataList';
import { DateText } from '../components/DateText';
import { useShortcuts } from '../components/keyboard';
import { useOpenPage } from '../components/PageLink';
import { EmptyState, Page } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import classes from './stock.module.css';
import { StockTabs } from './StockTabs';

type Row = Answer<'list_goods_receipts'>['rows'][number];

/** What was delivered, the newest first. */
export default function ReceiptsPage() {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const shop = useShopFormat();
  const seesCosts = may('see_costs');
  const source = useList('list_goods_receipts');
  const columns = useMemo<Column<Row>[]>(() => {
    const none = <span className={classes.none}>–</span>;
    const made: Column<Row>[] = [
      { id: 'number', heading: text('stock.number'), width: 130, cell: (row) => row.number },
      { id: 'at', heading: text('stock.when'), width: 170, cell: (row) => <DateText atMs={row.at_ms} withTime /> },
      { id: 'supplier', heading: text('stock.supplier'), grow: 2, cell: (row) => row.supplier || none },
      { id: 'reference', heading: text('stock.reference'), grow: 1, cell: (row) => row.reference || none },
      { id: 'location', heading: text('stock.location'), width: 140, cell: (row) => row.location_name },
      { id: 'lines', heading: text('stock.lines'), width: 90, align: 'right', cell: (row) => row.line_count },
    ];
    if (seesCosts) made.push({ id: 'value', heading: `${text('stock.value')} (${shop.currency})`, width: 130, align: 'right', cell: (row) => <Amount minor={row.value_minor} /> });
    made.push({ id: 'actor', heading: text('stock.by'), width: 110, cell: (row) => row.actor_name ?? none });
    return made;
  }, [text, shop, seesCosts]);
  useShortcuts([{ keys: 'Escape', label: text('stock.on_hand'), run: () => open('/stock'), isHidden: true }]);
  return (
    <Page fills>
      <StockTabs />
      <DataList
        id="receipts"
        label={text('stock.receipts')}
        source={source}
        columns={columns}
        rowId={(row) => row.id}
        rowHref={(row) => `/stock/receipts/${row.id}`}
        empty={
          <EmptyState icon={IconTruckDelivery} title={text('stock.no_receipts')} action={may('receive_stock') && <Button onClick={() => open('/stock/receive')}>{text('stock.receive')}</Button>}>
            {text('stock.no_receipts_hint')}
          </EmptyState>
        }
      />
    </Page>
  );
}
