import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { FormError, StateBadge } from '../components/pieces';
import { useOwnAccount } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { Enrolment } from './Enrolment';
import { Section } from './Section';

/** The second factor of whoever is signed in: off with a way to set it up, on with a way to remove it. */
export function SecondFactorSection() {
  const text = useText();
  const { has_second_factor: isOn, requires_second_factor: isRequired } = useOwnAccount();
  const [dialog, setDialog] = useState<'set_up' | 'remove' | null>(null);
  const close = () => setDialog(null);
  return (
    <Section title={text('factor.title')}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xl">
        <Stack gap={6} align="flex-start">
          <StateBadge tone={isOn ? 'good' : 'neutral'}>{text(isOn ? 'factor.on' : 'factor.off')}</StateBadge>
          <Text size="sm">{text(isOn ? 'factor.on_hint' : 'factor.off_hint')}</Text>
          {isOn && isRequired && (
            <Text size="sm" c="dimmed">
              {text('factor.required_hint')}
            </Text>
          )}
        </Stack>
        {isOn && isRequired ? null : isOn ? (
          <Button flex="none" variant="default" onClick={() => setDialog('remove')}>
            {text('factor.remove')}
          </Button>
        ) : (
          <Button flex="none" onClick={() => setDialog('set_up')}>
            {text('factor.set_up')}
          </Button>
        )}
      </Group>
      {dialog === 'set_up' && <Enrolment onClose={close} />}
      <Modal opened={dialog === 'remove'} onClose={close} title={text('factor.remove_title')} closeButtonProps={{ 'aria-label': text('action.close') }}>
        {dialog === 'remove' && <RemoveForm onClose={close} />}
      </Modal>
    </Section>
  );
}

function RemoveForm({ onClose }: { onClose: () => void }) {
  const text = useText();
  const toast = useToast();
  const remove = usePerform('delete_second_factor');
  return (
    <PasswordForm
      hint={text('factor.remove_hint')}
      label={text('factor.remove')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onPassword={(password, onRefused) =>
        remove.mutate(
          { body: { password } },
          {
            onError: onRefused,
            onSuccess: () => {
              onClose();
              toast.done(text('factor.removed'));
            },
          },
        )
      }
    />
  );
}

interface PasswordFormProps {
  hint: string;
  label: string;
  /** What the way out is called. */
  cancelLabel?: string | undefined;
  isDangerous?: boolean;
  isBusy: boolean;
  error: unknown;
  onPassword: (password: string, onRefused: () => void) => void;
  onClose: () => void;
}

/** Asks for the present password before something that only its owner may do. */
export function PasswordForm({ hint, label, cancelLabel, isDangerous = false, isBusy, error, onPassword, onClose }: PasswordFormProps) {
  const text = useText();
  const [password, setPassword] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onPassword(password, () => setPassword(''));
      }}
    >
      <Stack>
        <Text size="sm">{hint}</Text>
        <PasswordInput
          label={text('sign_in.password')}
          description={text('factor.password_hint')}
          value={password}
          autoComplete="current-password"
          required
          withAsterisk={false}
          autoFocus
          data-autofocus
          visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {Boolean(error) && <FormError error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {cancelLabel ?? text('action.cancel')}
          </Button>
          <Button type="submit" {...(isDangerous && { color: 'red' })} loading={isBusy}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
