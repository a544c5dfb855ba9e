import { Button, Group, Select, Switch, Text, UnstyledButton } from '@mantine/core';
import { IconCalendarTime, IconSearchOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { call, type Answer } from '../api/client';
import { useList, type ListSource } from '../api/hooks';
import { Amount, formatCount, QuantityText } from '../components/Amount';
import { useFilters } from '../components/area';
import { DataList, type Column } from '../components/DataList';
import { DateText } from '../components/DateText';
import { ExpiryText } from '../components/Expiry';
import { useScan, useShortcuts } from '../components/keyboard';
import { useOpenPage } from '../components/PageLink';
import { EmptyState, Page } from '../components/pieces';
import { SearchField } from '../components/SearchField';
import { useMay, useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { FilterTag } from './FilterTag';
import { LotDialog } from './LotDialog';
import { LotStateBadge } from './LotStateBadge';
import classes from './stock.module.css';
import { StockTabs } from './StockTabs';

export type LotRow = Answer<'list_lots'>['rows'][number];
type Board = Answer<'list_lots'>['board'];
type Band = LotRow['band'];

const BANDS: Exclude<Band, 'later'>[] = ['expired', 'within30', 'within60', 'within90'];

/** Lots by how long they are still good: the board says how much is at stake, the list below which lots they are. */
export default function LotsPage() {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const toast = useToast();
  const [filters, setFilters] = useFilters({ band: '', state: '', code: '', variant_id: '', empty: '' });
  const [board, setBoard] = useState<Board>([]);
  const [shown, setShown] = useState<LotRow | null>(null);
  const list = useList('list_lots', {
    band: filters.band || undefined,
    state: filters.state || undefined,
    code: filters.code || undefined,
    variant_id: filters.variant_id || undefined,
    with_empty: filters.empty === 'yes' || undefined,
  });
  const source = useMemo<ListSource<LotRow>>(
    () => ({
      ...list,
      fetchPage: async (page) => {
        const answer = await list.fetchPage(page);
        if (page.offset === 0) setBoard((answer as Answer<'list_lots'>).board);
        return answer;
      },
    }),
    [list],
  );
  const columns = useColumns(may('see_costs'));
  const isFiltered = Object.values(filters).some((value) => value !== '');
  const clear = () => setFilters({ band: '', state: '', code: '', variant_id: '', empty: '' });
  useShortcuts([{ keys: 'Escape', label: text('stock.on_hand'), run: () => open('/stock'), isHidden: true }]);
  useScan((code) => {
    call('scan_code', { query: { code } }).then(
      (scan) => setFilters(scan.lot_code ? { code: scan.lot_code, variant_id: scan.variant.variant_id, empty: 'yes' } : { code: '', variant_id: scan.variant.variant_id }),
      toast.problem,
    );
  });
  return (
    <Page fills>
      <StockTabs />
      <ExpiryBoard board={board} band={filters.band} onBand={(band) => setFilters({ band })} />
      <Group gap="sm" mb="sm" wrap="wrap">
        <SearchField value={filters.code} onChange={(code) => setFilters({ code })} placeholder={text('stock.search_lot')} />
        <Select
          size="xs"
          w={170}
          aria-label={text('stock.lot_state')}
          placeholder={text('stock.any_state')}
          data={(['open', 'quarantined', 'recalled'] as const).map((value) => ({ value, label: text(`stock.lot_state.${value}`) }))}
          value={filters.state || null}
          onChange={(state) => setFilters({ state: state ?? '' })}
          clearable
        />
        <Switch size="xs" label={text('stock.with_empty')} checked={filters.empty === 'yes'} onChange={(event) => setFilters({ empty: event.currentTarget.checked ? 'yes' : '' })} />
        {filters.variant_id && <FilterTag label={text('stock.one_product')} onClear={() => setFilters({ variant_id: '' })} />}
        {isFiltered && (
          <Button size="xs" variant="subtle" onClick={clear}>
            {text('stock.clear_filters')}
          </Button>
        )}
      </Group>
      <DataList
        id="lots"
        label={text('stock.lots')}
        source={source}
        columns={columns}
        rowId={(row) => row.id}
        onOpen={setShown}
        density="comfortable"
        empty={
          isFiltered ? (
            <EmptyState icon={IconSearchOff} title={text('stock.nothing')} action={<Button onClick={clear}>{text('stock.clear_filters')}</Button>} />
          ) : (
            <EmptyState icon={IconCalendarTime} title={text('stock.no_lots')}>
              {text('stock.no_lots_hint')}
            </EmptyState>
          )
        }
      />
      {shown && <LotDialog lot={shown} onClose={() => setShown(null)} />}
    </Page>
  );
}

/** Four columns of urgency; a click shows the lots of one. */
function ExpiryBoard({ board, band, onBand }: { board: Board; band: string; onBand: (band: string) => void }) {
  const text = useText();
  const { locale } = useShopFormat();
  const may = useMay();
  return (
    <div className={classes.board} role="group" aria-label={text('stock.board')}>
      {BANDS.map((one) => {
        const column = board.find((known) => known.band === one);
        return (
          <UnstyledButton key={one} className={classes.band} data-band={one} aria-pressed={band === one} onClick={() => onBand(band === one ? '' : one)}>
            <Text size="sm" c="dimmed">
              {text(`stock.band.${one}`)}
            </Text>
            <span className={classes.count}>{formatCount(column?.lot_count ?? 0, locale)}</span>
            <Text size="xs" c="dimmed">
              {may('see_costs') ? <Amount minor={column?.value_minor ?? 0} withCurrency /> : text('stock.lots_count', { count: column?.lot_count ?? 0 })}
            </Text>
          </UnstyledButton>
        );
      })}
    </div>
  );
}

function useColumns(seesCosts: boolean): Column<LotRow>[] {
  const text = useText();
  const shop = useShopFormat();
  return useMemo(() => {
    const columns: Column<LotRow>[] = [
      { id: 'code', heading: text('stock.lot'), width: 130, cell: (row) => <strong>{row.code}</strong> },
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
      { id: 'expiry_date', heading: text('stock.good_until'), width: 112, cell: (row) => (row.expiry_date ? <DateText date={row.expiry_date} /> : <span className={classes.none}>–</span>) },
      { id: 'expiry', heading: text('stock.expiry'), grow: 1, minWidth: 212, cell: (row) => <ExpiryText date={row.expiry_date} /> },
      { id: 'on_hand', heading: text('stock.on_hand'), width: 90, align: 'right', cell: (row) => <QuantityText thousandths={row.on_hand_thousandths} /> },
    ];
    if (seesCosts) columns.push({ id: 'value', heading: `${text('stock.value')} (${shop.currency})`, width: 110, align: 'right', cell: (row) => <Amount minor={row.value_minor} /> });
    columns.push({ id: 'state', heading: text('stock.lot_state'), width: 140, cell: (row) => <LotStateBadge state={row.state} isExpired={row.band === 'expired'} /> });
    return columns;
  }, [text, shop, seesCosts]);
}
