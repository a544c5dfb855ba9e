import { Switch, Text } from '@mantine/core';
import { IconDoorEnter, IconShieldCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useList } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { DataList, type Column } from '../components/DataList';
import { DateText } from '../components/DateText';
import { EmptyState, StateBadge } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { toneOf, useAuditWords, type Access, type AuditFilters } from './audit';
import classes from './Audit.module.css';

interface AuditAccessesProps {
  filters: AuditFilters;
  onChange: (change: Partial<AuditFilters>) => void;
}

/** Who was let in and who was refused, minute by minute, the latest first. */
export function AuditAccesses({ filters, onChange }: AuditAccessesProps) {
  const text = useText();
  const isRefusedOnly = filters.refused === 'yes';
  const source = useList('list_accesses', isRefusedOnly ? { refused: true } : {});
  const columns = useColumns();
  return (
    <>
      <div className={classes.filters}>
        <Switch label={text('audit.refused_only')} checked={isRefusedOnly} onChange={(event) => onChange({ refused: event.currentTarget.checked ? 'yes' : '' })} />
        <Text size="sm" c="dimmed" className={classes.end ?? ''}>
          {text('audit.access_hint')}
        </Text>
      </div>
      <DataList<Access>
        id="audit-accesses"
        label={text('audit.access')}
        source={source}
        columns={columns}
        rowId={(row) => [row.minute_at_ms, row.account, row.operation, row.outcome].join(' ')}
        empty={<EmptyState icon={isRefusedOnly ? IconShieldCheck : IconDoorEnter} title={text(isRefusedOnly ? 'audit.access_none_refused' : 'audit.access_empty')} />}
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
      { id: 'when', heading: text('audit.when'), width: 160, cell: (row) => <DateText atMs={row.minute_at_ms} withTime /> },
      { id: 'account', heading: text('audit.account'), grow: 1, minWidth: 90, cell: (row) => row.account || '–' },
      { id: 'what', heading: text('audit.what'), grow: 1, minWidth: 150, cell: (row) => words.operation(row.operation) },
      { id: 'outcome', heading: text('audit.outcome'), grow: 2, minWidth: 290, cell: (row) => <StateBadge tone={toneOf(row.outcome)}>{words.outcome(row)}</StateBadge> },
      { id: 'count', heading: text('audit.access_count'), width: 80, align: 'right', cell: (row) => formatCount(row.count, locale) },
    ],
    [text, words, locale],
  );
}
