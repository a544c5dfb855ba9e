import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { FormError } from '../../components/pieces';
import { useFieldError } from '../../components/said';
import { useText } from '../../i18n';

interface SecretStepProps {
  isBusy: boolean;
  error: unknown;
  onSecret: (secret: string) => void;
  onBack: () => void;
}

export function SecretStep({ isBusy, error, onSecret, onBack }: SecretStepProps) {
  const text = useText();
  const fieldError = useFieldError();
  const [secret, setSecret] = useState('');
  const secretError = fieldError(error, 'secret');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSecret(secret);
      }}
    >
      <Stack>
        <PasswordInput
          label={text('restore.secret')}
          description={text('restore.secret_hint')}
          value={secret}
          error={secretError}
          autoFocus
          autoComplete="off"
          maxLength={400}
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        {Boolean(error) && !secretError && <FormError error={error} />}
        <Group justify="space-between">
          <Button variant="default" onClick={onBack} disabled={isBusy}>
            {text('action.back')}
          </Button>
          <Button type="submit" loading={isBusy}>
            {text('action.continue')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
