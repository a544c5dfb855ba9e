import { Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconDownload } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Answer } from '../api/client';
import { useList } from '../api/hooks';
import { formatCount, QuantityText } from '../components/Amount';
import { DataList, type Column } from '../components/DataList';
import { EmptyState } from '../components/pieces';
import { useSaid } from '../components/said';
import { useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { saveFile } from '../platform';
import classes from './imports.module.css';
import { Panel } from './pieces';
import { refusedFile } from './refused';

type Row = Answer<'list_import_rows'>['rows'][number];
type RowKind = 'problem' | 'stock_note' | 'adjustment';

interface ImportRowsProps {
  id: string;
  problemCount: number;
  /** Histories leave notes and adjustments behind too. */
  isHistory: boolean;
}

/** Rows of the file that did not become what they looked like: row, column, value, and what to do. */
export function ImportRows({ id, problemCount, isHistory }: ImportRowsProps) {
  const text = useText();
  const say = useSaid();
  const toast = useToast();
  const { locale } = useShopFormat();
  const [kind, setKind] = useState<RowKind>('problem');
  const [shown, setShown] = useState<Row | null>(null);
  const [isSaving, setSaving] = useState(false);
  const source = useList('list_import_rows', { kind }, { id });
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: 'row_no', heading: text('imports.row'), width: 90, align: 'right', cell: (row) => formatCount(row.row_no, locale) },
      { id: 'column_name', heading: text('imports.column'), width: 140, cell: (row) => row.column_name || '–' },
      { id: 'value', heading: text('imports.value'), grow: 1, cell: (row) => row.value || '–' },
      ...(kind === 'stock_note'
        ? [{ id: 'quantity', heading: text('imports.quantity'), width: 110, align: 'right' as const, cell: (row: Row) => <QuantityText thousandths={row.quantity_thousandths} /> }]
        : []),
      { id: 'message', heading: text('imports.what_to_do'), grow: 3, cell: (row) => say(row) },
    ],
    [text, say, locale, kind],
  );
  const save = async () => {
    setSaving(true);
    try {
      await saveFile(text('imports.problems_file'), await refusedFile(id, { headings: [text('imports.row'), text('imports.what_to_do')], say }));
    } catch (reason) {
      toast.problem(reason);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Panel title={text(isHistory ? 'imports.rows_title' : 'imports.refused_rows')} description={text('imports.rows_hint')}>
      <Group justify="space-between" mb="sm" wrap="wrap">
        {isHistory ? (
          <SegmentedControl
            aria-label={text('imports.rows_title')}
            value={kind}
            onChange={(value) => setKind(value as RowKind)}
            data={[
              { value: 'problem', label: text('imports.rows.problem') },
              { value: 'stock_note', label: text('imports.rows.stock_note') },
              { value: 'adjustment', label: text('imports.rows.adjustment') },
            ]}
          />
        ) : (
          <span />
        )}
        {problemCount > 0 && (
          <Button variant="default" leftSection={<IconDownload size={16} />} loading={isSaving} onClick={() => void save()}>
            {text('imports.download_problems')}
          </Button>
        )}
      </Group>
      <div className={classes.rows}>
        <DataList
          key={kind}
          id={`import-rows-${kind}`}
          label={text('imports.rows_title')}
          source={source}
          columns={columns}
          rowId={(row) => `${row.row_no} ${row.column_name} ${row.message} ${row.content}`}
          onOpen={setShown}
          empty={<EmptyState icon={IconCircleCheck} title={text(kind === 'problem' ? 'imports.no_problems' : 'imports.no_rows')} />}
        />
      </div>
      <Modal opened={shown !== null} onClose={() => setShown(null)} title={text('imports.row_title', { row: formatCount(shown?.row_no ?? 0, locale) })} size="lg" centered closeButtonProps={{ 'aria-label': text('action.close') }}>
        <Stack gap="xs">
          <Text size="sm">{shown && say(shown)}</Text>
          {shown?.column_name && (
            <Text size="sm" c="dimmed">
              {shown.column_name}: {shown.value || '–'}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {text('imports.row_content')}
          </Text>
          <div className={classes.content}>{shown?.content || shown?.value}</div>
        </Stack>
      </Modal>
    </Panel>
  );
}
