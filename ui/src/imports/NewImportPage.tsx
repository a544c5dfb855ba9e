import { Button, Group, Loader, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Answer } from '../api/client';
import { usePerform } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { useShortcuts } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { ErrorState, FormError, Notice, Page, PageHeader } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { FileDrop } from './FileDrop';
import { mappingText, type ImportKind, type ImportQuery } from './file';
import { ColumnMapping } from './ColumnMapping';
import { ImportStateBadge, Panel, ReportFigures } from './pieces';
import { FirstProblems, FirstRows } from './PreviewRows';
import { RunningImport } from './RunningImport';

type Preview = Answer<'preview_import'>;
type Columns = Preview['columns'];

/** File → columns → what would happen → run. Nothing is written before the last step. */
export default function NewImportPage() {
  const text = useText();
  const open = useOpenPage();
  const [file, setFile] = useState<File | null>(null);
  const [kind, setKind] = useState<ImportKind>('products');
  const [started, setStarted] = useState<{ jobId: string; query: ImportQuery } | null>(null);
  useShortcuts([{ keys: 'Escape', label: text('imports.to_list'), run: () => (file && !started ? setFile(null) : open('/products/imports')), isHidden: true }]);
  return (
    <Page>
      <PageHeader
        title={text('imports.new')}
        description={file ? file.name : text('imports.new_description')}
        back={<PageLink to="/products/imports">← {text('imports.title')}</PageLink>}
      />
      {!file && (
        <FileDrop
          onFile={(chosen, guessed) => {
            setFile(chosen);
            setKind(guessed);
          }}
        />
      )}
      {file && started && <RunningImport {...started} file={file} onRestart={(jobId) => setStarted({ ...started, jobId })} />}
      {file && !started && <Check key={kind} file={file} kind={kind} onKind={setKind} onOther={() => setFile(null)} onStarted={(jobId, query) => setStarted({ jobId, query })} />}
    </Page>
  );
}

interface CheckProps {
  file: File;
  kind: ImportKind;
  onKind: (kind: ImportKind) => void;
  onOther: () => void;
  onStarted: (jobId: string, query: ImportQuery) => void;
}

/** Everything a person decides before a file is imported, and what would come of it. */
function Check({ file, kind, onKind, onOther, onStarted }: CheckProps) {
  const text = useText();
  const preview = usePerform('preview_import');
  const start = usePerform('start_import');
  const [columns, setColumns] = useState<Columns | null>(null);
  const { mutate: look } = preview;
  const [last, setLast] = useState<Preview | null>(null);

  useEffect(() => {
    const query = { kind, file_name: file.name, ...(columns && { columns: mappingText(columns) }) };
    look({ query, body: file }, { onSuccess: setLast });
  }, [file, kind, columns, look]);

  const query: ImportQuery = { kind, file_name: file.name, ...(kind === 'products' && last && { columns: mappingText(columns ?? last.columns) }) };
  const run = () => start.mutate({ query, body: file }, { onSuccess: (job) => onStarted(job.id, query) });
  const isReady = last !== null && !preview.isError && !preview.isPending;
  useShortcuts([{ keys: 'mod+enter', label: text('imports.run'), run: () => isReady && run() }]);

  return (
    <Stack gap="md">
      <Group justify="space-between" wrap="wrap">
        <SegmentedControl
          aria-label={text('imports.kind')}
          value={kind}
          onChange={(value) => onKind(value as ImportKind)}
          data={[
            { value: 'products', label: text('imports.kind.products') },
            { value: 'online_retail', label: text('imports.kind.online_retail') },
          ]}
        />
        <Group gap="xs">
          {preview.isPending && <Loader size="xs" />}
          <Button variant="default" onClick={onOther}>
            {text('imports.other_file')}
          </Button>
          <Button leftSection={<IconPlayerPlay size={16} />} disabled={!isReady} loading={start.isPending} onClick={run}>
            {text(last?.import?.state === 'cancelled' || last?.import?.state === 'running' ? 'imports.resume' : 'imports.run')}
          </Button>
        </Group>
      </Group>
      {start.isError && <FormError error={start.error} />}
      {preview.isError && <ErrorState error={preview.error} onRetry={() => look({ query, body: file }, { onSuccess: setLast })} />}
      {!last && preview.isPending && (
        <Text size="sm" c="dimmed">
          {text('imports.reading')}
        </Text>
      )}
      {last && (
        <>
          <KnownFile preview={last} />
          <ReportFigures report={last.report} />
          <Text size="xs" c="dimmed">
            {text('imports.nothing_written')} {text('imports.written_as', { encoding: last.encoding, delimiter: last.delimiter === '\t' ? 'Tab' : last.delimiter })}
          </Text>
          {kind === 'products' && <ColumnMapping preview={last} columns={columns ?? last.columns} onChange={setColumns} />}
          {last.problems.length > 0 && <FirstProblems problems={last.problems} report={last.report} />}
          {kind === 'products' && last.rows.length > 0 && <FirstRows rows={last.rows} />}
          {kind === 'online_retail' && (
            <Panel title={text('imports.history_rules')}>
              <Text size="sm">{text('imports.history_rules_hint')}</Text>
            </Panel>
          )}
        </>
      )}
    </Stack>
  );
}

/** This very file was chosen before: say what became of it. */
function KnownFile({ preview }: { preview: Preview }) {
  const text = useText();
  const { locale } = useShopFormat();
  const known = preview.import;
  if (!known || known.state === 'undone') return null;
  const rows = formatCount(known.report.kind === 'products' && known.state === 'done' ? known.report.rows : known.rows_done, locale);
  return (
    <Notice tone="warning" title={text('imports.known_file')}>
      <Group gap="sm">
        <Text size="sm">{known.state === 'undoing' ? text('imports.undoing_hint') : text(known.state === 'done' ? 'imports.known_done' : 'imports.known_stopped', { rows })}</Text>
        <ImportStateBadge state={known.state} />
        <PageLink to={`/products/imports/${known.id}`} size="sm">
          {text('imports.open_it')}
        </PageLink>
      </Group>
    </Notice>
  );
}
