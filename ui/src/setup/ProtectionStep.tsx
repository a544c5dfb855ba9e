import { Button, Group, PasswordInput, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { PASSWORD_LENGTH_MIN } from '../components/password';
import { FormError } from '../components/pieces';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import type { Draft } from './SetUpPage';

interface ProtectionStepProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  onBack: () => void;
  onNext: () => void;
  isBusy: boolean;
  error: unknown;
}

/** What opens the encrypted file at a start: this computer's keyring, or a passphrase that somebody types. */
export function ProtectionStep({ draft, onChange, onBack, onNext, isBusy, error }: ProtectionStepProps) {
  const text = useText();
  const fieldError = useFieldError();
  const [kind, setKind] = useState(draft.passphrase === '' ? 'keyring' : 'passphrase');
  const isShort = kind === 'passphrase' && draft.passphrase.length < PASSWORD_LENGTH_MIN;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <Stack mt="md">
        <Radio.Group
          label={text('protection.title')}
          description={text('protection.description')}
          value={kind}
          onChange={(value) => {
            setKind(value);
            if (value === 'keyring') onChange({ passphrase: '' });
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
            value={draft.passphrase}
            onChange={(event) => onChange({ passphrase: event.currentTarget.value })}
            error={fieldError(error, 'passphrase')}
            autoComplete="new-password"
            autoFocus
            visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          />
        )}
        {Boolean(error) && <FormError error={error} />}
        <Group justify="space-between">
          <Button variant="default" onClick={onBack} disabled={isBusy}>
            {text('action.back')}
          </Button>
          <Button type="submit" loading={isBusy} disabled={isShort}>
            {text('setup.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
