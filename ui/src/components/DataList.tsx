import {
  CellApiModule,
  CellStyleModule,
  ColumnApiModule,
  EventApiModule,
  InfiniteRowModelModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
  themeQuartz,
  type ColDef,
  type GridApi,
  type ICellRendererParams,
  type IDatasource,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { Group, Loader, Text } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import type { ListSource } from '../api/hooks';
import { useText } from '../i18n';
import { styleNonce } from '../platform';
import { formatCount } from './Amount';
import classes from './DataList.module.css';
import { useShortcuts } from './keyboard';
import { PageLink, useOpenPage } from './PageLink';
import { ErrorState } from './pieces';
import { SelectAll, SelectBox } from './SelectBox';
import { SELECTED_MAX, type Selection } from './selection';
import { useShopFormat } from './shop';
import { useToast } from './toast';

ModuleRegistry.registerModules([
  InfiniteRowModelModule,
  CellStyleModule,
  RowStyleModule,
  ColumnApiModule,
  RowApiModule,
  ScrollApiModule,
  CellApiModule,
  EventApiModule,
  RenderApiModule,
]);

/** Rows fetched at once. */
const PAGE_ROWS = 100;

const gridTheme = themeQuartz.withParams({
  accentColor: 'var(--mantine-primary-color-filled)',
  backgroundColor: 'var(--surface)',
  foregroundColor: 'var(--mantine-color-text)',
  borderColor: 'var(--line)',
  headerBackgroundColor: 'var(--surface-quiet)',
  headerTextColor: 'var(--mantine-color-dimmed)',
  headerFontWeight: 500,
  headerFontSize: 12.5,
  rowHoverColor: 'var(--surface-hover)',
  oddRowBackgroundColor: 'var(--surface)',
  fontFamily: 'inherit',
  fontSize: 14,
  headerHeight: 36,
  cellHorizontalPadding: 12,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  columnBorder: false,
  rowBorder: { color: 'var(--line-quiet)' },
});

export interface Column<Row> {
  /** Name of the column; also what `sort` is called with. */
  id: string;
  heading: string;
  /** What stands in the cell. */
  cell: (row: Row) => ReactNode;
  /** Share of the free width. */
  grow?: number;
  width?: number;
  minWidth?: number;
  /** Amounts and quantities stand at the right. */
  align?: 'left' | 'right';
  /** Width of the list in pixels under which the column steps aside, so that what matters most stays in sight in a small window. */
  hideBelow?: number;
  /** The server can sort by it. */
  isSortable?: boolean;
}

interface DataListProps<Row> {
  /** Names the list: its place and order are remembered under it while the program runs. */
  id: string;
  /** What the list is called, for screen readers. */
  label: string;
  source: ListSource<Row>;
  columns: Column<Row>[];
  rowId: (row: Row) => string;
  /** Address of a row's page: makes the first column a link, and Enter and a click open it. */
  rowHref?: (row: Row) => string;
  /** For rows that open in place instead. */
  onOpen?: (row: Row) => void;
  /** Shown when there is no row at all. */
  empty: ReactNode;
  /** First order, such as "-placed_at". */
  defaultSort?: string;
  density?: 'compact' | 'comfortable';
  /** Lets rows be chosen: by their box, by x, and with Shift from the one chosen before. */
  selection?: { chosen: Selection<Row>; nameOf: (row: Row) => string };
  /** Added to the footer, such as sums of the whole list. */
  footer?: ReactNode;
}

interface Footing {
  first: number;
  last: number;
  total: number;
  tookMs: number;
}

/** Where each list was left: a page that is come back to shows the same rows in the same order. */
const places = new Map<string, { key: string; row: number; sort: string | undefined }>();

/**
 * A list of any length, fetched page by page from the server as it is scrolled: `<DataList source={useList('list_products', filters)} … />`.
 * It fills the height it is given. Keyboard: j and k or the arrows move, Enter opens. The footer says where one is in how many rows and how
 * long the server took.
 */
export function DataList<Row>(props: DataListProps<Row>) {
  const { id, label, source, columns, rowId, rowHref, onOpen, empty, defaultSort, density = 'compact', selection, footer } = props;
  const text = useText();
  const openPage = useOpenPage();
  const toast = useToast();
  const grid = useRef<GridApi<Row> | null>(null);
  const left = useRef(places.get(id)?.key === source.key ? places.get(id) : undefined);
  const [error, setError] = useState<unknown>(null);
  const [footing, setFooting] = useState<Footing | null>(null);
  const sort = left.current?.sort ?? defaultSort;
  const [room, setRoom] = useState(Number.POSITIVE_INFINITY);

  const look = useCallback(
    (change: Partial<Footing> = {}) => {
      const api = grid.current;
      if (!api || api.isDestroyed()) return;
      const range = api.getVerticalPixelRange();
      const height = density === 'compact' ? 36 : 44;
      setFooting((before) => {
        const total = change.total ?? before?.total;
        if (total === undefined) return before;
        const first = Math.min(total, Math.floor(range.top / height) + 1);
        const last = Math.max(Math.min(total, Math.floor(range.bottom / height)), Math.min(total, first));
        return { total, tookMs: change.tookMs ?? before?.tookMs ?? 0, first, last };
      });
    },
    [density],
  );

  const datasource = useMemo<IDatasource>(
    () => ({
      getRows({ startRow, endRow, sortModel, successCallback, failCallback }) {
        const [order] = sortModel;
        const wanted = order ? (order.sort === 'desc' ? '-' : '') + order.colId : undefined;
        const fromMs = performance.now();
        source.fetchPage({ offset: startRow, limit: endRow - startRow, ...(wanted !== undefined && { sort: wanted }) }).then(
          (page) => {
            setError(null);
            successCallback(page.rows, page.total);
            look({ total: page.total, tookMs: performance.now() - fromMs });
          },
          (reason: unknown) => {
            setError(reason);
            failCallback();
          },
        );
      },
    }),
    [source, look],
  );

  useEffect(() => source.subscribe(() => grid.current?.refreshInfiniteCache()), [source]);

  const chosen = selection?.chosen;
  // Another list is another choice: what is out of sight is not changed.
  useEffect(() => () => chosen?.clear(), [chosen, source.key]);

  /** Adds the rows between two places; those that are not on this computer yet are fetched. */
  const choose = useCallback(
    async (from: number, to: number) => {
      const api = grid.current;
      if (!chosen || !api) return;
      const [first, last] = [Math.min(from, to), Math.min(Math.max(from, to), Math.min(from, to) + SELECTED_MAX - 1)];
      const known = Array.from({ length: last - first + 1 }, (_, index) => api.getDisplayedRowAtIndex(first + index)?.data);
      const order = api.getColumnState().find((column) => column.sort);
      try {
        const rows = known.every((row) => row !== undefined)
          ? known
          : (await source.fetchPage({ offset: first, limit: known.length, ...(order && { sort: (order.sort === 'desc' ? '-' : '') + order.colId }) })).rows;
        chosen.add(rows.map((row): [string, Row] => [rowId(row), row]));
      } catch (reason) {
        toast.problem(reason);
      }
    },
    [chosen, source, rowId, toast],
  );
  const toggle = useCallback(
    (index: number | null | undefined, row: Row | undefined, isRange: boolean) => {
      if (!chosen || row === undefined || index === null || index === undefined) return;
      if (isRange && chosen.anchor !== null) void choose(chosen.anchor, index);
      else chosen.toggle(rowId(row), row);
      chosen.anchor = index;
    },
    [chosen, choose, rowId],
  );

  const boxes = useMemo<ColDef<Row>[]>(() => {
    if (!chosen || !selection) return [];
    return [
      {
        colId: 'select',
        headerName: text('list.select_all'),
        headerComponent: () => <SelectAll selection={chosen} onAll={() => void choose(0, (grid.current?.getDisplayedRowCount() ?? 1) - 1)} />,
        width: 44,
        minWidth: 44,
        sortable: false,
        resizable: false,
        cellClass: classes.box ?? '',
        headerClass: classes.box ?? '',
        cellRenderer: ({ data, node }: ICellRendererParams<Row>) =>
          data !== undefined && <SelectBox selection={chosen} id={rowId(data)} name={selection.nameOf(data)} onToggle={(isRange) => toggle(node.rowIndex, data, isRange)} />,
      },
    ];
    // The name of a row is the same function of it for as long as the list is shown.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen, choose, toggle, rowId, text]);

  const definitions = useMemo<ColDef<Row>[]>(
    () => [
      ...boxes,
      ...columns.map((column, index) => ({
        colId: column.id,
        hide: column.hideBelow !== undefined && room < column.hideBelow,
        headerName: column.heading,
        ...(column.width !== undefined ? { width: column.width } : { flex: column.grow ?? 1 }),
        minWidth: column.minWidth ?? 70,
        sortable: column.isSortable ?? false,
        ...(sort?.replace('-', '') === column.id && { initialSort: sort.startsWith('-') ? ('desc' as const) : ('asc' as const) }),
        cellClass: column.align === 'right' ? classes.right : classes.cell,
        ...(column.align === 'right' && { headerClass: 'ag-right-aligned-header' }),
        cellRenderer: ({ data }: ICellRendererParams<Row>) => {
          if (data === undefined) return <span className={classes.waiting} />;
          if (index > 0 || !rowHref) return column.cell(data);
          return (
            <PageLink to={rowHref(data)} className={classes.link ?? ''} tabIndex={-1}>
              {column.cell(data)}
            </PageLink>
          );
        },
      })),
    ],
    // The first order is read once: later ones belong to the grid.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [boxes, columns, rowHref, room],
  );

  const open = (row: Row | undefined, event?: MouseEvent) => {
    if (row === undefined) return;
    if (rowHref) openPage(rowHref(row), event);
    else onOpen?.(row);
  };
  const move = (step: number) => {
    const api = grid.current;
    if (!api) return;
    const column = columns[0]?.id;
    const at = api.getFocusedCell()?.rowIndex;
    const next = Math.max(0, Math.min(api.getDisplayedRowCount() - 1, at === undefined ? 0 : at + step));
    if (column === undefined) return;
    api.ensureIndexVisible(next);
    api.setFocusedCell(next, column);
    return next;
  };
  const toggleFocused = (isRange: boolean) => {
    const api = grid.current;
    const at = api?.getFocusedCell()?.rowIndex;
    if (api && at !== undefined) toggle(at, api.getDisplayedRowAtIndex(at)?.data, isRange);
  };
  /** Goes on by one row and takes both into the choice. */
  const stretch = (step: number) => {
    const from = grid.current?.getFocusedCell()?.rowIndex;
    const to = move(step);
    if (!chosen || to === undefined) return;
    chosen.anchor = to;
    void choose(from ?? to, to);
  };
  useShortcuts([
    { keys: 'j', label: text('list.next'), run: () => move(1) },
    { keys: 'k', label: text('list.previous'), run: () => move(-1) },
    ...(chosen
      ? [
          { keys: 'x', label: text('list.select_row'), run: () => toggleFocused(false) },
          { keys: 'X', label: text('list.select_range'), run: () => toggleFocused(true) },
          { keys: 'J', label: text('list.select_next'), run: () => stretch(1) },
          { keys: 'K', label: text('list.select_previous'), run: () => stretch(-1) },
        ]
      : []),
  ]);

  const remember = () => {
    const api = grid.current;
    if (!api || api.isDestroyed()) return;
    const order = api.getColumnState().find((column) => column.sort);
    places.set(id, {
      key: source.key,
      row: Math.max(0, Math.round(api.getVerticalPixelRange().top / (density === 'compact' ? 36 : 44))),
      sort: order ? (order.sort === 'desc' ? '-' : '') + order.colId : undefined,
    });
  };

  const isEmpty = footing?.total === 0 && !error;
  return (
    <section className={classes.list} aria-label={label}>
      {Boolean(error) && (
        <div className={classes.over}>
          <ErrorState
            error={error}
            onRetry={() => {
              setError(null);
              grid.current?.purgeInfiniteCache();
            }}
          />
        </div>
      )}
      {isEmpty && <div className={classes.over}>{empty}</div>}
      <div className={classes.grid} data-hidden={isEmpty || Boolean(error) || undefined}>
        <AgGridReact<Row>
          theme={gridTheme}
          styleNonce={styleNonce}
          rowModelType="infinite"
          datasource={datasource}
          cacheBlockSize={PAGE_ROWS}
          maxBlocksInCache={20}
          blockLoadDebounceMillis={40}
          infiniteInitialRowCount={left.current ? left.current.row + PAGE_ROWS : 30}
          columnDefs={definitions}
          rowHeight={density === 'compact' ? 36 : 44}
          getRowId={({ data }) => rowId(data)}
          suppressCellFocus={false}
          suppressMovableColumns
          suppressMultiSort
          animateRows={false}
          rowClass={rowHref || onOpen ? (classes.opens ?? '') : ''}
          onGridReady={({ api }) => {
            grid.current = api;
            if (left.current) api.ensureIndexVisible(left.current.row, 'top');
          }}
          onBodyScroll={() => look()}
          onBodyScrollEnd={remember}
          onSortChanged={({ api }) => {
            api.ensureIndexVisible(0, 'top');
            remember();
          }}
          onGridSizeChanged={({ clientWidth }) => {
            // Only the widths at which a column comes or goes make a difference.
            setRoom(Math.max(0, ...columns.map(({ hideBelow }) => hideBelow ?? 0).filter((width) => width <= clientWidth)));
            look();
          }}
          onRowClicked={({ data, event }) => {
            const target = (event as Event | undefined)?.target;
            if (target instanceof Element && target.closest('a, button, input, label')) return;
            open(data);
          }}
          onCellKeyDown={({ data, event }) => {
            const key = (event as KeyboardEvent | undefined)?.key;
            if (key === 'Enter') open(data);
            if (key === ' ' && chosen) {
              event?.preventDefault();
              toggleFocused((event as KeyboardEvent).shiftKey);
            }
          }}
        />
      </div>
      <ListFooter footing={footing} isIdle={isEmpty || Boolean(error)}>
        {footer}
      </ListFooter>
    </section>
  );
}

function ListFooter({ footing, isIdle, children }: { footing: Footing | null; isIdle: boolean; children: ReactNode }) {
  const text = useText();
  const { locale } = useShopFormat();
  if (isIdle) return <footer className={classes.footer} />;
  return (
    <footer className={classes.footer}>
      {footing ? (
        <Text size="xs" c="dimmed" className="figure" aria-live="off">
          {text('list.range', {
            first: formatCount(footing.first, locale),
            last: formatCount(footing.last, locale),
            total: formatCount(footing.total, locale),
            milliseconds: formatCount(Math.max(1, Math.round(footing.tookMs)), locale),
          })}
        </Text>
      ) : (
        <Group gap={6}>
          <Loader size={12} />
          <Text size="xs" c="dimmed">
            {text('list.loading')}
          </Text>
        </Group>
      )}
      {children}
    </footer>
  );
}
