import { PasswordInput, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n';
import { PASSWORD_LENGTH_MIN } from '../components/password';

interface ProtectionFieldsProps {
  /** Empty: this computer's keyring opens the file. */
  passphrase: string;
  onChange: (passphrase: string) => void;
  error: string | undefined;
}

/** What opens the encrypted file at a start: this computer's keyring, or a passphrase that somebody types. */
export function ProtectionFields({ passphrase, onChange, error }: ProtectionFieldsProps) {
  const text = useText();
  const [kind, setKind] = useState(passphrase === '' ? 'keyring' : 'passphrase');
  return (
    <Stack gap="sm">
      <Radio.Group
        label={text('protection.title')}
        description={text('protection.description')}
        value={kind}
        onChange={(value) => {
          setKind(value);
          if (value === 'keyring') onChange('');
        }}
      >
        <Stack mt="sm" gap="sm">
          <Radio value="keyring" label={text('protection.keyring')} description={text('protection.keyring_hint')} />
          <Radio value="passphrase" label={text('protection.passphrase')} description={text('protection.passphrase_hint')} />
        </Stack>
      </Radio.Group>
      {kind === 'passphrase' && (
        <PasswordInput
          label={text('sealed.passphrase')}
          description={text('password.hint', { count: PASSWORD_LENGTH_MIN })}
          value={passphrase}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
          minLength={PASSWORD_LENGTH_MIN}
          autoComplete="new-password"
          autoFocus
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
        />
      )}
    </Stack>
  );
}
