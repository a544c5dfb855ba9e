import { PasswordInput } from '@mantine/core';
import type { Ref } from 'react';
import { useText } from '../i18n';

/** Longest PIN, in digits. */
const PIN_DIGITS_MAX = 8;

interface PinFieldProps {
  label: string;
  value: string;
  onChange: (pin: string) => void;
  description?: string;
  error?: string | undefined;
  autoFocus?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** The digits of a PIN, covered; anything else that is typed is left out. Programs that keep passwords are asked to keep out of it. */
export function PinField({ label, value, onChange, description, error, autoFocus = false, ref }: PinFieldProps) {
  const text = useText();
  return (
    <PasswordInput
      {...(ref !== undefined && { ref })}
      label={label}
      description={description}
      value={value}
      error={error}
      inputMode="numeric"
      autoComplete="off"
      spellCheck={false}
      maxLength={PIN_DIGITS_MAX}
      required
      withAsterisk={false}
      autoFocus={autoFocus}
      visibilityToggleButtonProps={{ 'aria-label': text('pin.show') }}
      onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, ''))}
    />
  );
}
