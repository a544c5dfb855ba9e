import { Pill } from '@mantine/core';
import { useText } from '../i18n';

/** A filter that came with the address, such as one product; taken away with its cross. */
export function FilterTag({ label, onClear }: { label: string; onClear: () => void }) {
  const text = useText();
  return (
    <Pill size="md" withRemoveButton onRemove={onClear} removeButtonProps={{ 'aria-label': text('stock.remove_filter', { label }), tabIndex: 0, 'aria-hidden': false }}>
      {label}
    </Pill>
  );
}
