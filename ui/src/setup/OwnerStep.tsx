import { Button, Group, PasswordInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { PASSWORD_LENGTH_MIN } from '../components/password';
import { FormError } from '../components/pieces';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import { ProtectionFields } from './ProtectionFields';
import type { Draft } from './SetUpPage';

interface OwnerStepProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  onBack: () => void;
  onNext: () => void;
  isBusy: boolean;
  error: unknown;
}

/** What the shop is called, who owns it, and what opens its file. */
export function OwnerStep({ draft, onChange, onBack, onNext, isBusy, error }: OwnerStepProps) {
  const text = useText();
  const fieldError = useFieldError();
  const besideFields = ['shop_name', 'owner_name', 'password', 'passphrase'].some((field) => fieldError(error, field));
  const [again, setAgain] = useState(draft.password);
  const [isTried, setTried] = useState(false);
  const tooShort = draft.password.length < PASSWORD_LENGTH_MIN;
  const differs = again !== draft.password;
  const next = () => {
    setTried(true);
    if (!tooShort && !differs) onNext();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        next();
      }}
    >
      <Stack mt="md">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={text('setup.shop_name')}
            description={text('setup.shop_name_hint')}
            value={draft.shop_name}
            onChange={(event) => onChange({ shop_name: event.currentTarget.value })}
            error={fieldError(error, 'shop_name')}
            maxLength={200}
            required
            withAsterisk={false}
            autoFocus
          />
          <TextInput
            label={text('setup.owner_name')}
            description={text('setup.owner_name_hint')}
            value={draft.owner_name}
            onChange={(event) => onChange({ owner_name: event.currentTarget.value })}
            error={fieldError(error, 'owner_name')}
            maxLength={100}
            autoComplete="username"
            required
            withAsterisk={false}
          />
        </SimpleGrid>
        <PasswordInput
          label={text('sign_in.password')}
          description={text('password.hint', { count: PASSWORD_LENGTH_MIN })}
          value={draft.password}
          onChange={(event) => onChange({ password: event.currentTarget.value })}
          error={isTried && tooShort ? text('password.too_short', { count: PASSWORD_LENGTH_MIN }) : fieldError(error, 'password')}
          autoComplete="new-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
        />
        <PasswordInput
          label={text('password.again')}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          error={isTried && !tooShort && differs ? text('password.differs') : undefined}
          autoComplete="new-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
        />
        <ProtectionFields passphrase={draft.passphrase} onChange={(passphrase) => onChange({ passphrase })} error={fieldError(error, 'passphrase')} />
        {Boolean(error) && !besideFields && <FormError error={error} />}
        <Group justify="space-between">
          <Button variant="default" onClick={onBack} disabled={isBusy}>
            {text('action.back')}
          </Button>
          <Button type="submit" loading={isBusy} disabled={draft.shop_name.trim() === '' || draft.owner_name.trim() === ''}>
            {text('setup.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
