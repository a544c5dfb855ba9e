import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n';
import { useShortcuts } from './keyboard';

/** How long typing rests before a list is asked again. */
const REST_MS = 120;

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
}

/** The search of a list: reached with /, asked when typing rests, emptied with Escape. */
export function SearchField({ value, onChange, placeholder }: SearchFieldProps) {
  const text = useText();
  const [typed, setTyped] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // What the list was asked for last: a value from outside (a scan, cleared filters) replaces what is typed.
  const asked = useRef(value);
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useShortcuts([{ keys: '/', label: placeholder, run: () => input.current?.focus() }]);

  const ask = (next: string, restMs: number) => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      asked.current = next.trim();
      onChange(next.trim());
    }, restMs);
  };
  return (
    <TextInput
      ref={input}
      size="xs"
      w={280}
      type="search"
      role="searchbox"
      aria-label={placeholder}
      placeholder={placeholder}
      leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
      rightSection={typed === '' ? null : <CloseButton size="sm" aria-label={text('search.clear')} onClick={() => ask('', 0)} />}
      value={typed}
      onChange={(event) => ask(event.currentTarget.value, REST_MS)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') ask(typed, 0);
        if (event.key !== 'Escape') return;
        event.preventDefault();
        if (typed === '') event.currentTarget.blur();
        else ask('', 0);
      }}
    />
  );
}
