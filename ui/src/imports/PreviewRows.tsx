import { Table, Text } from '@mantine/core';
import type { Answer } from '../api/client';
import { formatCount, PriceText } from '../components/Amount';
import { StateBadge, type Tone } from '../components/pieces';
import { useSaid } from '../components/said';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import classes from './imports.module.css';
import { Panel, type Report, useTextOr } from './pieces';

type Preview = Answer<'preview_import'>;

const EFFECTS: Record<string, Tone> = { new: 'good', changed: 'info', unchanged: 'neutral' };

/** The first rows as they would become products. */
export function FirstRows({ rows }: { rows: Preview['rows'] }) {
  const text = useText();
  const textOr = useTextOr();
  const shop = useShopFormat();
  return (
    <Panel title={text('imports.first_rows')}>
      {/* Scrolls, so the keyboard must be able to reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.table} tabIndex={0} role="group" aria-label={text('imports.first_rows')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.right}>{text('imports.row')}</Table.Th>
              <Table.Th>{text('imports.effect')}</Table.Th>
              <Table.Th>{text('imports.field.name')}</Table.Th>
              <Table.Th>{text('imports.field.sku')}</Table.Th>
              <Table.Th>{text('imports.field.barcode')}</Table.Th>
              <Table.Th>{text('imports.field.category')}</Table.Th>
              <Table.Th className={classes.right}>{`${text('imports.field.price')} (${shop.currency})`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={`${row.row_no} ${row.sku} ${row.name}`}>
                <Table.Td className={classes.right}>{formatCount(row.row_no, shop.locale)}</Table.Td>
                <Table.Td>
                  <StateBadge tone={EFFECTS[row.effect] ?? 'neutral'}>{textOr(`imports.effect.${row.effect}`, row.effect)}</StateBadge>
                </Table.Td>
                <Table.Td>{row.name}</Table.Td>
                <Table.Td>{row.sku}</Table.Td>
                <Table.Td>{row.barcodes.join(', ')}</Table.Td>
                <Table.Td>{row.category.join(' › ')}</Table.Td>
                <Table.Td className={classes.right}>
                  <PriceText millionths={row.price_millionths} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Panel>
  );
}

/** What is wrong with the first refused rows, before anything is written. */
export function FirstProblems({ problems, report }: { problems: Preview['problems']; report: Report }) {
  const text = useText();
  const say = useSaid();
  const { locale } = useShopFormat();
  const total = report.kind === 'products' ? report.refused_rows : problems.length;
  return (
    <Panel title={text('imports.problems_found', { count: total })} description={text('imports.problems_hint')}>
      {/* Scrolls, so the keyboard must be able to reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.table} tabIndex={0} role="group" aria-label={text('imports.problems')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.right}>{text('imports.row')}</Table.Th>
              <Table.Th>{text('imports.column')}</Table.Th>
              <Table.Th>{text('imports.value')}</Table.Th>
              <Table.Th>{text('imports.what_to_do')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {problems.map((problem, index) => (
              <Table.Tr key={index}>
                <Table.Td className={classes.right}>{formatCount(problem.file_line, locale)}</Table.Td>
                <Table.Td className={classes.narrow}>{problem.column || <Text span c="dimmed">–</Text>}</Table.Td>
                <Table.Td className={classes.narrow}>{problem.value || <Text span c="dimmed">–</Text>}</Table.Td>
                <Table.Td>{say(problem)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Panel>
  );
}
