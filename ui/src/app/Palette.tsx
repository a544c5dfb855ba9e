/**
 * Search or jump: one field over pages, actions with their shortcuts, and what the shop holds. A scanned code arrives here on pages that take
 * no scans themselves. The list is a combobox with its options, so arrows, Enter and screen readers work as everywhere.
 */
import { Loader, Modal, Text, TextInput } from '@mantine/core';
import { IconBolt, IconSearch, type Icon } from '@tabler/icons-react';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { useOfferedShortcuts } from '../components/keyboard';
import { useText } from '../i18n';
import { Keys } from './HelpSheet';
import classes from './Palette.module.css';
import { useFound } from './search';

export interface PaletteItem {
  id: string;
  icon: Icon;
  label: string;
  detail?: string;
  keys?: string;
  run: () => void;
}

interface PaletteProps {
  /** What to search for at first; null is closed. */
  query: string | null;
  onClose: () => void;
}

export function Palette({ query, onClose }: PaletteProps) {
  const text = useText();
  return (
    <Modal opened={query !== null} onClose={onClose} withCloseButton={false} size={620} padding={0} yOffset="12vh" attributes={{ content: { 'aria-label': text('palette.title') } }}>
      {query !== null && <Search key={query} first={query} onClose={onClose} />}
    </Modal>
  );
}

function Search({ first, onClose }: { first: string; onClose: () => void }) {
  const text = useText();
  const [typed, setTyped] = useState(first);
  const [at, setAt] = useState(0);
  const actions = useActions(typed);
  const found = useFound(typed);
  // A number or a code is looked for in the shop; words may as well mean a page or an action, of which there are few.
  const items = [...actions.slice(0, typed.trim() === '' ? actions.length : 4), ...found.items];
  const chosen = items[Math.min(at, items.length - 1)];

  useEffect(() => setAt(0), [typed]);
  useEffect(() => {
    if (chosen) document.getElementById(`palette-${chosen.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      setAt((before) => (Math.min(before, items.length - 1) + step + items.length) % items.length);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      run(chosen);
    }
  };
  return (
    <div className={classes.palette}>
      <TextInput
        data-autofocus
        size="lg"
        variant="unstyled"
        className={classes.field ?? ''}
        leftSection={<IconSearch size={20} stroke={1.6} />}
        rightSection={found.isLoading ? <Loader size={16} /> : null}
        placeholder={text('palette.placeholder')}
        aria-label={text('palette.placeholder')}
        role="combobox"
        aria-expanded={items.length > 0}
        aria-controls="palette-list"
        aria-activedescendant={chosen && `palette-${chosen.id}`}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div id="palette-list" {...(items.length > 0 && { role: 'listbox', 'aria-label': text('palette.title') })} className={classes.items}>
        {items.map((item, index) => (
          // Keys are handled by the field, which keeps the focus.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={item.id}
            id={`palette-${item.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={item === chosen}
            className={classes.item}
            onMouseMove={() => setAt(index)}
            onClick={() => run(item)}
          >
            <item.icon size={18} stroke={1.6} aria-hidden />
            <span className={classes.label}>{item.label}</span>
            {item.detail && <span className={classes.detail}>{item.detail}</span>}
            {item.keys && <Keys keys={item.keys} />}
          </div>
        ))}
        {items.length === 0 && !found.isLoading && (
          <Text c="dimmed" size="sm" p="md">
            {text('palette.nothing', { query: typed })}
          </Text>
        )}
      </div>
    </div>
  );
}

/** Everything that has a shortcut is an action of the palette. */
function useActions(query: string): PaletteItem[] {
  const wanted = query.trim().toLocaleLowerCase();
  return useOfferedShortcuts()
    .filter(({ isHidden, keys }) => !isHidden && !['mod+k', 'j', 'k', 'x', 'J', 'K', 'X'].includes(keys))
    .filter(({ label }) => label.toLocaleLowerCase().includes(wanted))
    .map(({ keys, label, run }) => ({ id: `action-${keys || label}`.replaceAll(' ', '-'), icon: IconBolt, label, keys, run }));
}
