import { Sparkline } from '@mantine/charts';
import { Tooltip } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight, IconEqual, IconInfoCircle, IconMinus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Amount, formatCount, formatRate } from '../components/Amount';
import { PageLink } from '../components/PageLink';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import type { Figures } from './HomePage';
import classes from './HomePage.module.css';
import { productSalesOf, salesOf } from './links';
import { grainOf, pointsOf, type Days } from './period';

type Figure = Figures['net_sales'];

/** Four figures, each against the other period, each leading to its rows. */
export function FigureCards({ figures }: { figures: Figures }) {
  const text = useText();
  const { locale } = useShopFormat();
  const days = { from: figures.from, to: figures.to };
  const margin = figures.margin;
  // An imported history knows no costs: calling all of its sales margin would be untrue.
  const hasCosts = margin ? typeof figures.margin_rate_millionths === 'number' || figures.net_sales.value === 0 : false;
  return (
    <div className={classes.figures}>
      <Card label={text('home.net_sales')} formula={text('home.net_sales_formula')} figure={figures.net_sales} days={days} to={salesOf(days)}>
        <Amount minor={figures.net_sales.value} withCurrency />
      </Card>
      {margin ? (
        <Card
          label={text('home.margin')}
          formula={text('home.margin_formula')}
          figure={hasCosts ? margin : null}
          days={days}
          to={productSalesOf(days)}
          {...(hasCosts && typeof figures.margin_rate_millionths === 'number' && { aside: formatRate(figures.margin_rate_millionths - (figures.margin_rate_millionths % 1_000), locale) })}
        >
          <Amount minor={hasCosts ? margin.value : null} withCurrency />
        </Card>
      ) : (
        <Card label={text('home.returns')} formula={text('home.returns_formula')} figure={figures.returns} days={days} to={salesOf(days, { kind: 'return' })}>
          <Amount minor={figures.returns.value} withCurrency />
        </Card>
      )}
      <Card label={text('home.orders')} formula={text('home.orders_formula')} figure={figures.orders} days={days} to={salesOf(days, { kind: 'sale' })}>
        <span className="figure">{formatCount(figures.orders.value, locale)}</span>
      </Card>
      <Card label={text('home.basket')} formula={text('home.basket_formula')} figure={figures.basket} days={days} to={salesOf(days, { kind: 'sale' })}>
        <Amount minor={figures.basket.value} withCurrency />
      </Card>
    </div>
  );
}

interface CardProps {
  label: string;
  /** How it is computed, in words. */
  formula: string;
  /** Absent where there is nothing to compare: costs that nobody recorded. */
  figure: Figure | null;
  days: Days;
  to: string;
  aside?: string;
  children: ReactNode;
}

function Card({ label, formula, figure, days, to, aside, children }: CardProps) {
  const text = useText();
  const may = useMay();
  const content = (
    <>
      <span className={classes.figureHead}>
        <span>{label}</span>
        <Tooltip label={formula} multiline maw={280}>
          <IconInfoCircle size={16} stroke={1.6} aria-label={formula} role="img" />
        </Tooltip>
      </span>
      <span className={classes.value}>{children}</span>
      {figure ? <Change figure={figure} {...(aside !== undefined && { aside })} /> : <span className={classes.change}>{text('home.no_costs')}</span>}
      {figure && <Spark figure={figure} days={days} />}
    </>
  );
  if (to.startsWith('/sales') && !may('see_sales')) return <div className={classes.figure}>{content}</div>;
  return (
    <PageLink to={to} className={classes.figure ?? ''} underline="never">
      {content}
    </PageLink>
  );
}

/** The change in words with an arrow: colour never says it alone, and here it says nothing at all. */
function Change({ figure, aside }: { figure: Figure; aside?: string }) {
  const text = useText();
  const { locale } = useShopFormat();
  const rate = figure.change_millionths;
  const isNew = typeof rate !== 'number' && figure.value !== figure.compared;
  const Arrow = isNew ? IconMinus : figure.value > figure.compared ? IconArrowUpRight : figure.value < figure.compared ? IconArrowDownRight : IconEqual;
  const words = () => {
    if (figure.value === figure.compared) return text('home.same');
    if (typeof rate !== 'number') return text('home.nothing_before');
    const shown = formatRate(Math.abs(rate) - (Math.abs(rate) % 1_000), locale);
    return text(figure.value > figure.compared ? 'home.up' : 'home.down', { rate: shown });
  };
  return (
    <span className={classes.change}>
      <Arrow size={15} aria-hidden />
      <span>{words()}</span>
      {aside && <span className="figure">· {aside}</span>}
    </span>
  );
}

function Spark({ figure, days }: { figure: Figure; days: Days }) {
  const points = pointsOf(days, figure.by_day, grainOf(days));
  if (points.length < 2) return null;
  return (
    <div className={classes.spark} aria-hidden>
      <Sparkline h={40} data={points.map(({ value }) => value)} color="plum.5" curveType="monotone" fillOpacity={0.18} strokeWidth={1.5} />
    </div>
  );
}
