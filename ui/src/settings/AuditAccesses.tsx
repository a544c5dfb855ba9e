import { Autocomplete, Button, Select } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconDoorEnter } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { OPERATIONS } from '../api/tags';
import { useList, useOperation, usePerform } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { DataList, type Column } from '../components/DataList';
import { DateText } from '../components/DateText';
import { EmptyState, StateBadge } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { asAccessesQuery, FILTERS, OUTCOMES, REFUSED, toneOf, useAuditWords, type Access } from './audit';
import classes from './Audit.module.css';
import { DatesFilter, ExportKey, type AuditFilterProps } from './AuditFilterParts';

/** Who was let in and who was refused, minute by minute, the latest first. */
export function AuditAccesses({ filters, onChange }: AuditFilterProps) {
  const text = useText();
  const { time_zone } = useShopFormat();
  const query = asAccessesQuery(filters, time_zone);
  const source = useList('list_accesses', { ...query });
  const columns = useColumns();
  const isFiltered = Object.keys(query).length > 0;
  return (
    <>
      <Filters filters={filters} onChange={onChange} />
      <DataList<Access>
        id="audit-accesses"
        label={text('audit.access')}
        source={source}
        columns={columns}
        rowId={(row) => [row.minute_at_ms, row.account, row.operation, row.outcome].join(' ')}
        empty={
          isFiltered ? (
            <EmptyState
              icon={IconDoorEnter}
              title={text('audit.access_none_match')}
              action={
                <Button variant="default" onClick={() => onChange({ ...FILTERS, tab: filters.tab })}>
                  {text('audit.show_all')}
                </Button>
              }
            />
          ) : (
            <EmptyState icon={IconDoorEnter} title={text('audit.access_empty')}>
              {text('audit.access_hint')}
            </EmptyState>
          )
        }
      />
    </>
  );
}

function useColumns(): Column<Access>[] {
  const text = useText();
  const words = useAuditWords();
  const { locale } = useShopFormat();
  return useMemo(
    () => [
      { id: 'when', heading: text('audit.when'), width: 175, cell: (row) => <DateText atMs={row.minute_at_ms} withTime /> },
      { id: 'account', heading: text('audit.account'), grow: 1, minWidth: 110, cell: (row) => row.account || '–' },
      { id: 'what', heading: text('audit.what'), grow: 1, minWidth: 150, cell: (row) => words.operation(row.operation) },
      { id: 'outcome', heading: text('audit.outcome'), grow: 2, minWidth: 275, cell: (row) => <StateBadge tone={toneOf(row.outcome)}>{words.outcome(row)}</StateBadge> },
      { id: 'count', heading: text('audit.access_count'), width: 70, align: 'right', cell: (row) => formatCount(row.count, locale) },
    ],
    [text, words, locale],
  );
}

function Filters({ filters, onChange }: AuditFilterProps) {
  // The list itself scrolls, which assistive technology knows of the popup of a combobox, and not some box inside it.
  const list = { withScrollArea: false, classNames: { options: classes.options ?? '' } };
  const text = useText();
  const words = useAuditWords();
  const { time_zone } = useShopFormat();
  const download = usePerform('download_accesses');
  const mayList = useMay()('manage_staff');
  const people = useOperation('list_staff', undefined, { isOff: !mayList });
  const [account, setAccount] = useState(filters.account);
  const find = useDebouncedCallback((typed: string) => onChange({ account: typed }), 250);
  const type = (typed: string) => {
    setAccount(typed);
    find(typed);
  };
  // Reset from elsewhere: the field follows.
  const shown = filters.account === '' && account.trim() === '' ? '' : account;
  return (
    <div className={classes.filters} role="search">
      <Autocomplete
        className={classes.person ?? ''}
        aria-label={text('audit.account')}
        placeholder={text('audit.account')}
        data={people.data?.map(({ name }) => name) ?? []}
        value={shown}
        maxLength={100}
        onChange={type}
        {...list}
      />
      <Select
        className={classes.operation ?? ''}
        aria-label={text('audit.what')}
        placeholder={text('audit.any_operation')}
        data={useOperations()}
        value={filters.operation || null}
        clearable
        searchable
        {...list}
        clearButtonProps={{ 'aria-label': text('audit.any_operation') }}
        onChange={(operation) => onChange({ operation: operation ?? '' })}
      />
      <Select
        className={classes.outcome ?? ''}
        {...list}
        aria-label={text('audit.outcome')}
        placeholder={text('audit.any_outcome')}
        data={OUTCOMES.map((outcome) => ({ value: outcome, label: outcome === REFUSED ? text('audit.any_refusal') : words.outcome({ operation: '', outcome }) }))}
        value={filters.outcome || null}
        clearable
        clearButtonProps={{ 'aria-label': text('audit.any_outcome') }}
        onChange={(outcome) => onChange({ outcome: outcome ?? '' })}
      />
      <DatesFilter filters={filters} onChange={onChange} />
      <ExportKey fileName={text('audit.access_file_name')} isBusy={download.isPending} fetchFile={() => download.mutateAsync({ query: asAccessesQuery(filters, time_zone) })} />
    </div>
  );
}

/** Everything that can be asked for and has words, by its words; what is said alike is told apart by its name. */
function useOperations(): { value: string; label: string }[] {
  const words = useAuditWords();
  return useMemo(() => {
    const named = Object.keys(OPERATIONS).map((value) => ({ value, label: words.operation(value) }));
    const spoken = named.filter(({ value, label }) => value !== label);
    const isTwice = ({ value, label }: { value: string; label: string }) => spoken.some((other) => other.label === label && other.value !== value);
    return spoken
      .map((one) => (isTwice(one) ? { ...one, label: `${one.label} (${one.value})` } : one))
      .sort((one, other) => one.label.localeCompare(other.label));
  }, [words]);
}
