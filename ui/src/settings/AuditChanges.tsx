import { Button, Select } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useList, useOperation, usePerform } from '../api/hooks';
import { DataList, type Column } from '../components/DataList';
import { DateText } from '../components/DateText';
import { EmptyState } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { asQuery, FILTERS, TABLES, useAuditWords, type Commit } from './audit';
import classes from './Audit.module.css';
import { DatesFilter, ExportKey, type AuditFilterProps } from './AuditFilterParts';
import { CommitDialog } from './CommitDialog';

/** Changes whose words stand in a row; the rest is in the dialog. */
const CHANGES_SHOWN = 3;

/** Who did what, the latest first. A row opens what it changed. */
export function AuditChanges({ filters, onChange }: AuditFilterProps) {
  const text = useText();
  const { time_zone } = useShopFormat();
  const query = asQuery(filters, time_zone);
  const source = useList('list_commits', { ...query });
  const columns = useColumns();
  const [shown, setShown] = useState<Commit | null>(null);
  const isFiltered = Object.keys(query).length > 0;
  const reset = () => onChange({ ...FILTERS, tab: filters.tab });
  return (
    <>
      <Filters filters={filters} onChange={onChange} />
      <DataList<Commit>
        id="audit-changes"
        label={text('audit.changes')}
        source={source}
        columns={columns}
        rowId={(row) => String(row.seq)}
        onOpen={setShown}
        empty={
          isFiltered ? (
            <EmptyState
              icon={IconHistory}
              title={text('audit.none_match')}
              action={
                <Button variant="default" onClick={reset}>
                  {text('audit.show_all')}
                </Button>
              }
            />
          ) : (
            <EmptyState icon={IconHistory} title={text('audit.empty')} />
          )
        }
      />
      <CommitDialog commit={shown} onClose={() => setShown(null)} />
    </>
  );
}

function useColumns(): Column<Commit>[] {
  const text = useText();
  const words = useAuditWords();
  return useMemo(() => {
    const inShort = ({ changes }: Commit) => {
      const left = changes.length - CHANGES_SHOWN;
      const first = changes.slice(0, CHANGES_SHOWN).map(words.change).join(' · ');
      return left > 0 ? `${first} ${text('audit.more', { count: left })}` : first;
    };
    return [
      { id: 'when', heading: text('audit.when'), width: 165, cell: (row) => <DateText atMs={row.at_ms} withTime /> },
      { id: 'person', heading: text('audit.person'), width: 120, cell: words.person },
      { id: 'what', heading: text('audit.what'), grow: 2, minWidth: 180, cell: (row) => words.operation(row.operation) },
      { id: 'record', heading: text('audit.record'), grow: 2, minWidth: 130, hideBelow: 700, cell: (row) => words.records(row.changes) },
      { id: 'changes', heading: text('audit.changes_column'), grow: 3, minWidth: 160, cell: inShort },
    ];
  }, [text, words]);
}

function Filters({ filters, onChange }: AuditFilterProps) {
  const text = useText();
  const words = useAuditWords();
  const { time_zone } = useShopFormat();
  const download = usePerform('download_commits');
  const people = usePeople();
  return (
    <div className={classes.filters} role="search">
      <Select
        className={classes.person ?? ''}
        aria-label={text('audit.person')}
        placeholder={text('audit.everybody')}
        data={people}
        value={filters.person || null}
        clearable
        clearButtonProps={{ 'aria-label': text('audit.everybody') }}
        searchable={people.length > 8}
        onChange={(person) => onChange({ person: person ?? '' })}
      />
      <Select
        className={classes.table ?? ''}
        aria-label={text('audit.table')}
        placeholder={text('audit.everything')}
        data={TABLES.map((table) => ({ value: table, label: words.table(table) }))}
        value={filters.table || null}
        clearable
        clearButtonProps={{ 'aria-label': text('audit.everything') }}
        onChange={(table) => onChange({ table: table ?? '' })}
      />
      <DatesFilter filters={filters} onChange={onChange} />
      <ExportKey fileName={text('audit.file_name')} isBusy={download.isPending} fetchFile={() => download.mutateAsync({ query: asQuery(filters, time_zone) })} />
    </div>
  );
}

/** Everybody, for whoever may see the staff; else those who did something lately. */
function usePeople(): { value: string; label: string }[] {
  const mayList = useMay()('manage_staff');
  const staff = useOperation('list_staff', undefined, { isOff: !mayList });
  const lately = useOperation('list_commits', { query: { limit: 200 } }, { isOff: mayList });
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const { id, name } of staff.data ?? []) names.set(id, name);
    for (const { staff_id, staff_name } of lately.data?.rows ?? []) if (staff_id && staff_name) names.set(staff_id, staff_name);
    return [...names].map(([value, label]) => ({ value, label })).sort((one, other) => one.label.localeCompare(other.label));
  }, [staff.data, lately.data]);
}
