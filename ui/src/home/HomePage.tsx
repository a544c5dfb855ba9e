/** How the shop is doing: four figures against another period, the trend, what sells, where to, and what needs somebody. */
import { Button, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconChartLine } from '@tabler/icons-react';
import type { Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { useFilters } from '../components/area';
import { formatDate, todayIn } from '../components/DateText';
import { useOpenPage } from '../components/PageLink';
import { EmptyState, ErrorState, Page, PageHeader } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useText, type Text } from '../i18n';
import { Countries } from './Countries';
import { FigureCards } from './FigureCards';
import classes from './HomePage.module.css';
import { Needs } from './Needs';
import { daysOf, presetOf, PRESETS, type Days, type Preset } from './period';
import { Sellers } from './Sellers';
import { Trend } from './Trend';

export type Figures = Answer<'find_home_figures'>;

export default function HomePage() {
  const text = useText();
  const shop = useShopFormat();
  const [filters, setFilters] = useFilters({ period: 'today', from: '', to: '', compare: 'before' });
  const preset = presetOf(filters.period);
  const days = daysOf(preset, todayIn(shop.time_zone), filters);
  const compare = filters.compare === 'last_year' ? 'last_year' : 'before';
  const figures = useOperation('find_home_figures', { query: { ...days, compare } }, { keepsLast: true });
  return (
    <Page>
      <PageHeader title={text('home.title')} description={describe(days, figures.data, shop.locale, text)} />
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={text('home.period')}
          value={preset}
          onChange={(value) => setFilters(value === 'custom' ? { period: value, ...days } : { period: value, from: '', to: '' })}
          data={PRESETS.map((value: Preset) => ({ value, label: text(`home.period.${value}`) }))}
        />
        {preset === 'custom' && (
          <DatePickerInput
            type="range"
            w={230}
            allowSingleDateInRange
            aria-label={text('home.dates')}
            valueFormat="ll"
            value={[filters.from || days.from, filters.to || null]}
            onChange={([from, to]) => setFilters({ period: 'custom', from: from ?? '', to: to ?? '' })}
          />
        )}
        <Select
          w={230}
          aria-label={text('home.compare')}
          allowDeselect={false}
          value={compare}
          onChange={(value) => setFilters({ compare: value ?? 'before' })}
          data={[
            { value: 'before', label: text('home.compare.before') },
            { value: 'last_year', label: text('home.compare.last_year') },
          ]}
        />
      </div>
      {figures.error && !figures.data ? (
        <ErrorState error={figures.error} onRetry={() => void figures.refetch()} />
      ) : figures.data ? (
        <Board figures={figures.data} onPeriod={(from, to) => setFilters({ period: 'custom', from, to })} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

function describe(days: Days, figures: Figures | undefined, locale: string, text: Text): string {
  const range = (from: string, to: string) => (from === to ? formatDate(from, { locale }) : `${formatDate(from, { locale })} – ${formatDate(to, { locale })}`);
  const shown = range(days.from, days.to);
  return figures ? text('home.compared', { shown, other: range(figures.compared_from, figures.compared_to) }) : shown;
}

function Board({ figures, onPeriod }: { figures: Figures; onPeriod: (from: string, to: string) => void }) {
  const isQuiet = figures.orders.value === 0 && figures.net_sales.value === 0;
  return (
    <>
      <FigureCards figures={figures} />
      <div className={classes.grid}>
        <section className={classes.card}>{isQuiet ? <Quiet onPeriod={onPeriod} /> : <Trend figures={figures} />}</section>
        <Needs figures={figures} />
      </div>
      {!isQuiet && (
        <div className={classes.grid}>
          <Sellers figures={figures} />
          <Countries figures={figures} />
        </div>
      )}
    </>
  );
}

/** Nothing was sold in the period: say so, and lead to where something was. */
function Quiet({ onPeriod }: { onPeriod: (from: string, to: string) => void }) {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const shop = useShopFormat();
  const latest = useOperation('list_orders', { query: { offset: 0, limit: 1 } }, { isOff: !may('see_sales') });
  const last = latest.data?.rows[0]?.business_date;
  if (last === undefined) {
    return (
      <EmptyState icon={IconChartLine} title={text('home.nothing_yet')} action={may('sell') && <Button onClick={() => open('/sell')}>{text('home.go_sell')}</Button>}>
        {text('home.nothing_yet_hint')}
      </EmptyState>
    );
  }
  const year = last.slice(0, 4);
  return (
    <EmptyState
      icon={IconChartLine}
      title={text('home.nothing_here')}
      action={
        <Button variant="default" onClick={() => onPeriod(`${year}-01-01`, `${year}-12-31`)}>
          {text('home.show_year', { year })}
        </Button>
      }
    >
      {text('home.last_sale', { date: formatDate(last, shop) })}
    </EmptyState>
  );
}

function Waiting() {
  return (
    <div aria-busy>
      <div className={classes.figures}>
        {[0, 1, 2, 3].map((place) => (
          <Skeleton key={place} height={132} radius="md" />
        ))}
      </div>
      <div className={classes.grid}>
        <Skeleton height={320} radius="md" />
        <Skeleton height={320} radius="md" />
      </div>
    </div>
  );
}
