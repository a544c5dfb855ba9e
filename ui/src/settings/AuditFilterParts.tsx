/** What both lists of the audit are filtered by and handed over with. */
import { Button } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconDownload } from '@tabler/icons-react';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { saveFile } from '../platform';
import type { AuditFilters } from './audit';
import classes from './Audit.module.css';

export interface AuditFilterProps {
  filters: AuditFilters;
  onChange: (change: Partial<AuditFilters>) => void;
}

export function DatesFilter({ filters, onChange }: AuditFilterProps) {
  const text = useText();
  return (
    <DatePickerInput
      type="range"
      className={classes.dates ?? ''}
      allowSingleDateInRange
      clearable
      placeholder={text('audit.any_date')}
      aria-label={text('audit.dates')}
      valueFormat="ll"
      value={[filters.from || null, filters.to || null]}
      onChange={([from, to]) => onChange({ from: from ?? '', to: to ?? '' })}
      clearButtonProps={{ 'aria-label': text('audit.clear_dates') }}
    />
  );
}

interface ExportKeyProps {
  fileName: string;
  isBusy: boolean;
  /** Asks for everything that the filters leave. */
  fetchFile: () => Promise<unknown>;
}

export function ExportKey({ fileName, isBusy, fetchFile }: ExportKeyProps) {
  const text = useText();
  const toast = useToast();
  const save = async () => {
    try {
      const file = (await fetchFile()) as Blob;
      if ((await saveFile(fileName, file)) === 'done') toast.done(text('settings.saved'));
    } catch (reason) {
      toast.problem(reason);
    }
  };
  return (
    <Button className={classes.end ?? ''} variant="default" leftSection={<IconDownload size={16} />} loading={isBusy} onClick={() => void save()}>
      {text('audit.export')}
    </Button>
  );
}
