/** Small parts of the import pages. */
import { Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { Answer } from '../api/client';
import { formatAmount, formatCount } from '../components/Amount';
import { StateBadge, type Tone } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useText, type MessageId } from '../i18n';
import classes from './imports.module.css';

export type Import = Answer<'list_imports'>[number];
export type Report = Import['report'];

const TONES: Record<Import['state'], Tone> = { running: 'info', cancelled: 'warning', done: 'good', undoing: 'warning', undone: 'neutral' };

export function ImportStateBadge({ state }: { state: Import['state'] }) {
  const text = useText();
  return <StateBadge tone={TONES[state]}>{text(`imports.state.${state}`)}</StateBadge>;
}

export function Panel({ title, description, aside, children }: { title: string; description?: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <Paper className={classes.panel} component="section">
      <Title order={2} mb={description ? 2 : 12}>
        {title} {aside}
      </Title>
      {description && (
        <Text size="sm" c="dimmed" mb={12}>
          {description}
        </Text>
      )}
      {children}
    </Paper>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.figure}>
      <div className={classes.number}>{children}</div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </div>
  );
}

/** What came of an import, or would come of it, in a row of figures. */
export function ReportFigures({ report }: { report: Report }) {
  const text = useText();
  const shop = useShopFormat();
  const count = (value: number) => formatCount(value, shop.locale);
  if (report.kind === 'online_retail') {
    const { documents, returns, lines, products, customers, total_minor } = report;
    return (
      <div className={classes.figures}>
        <Figure label={text('imports.figure.total')}>{formatAmount(total_minor, shop, { withCurrency: true })}</Figure>
        <Figure label={text('imports.figure.documents')}>{count(documents)}</Figure>
        <Figure label={text('imports.figure.returns')}>{count(returns)}</Figure>
        <Figure label={text('imports.figure.lines')}>{count(lines)}</Figure>
        <Figure label={text('imports.figure.products')}>{count(products)}</Figure>
        <Figure label={text('imports.figure.customers')}>{count(customers)}</Figure>
      </div>
    );
  }
  const { rows, new_products, new_variants, changed_variants, unchanged_variants, refused_rows } = report;
  return (
    <div className={classes.figures}>
      <Figure label={text('imports.figure.rows')}>{count(rows)}</Figure>
      <Figure label={text('imports.figure.new_products')}>{count(new_products)}</Figure>
      <Figure label={text('imports.figure.new_variants')}>{count(new_variants)}</Figure>
      <Figure label={text('imports.figure.changed_variants')}>{count(changed_variants)}</Figure>
      <Figure label={text('imports.figure.unchanged_variants')}>{count(unchanged_variants)}</Figure>
      <Figure label={text('imports.figure.refused_rows')}>{count(refused_rows)}</Figure>
    </div>
  );
}

/** A message that may be missing in this version of the interface: the server's own words stand in. */
export function useTextOr(): (id: string, otherwise: string) => string {
  const text = useText();
  const { messages } = useIntl();
  return (id, otherwise) => (id in messages ? text(id as MessageId) : otherwise);
}

/** Parts of a whole as bars, the largest first; what is below zero has no bar. */
export function Shares({ label, parts }: { label: string; parts: { name: string; minor: number }[] }) {
  const shop = useShopFormat();
  const largest = Math.max(1, ...parts.map(({ minor }) => minor));
  return (
    // Scrolls, so the keyboard must be able to reach it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.shares} role="group" aria-label={label} tabIndex={0}>
      {parts.map(({ name, minor }) => (
        <Share key={name} name={name} percent={Math.max(0, (minor / largest) * 100)} amount={formatAmount(minor, shop)} />
      ))}
    </div>
  );
}

function Share({ name, percent, amount }: { name: string; percent: number; amount: string }) {
  return (
    <>
      <Text size="sm">{name}</Text>
      <div className={classes.share} aria-hidden>
        <svg width="100%" height="100%" viewBox="0 0 100 8" preserveAspectRatio="none">
          <rect width={percent} height="8" />
        </svg>
      </div>
      <Text size="sm" ta="right" className="figure">
        {amount}
      </Text>
    </>
  );
}
