import { Checkbox } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useText } from '../i18n';
import { useIsSelected, useSelected, type Selection } from './selection';

interface SelectBoxProps<Row> {
  selection: Selection<Row>;
  id: string;
  /** What the row is called. */
  name: string;
  onToggle: (isRange: boolean) => void;
}

/** Chooses a row; with Shift all from the one chosen before. */
export function SelectBox<Row>({ selection, id, name, onToggle }: SelectBoxProps<Row>) {
  const text = useText();
  const isSelected = useIsSelected(selection, id);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The row is the grid's own element.
    box.current?.closest('[role="row"]')?.setAttribute('aria-selected', String(isSelected));
  }, [isSelected]);
  return (
    <Checkbox
      ref={box}
      size="xs"
      tabIndex={-1}
      aria-label={text('list.select', { name })}
      checked={isSelected}
      onChange={(event) => onToggle((event.nativeEvent as MouseEvent).shiftKey)}
    />
  );
}

/** Chooses all rows, or as many as can be, and none again. */
export function SelectAll<Row>({ selection, onAll }: { selection: Selection<Row>; onAll: () => void }) {
  const text = useText();
  const { size } = useSelected(selection);
  return (
    <Checkbox
      size="xs"
      mx="auto"
      w="fit-content"
      aria-label={text(size > 0 ? 'list.select_none' : 'list.select_all')}
      checked={false}
      indeterminate={size > 0}
      onChange={() => (size > 0 ? selection.clear() : onAll())}
    />
  );
}
