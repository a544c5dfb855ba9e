import { Select, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { Answer } from '../api/client';
import { StateBadge } from '../components/pieces';
import { useText } from '../i18n';
import { withMeaning } from './file';
import classes from './imports.module.css';
import { Panel } from './pieces';

type Preview = Answer<'preview_import'>;
type Columns = Preview['columns'];

/** What a column may hold, in the order in which people look for it. */
const FIELDS = [
  'name', 'sku', 'barcode', 'price', 'category', 'brand', 'description', 'tax_category', 'tax_rate', 'reorder_point', 'reorder_target', 'track_stock', 'track_lots', 'state',
  'variant_name', 'option_1_name', 'option_1_value', 'option_2_name', 'option_2_value', 'option_3_name', 'option_3_value', 'handle', 'row_kind', 'row_id',
] as const; // prettier-ignore

interface ColumnMappingProps {
  preview: Preview;
  columns: Columns;
  onChange: (columns: Columns) => void;
}

/** The columns of the file, each with what it is taken for; every change is tried at once. */
export function ColumnMapping({ preview, columns, onChange }: ColumnMappingProps) {
  const text = useText();
  const { dialect } = preview;
  const unused = columns.filter((column) => column === null).length;
  const options = FIELDS.map((value) => ({ value, label: text(`imports.field.${value}`) }));
  return (
    <Panel
      title={text('imports.columns')}
      description={text('imports.columns_hint', { unused })}
      aside={dialect && dialect !== 'plain' && <StateBadge tone="info">{text(`imports.dialect.${dialect}`)}</StateBadge>}
    >
      <div className={classes.mapping}>
        {preview.header.map((name, index) => (
          <div key={`${index} ${name}`} className={classes.column}>
            <Text size="sm" className={classes.name} title={name}>
              {name || text('imports.column_without_name', { number: index + 1 })}
            </Text>
            <IconArrowRight size={14} aria-hidden />
            <Select
              size="xs"
              aria-label={text('imports.meaning_of', { column: name || String(index + 1) })}
              placeholder={text('imports.not_imported')}
              data={options}
              value={columns[index] ?? null}
              clearable
              searchable
              onChange={(field) => onChange(withMeaning(columns.map((column) => column ?? null), index, field) as Columns)}
            />
          </div>
        ))}
      </div>
    </Panel>
  );
}
