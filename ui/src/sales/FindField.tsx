import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useOperation } from '../api/hooks';
import { useShortcuts } from '../components/keyboard';
import { useMay } from '../components/shop';
import { useText } from '../i18n';
import { looksLikeNumber, type SalesFilters } from './filters';
import classes from './SalesPage.module.css';

interface FindFieldProps {
  filters: SalesFilters;
  onChange: (change: Partial<SalesFilters>) => void;
}

/** Numbers filter as they are typed; words are looked for among the customers, and choosing one filters by it. */
export function FindField({ filters, onChange }: FindFieldProps) {
  const text = useText();
  const may = useMay();
  const [input, setInput] = useState<HTMLInputElement | null>(null);
  const [typed, setTyped] = useState(filters.number);
  const [words] = useDebouncedValue(looksLikeNumber(typed) ? '' : typed.trim(), 120);
  const customers = useOperation('list_customers', { query: { text: words, limit: 8, offset: 0 } }, { isOff: words === '' || !may('see_customers'), keepsLast: true });
  useShortcuts([{ keys: '/', label: text('sales.find'), run: () => input?.focus() }]);
  const rows = words === '' ? [] : (customers.data?.rows ?? []);
  return (
    <Autocomplete
      ref={setInput}
      className={classes.search ?? ''}
      leftSection={<IconSearch size={16} />}
      placeholder={text('sales.find')}
      aria-label={text('sales.find')}
      maxLength={100}
      value={typed}
      filter={({ options }) => options}
      data={rows.map(({ id, name, number }) => ({ value: id, label: `${name} · ${number}` }))}
      onOptionSubmit={(id) => {
        onChange({ customer_id: id, number: '' });
        // The field shows the name for a moment; the chip says it from now on.
        setTimeout(() => setTyped(''), 0);
      }}
      onChange={(value) => {
        setTyped(value);
        const number = looksLikeNumber(value) ? value : '';
        if (number !== filters.number) onChange({ number });
      }}
    />
  );
}
