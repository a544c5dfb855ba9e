/** Net sales over the period, as bars that open their rows, or as a table of the same. */
import { BarChart } from '@mantine/charts';
import { SegmentedControl, Table } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { useOperation } from '../api/hooks';
import { Amount, formatAmount } from '../components/Amount';
import { formatDate } from '../components/DateText';
import { formatInteger } from '../components/numbers';
import { PageLink, useOpenPage } from '../components/PageLink';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import type { Figures } from './HomePage';
import classes from './HomePage.module.css';
import { salesOf } from './links';
import { addDays, grainOf, pointsOf } from './period';

export function Trend({ figures }: { figures: Figures }) {
  const text = useText();
  const [shows, setShows] = useState<'chart' | 'table'>('chart');
  const days = { from: figures.from, to: figures.to };
  // A single day says nothing by itself: the thirty days that end with it do.
  const isDay = figures.from === figures.to;
  const around = { from: addDays(figures.to, -29), to: figures.to };
  const month = useOperation('find_home_figures', { query: { ...around, compare: 'before' } }, { isOff: !isDay, keepsLast: true });
  const shown = isDay ? around : days;
  const grain = grainOf(shown);
  const points = pointsOf(shown, (isDay ? month.data : figures)?.net_sales.by_day ?? [], grain);
  return (
    <>
      <div className={classes.cardHead}>
        <h2 className={classes.cardTitle}>{text(isDay ? 'home.trend_around' : grain === 'day' ? 'home.trend_days' : 'home.trend_months')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={text('home.shown_as')}
          value={shows}
          onChange={(value) => setShows(value as 'chart' | 'table')}
          data={[
            { value: 'chart', label: <IconChartBar size={16} aria-label={text('home.as_chart')} role="img" style={{ display: 'block' }} /> },
            { value: 'table', label: <IconTable size={16} aria-label={text('home.as_table')} role="img" style={{ display: 'block' }} /> },
          ]}
        />
      </div>
      {shows === 'chart' ? <Chart points={points} grain={grain} /> : <Rows points={points} grain={grain} />}
    </>
  );
}

interface PointsProps {
  points: ReturnType<typeof pointsOf>;
  grain: 'day' | 'month';
}

function labelOf(date: string, grain: 'day' | 'month', locale: string): string {
  return formatDate(date, { locale }, grain === 'day' ? { day: 'numeric', month: 'short' } : { month: 'short', year: '2-digit' });
}

function Chart({ points, grain }: PointsProps) {
  const text = useText();
  const shop = useShopFormat();
  const may = useMay();
  const open = useOpenPage();
  const name = text('home.net_sales');
  const data = points.map(({ days, value }) => ({ ...days, at: labelOf(days.from, grain, shop.locale), [name]: value }));
  return (
    <div className={classes.chart} role="img" aria-label={text('home.chart_label', { count: points.length })}>
      <BarChart
        h="100%"
        data={data}
        dataKey="at"
        series={[{ name, color: 'plum.6' }]}
        maxBarWidth={36}
        tickLine="none"
        gridAxis="x"
        gridColor="var(--line-quiet)"
        withTooltip
        tooltipAnimationDuration={0}
        valueFormatter={(value) => formatAmount(Math.round(value), shop, { withCurrency: true })}
        yAxisProps={{ width: 62, tickFormatter: (value: number) => formatInteger(Math.round(value), shop.currency_exponent, shop.locale, { notation: 'compact', maximumFractionDigits: 2 }) }}
        xAxisProps={{ minTickGap: 18, interval: 'preserveStartEnd' }}
        barProps={{
          isAnimationActive: false,
          radius: [3, 3, 0, 0],
          cursor: may('see_sales') ? 'pointer' : 'default',
          onClick: (bar) => {
            const { from, to } = (bar as unknown as { payload: { from: string; to: string } }).payload;
            if (may('see_sales')) open(salesOf({ from, to }));
          },
        }}
      />
    </div>
  );
}

function Rows({ points, grain }: PointsProps) {
  const text = useText();
  const shop = useShopFormat();
  const may = useMay();
  return (
    <div className={classes.table}>
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text('home.when')}</Table.Th>
            <Table.Th ta="right">{text('home.net_sales')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.map(({ days, value }) => {
            const label = formatDate(days.from, shop, grain === 'day' ? { dateStyle: 'medium' } : { month: 'long', year: 'numeric' });
            return (
              <Table.Tr key={days.from}>
                <Table.Td>{may('see_sales') ? <PageLink to={salesOf(days)}>{label}</PageLink> : label}</Table.Td>
                <Table.Td ta="right">
                  <Amount minor={value} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}
