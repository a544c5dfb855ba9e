import { Button, Group, Loader, Stack, Table, Text } from '@mantine/core';
import { IconArrowBackUp, IconInfoCircle, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { useAddressPart } from '../components/area';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { DateText } from '../components/DateText';
import { useShortcuts } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { ErrorState, Notice, Page, PageHeader } from '../components/pieces';
import { useSaid } from '../components/said';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import classes from './imports.module.css';
import { ImportRows } from './ImportRows';
import { ImportStateBadge, Panel, ReportFigures, Shares, useTextOr } from './pieces';
import { isOver } from './progress';
import { useStaleAfter } from './useStaleAfter';

type Detail = Answer<'find_import'>;

/** What became of one file: figures, every decision with its count, and every row that was not taken. */
export default function ImportPage() {
  const text = useText();
  const open = useOpenPage();
  const id = useAddressPart('id');
  const found = useOperation('find_import', { path: { id } }, { everyMs: (latest) => (latest?.state === 'running' ? 1_500 : false) });
  useShortcuts([{ keys: 'Escape', label: text('imports.to_list'), run: () => open('/products/imports'), isHidden: true }]);
  const detail = found.data;
  const back = <PageLink to="/products/imports">← {text('imports.title')}</PageLink>;
  if (found.isError)
    return (
      <Page>
        <PageHeader title={text('imports.title')} back={back} />
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      </Page>
    );
  if (!detail)
    return (
      <Page>
        <Loader size="sm" />
      </Page>
    );
  return (
    <Page>
      <PageHeader
        title={detail.file_name}
        back={back}
        badges={<ImportStateBadge state={detail.state} />}
        description={
          <>
            {text(`imports.kind.${detail.kind}`)} · <DateText atMs={detail.started_at_ms} withTime />
          </>
        }
        actions={<Actions detail={detail} />}
      />
      <Stack gap="md">
        {detail.state === 'cancelled' && (
          <Notice tone="warning">{text('imports.cancelled_hint')}</Notice>
        )}
        {detail.state === 'undoing' && <Notice tone="warning">{text('imports.undoing_hint')}</Notice>}
        <ReportFigures report={detail.report} />
        <Report detail={detail} />
        {detail.state !== 'undone' && <ImportRows id={detail.id} problemCount={detail.problem_count} isHistory={detail.kind === 'online_retail'} />}
      </Stack>
    </Page>
  );
}

function Actions({ detail }: { detail: Detail }) {
  const text = useText();
  const say = useSaid();
  const open = useOpenPage();
  const [isAsking, setAsking] = useState(false);
  const undo = usePerform('undo_import');
  const job = useOperation('find_job', { path: { id: undo.data?.id ?? '' } }, { isOff: !undo.data, everyMs: (latest) => (isOver(latest) ? false : 400) });
  useStaleAfter(job.data?.state);
  const isUndoing = undo.isPending || (undo.data !== undefined && !isOver(job.data));
  const isStopped = detail.state === 'cancelled' || detail.state === 'running';
  const { locale } = useShopFormat();
  const { report } = detail;
  return (
    <>
      {isStopped && (
        <Button variant="default" leftSection={<IconPlayerPlay size={16} />} onClick={() => open('/products/imports/new')}>
          {text('imports.resume_with_file')}
        </Button>
      )}
      {detail.obstacles_to_undo.length === 0 && (
        <Button variant="default" color="red" leftSection={<IconArrowBackUp size={16} />} loading={isUndoing} onClick={() => setAsking(true)}>
          {text('imports.undo')}
        </Button>
      )}
      <ConfirmDialog
        opened={isAsking}
        title={text('imports.undo_title', { file: detail.file_name })}
        confirmLabel={text('imports.undo')}
        isDangerous
        isBusy={undo.isPending}
        error={undo.error}
        onCancel={() => setAsking(false)}
        onConfirm={() => undo.mutate({ path: { id: detail.id } }, { onSuccess: () => setAsking(false) })}
      >
        <Text size="sm">
          {report.kind === 'online_retail'
            ? text('imports.undo_history', {
                documents: formatCount(report.documents, locale),
                lines: formatCount(report.lines, locale),
                products: formatCount(report.products, locale),
                customers: formatCount(report.customers, locale),
              })
            : text('imports.undo_products')}
        </Text>
      </ConfirmDialog>
      {job.data?.state === 'failed' && (
        <Notice tone="danger" isAnswer>
          {say(job.data)}
        </Notice>
      )}
    </>
  );
}

function Report({ detail }: { detail: Detail }) {
  const text = useText();
  const say = useSaid();
  const intl = useIntl();
  const { report } = detail;
  const { locale } = useShopFormat();
  if (report.kind !== 'online_retail') return <NoUndo>{text('imports.no_undo_products')}</NoUndo>;
  const months = Object.entries(report.by_month).map(([month, minor]) => ({ name: monthName(month, locale), minor, month }));
  months.sort((one, other) => (one.month < other.month ? -1 : 1));
  const countries = Object.entries(report.by_country).map(([name, minor]) => ({ name, minor }));
  countries.sort((one, other) => other.minor - one.minor);
  return (
    <>
      {detail.state === 'done' && detail.obstacles_to_undo.length > 0 && <NoUndo>{text('imports.no_undo', { obstacles: intl.formatList(detail.obstacles_to_undo.map(say)) })}</NoUndo>}
      <Decisions decisions={detail.decisions} />
      <div className={classes.columns}>
        <Panel title={text('imports.by_month')}>
          <Shares label={text('imports.by_month')} parts={months} />
        </Panel>
        <Panel title={text('imports.by_country')}>
          <Shares label={text('imports.by_country')} parts={countries} />
        </Panel>
      </div>
    </>
  );
}

function NoUndo({ children }: { children: string }) {
  return (
    <Group gap={6} c="dimmed">
      <IconInfoCircle size={16} aria-hidden />
      <Text size="sm">{children}</Text>
    </Group>
  );
}

/** Nothing is dropped silently: each rule, and for how many rows it decided. */
function Decisions({ decisions }: { decisions: Detail['decisions'] }) {
  const text = useText();
  const textOr = useTextOr();
  const { locale } = useShopFormat();
  if (decisions.length === 0) return null;
  return (
    <Panel title={text('imports.decisions')} description={text('imports.decisions_hint')}>
      <Table>
        <Table.Tbody>
          {decisions.map(({ rule, count, sentence }) => (
            <Table.Tr key={rule}>
              <Table.Td>{textOr(`imports.rule.${rule}`, sentence)}</Table.Td>
              <Table.Td className={classes.right}>{formatCount(count, locale)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function monthName(month: string, locale: string): string {
  const at = Date.parse(`${month}-01T00:00:00Z`);
  return Number.isNaN(at) ? month : new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(at);
}
