import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { CODE_DIGITS, codeDigits } from './code';
import classes from './CodeField.module.css';

interface CodeFieldProps {
  label: string;
  isBusy: boolean;
  error?: string | undefined;
  /** Called by itself at six digits. `onRefused` empties the field for the next code. */
  onCode: (code: string, onRefused: () => void) => void;
}

/** The six digits of an authenticator: typed or pasted, and sent by themselves when they are complete. */
export function CodeField({ label, isBusy, error, onCode }: CodeFieldProps) {
  const [code, setCode] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <TextInput
      ref={input}
      label={label}
      classNames={{ input: classes.code ?? '' }}
      value={code}
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      placeholder={'0'.repeat(CODE_DIGITS)}
      data-autofocus
      readOnly={isBusy}
      error={error}
      onChange={(event) => {
        const next = codeDigits(event.currentTarget.value);
        setCode(next);
        if (next.length === CODE_DIGITS && next !== code) onCode(next, () => setCode(''));
      }}
    />
  );
}
