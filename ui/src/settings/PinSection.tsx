import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { PinField } from '../components/PinField';
import { FormError, StateBadge, type Tone } from '../components/pieces';
import { useFieldError } from '../components/said';
import { useOwnAccount, type OwnAccount } from '../components/shop';
import { useToast } from '../components/toast';
import { useText, type MessageId } from '../i18n';
import { Section } from './Section';

const STATES: Record<OwnAccount['pin'], { tone: Tone; label: MessageId; hint: MessageId }> = {
  none: { tone: 'neutral', label: 'pin.off', hint: 'pin.off_hint' },
  ready: { tone: 'good', label: 'pin.on', hint: 'pin.on_hint' },
  closed: { tone: 'warning', label: 'pin.closed', hint: 'pin.closed_hint' },
  not_here: { tone: 'warning', label: 'pin.not_here', hint: 'pin.not_here_hint' },
};

/** One's own PIN: what it can do here, with ways to set, change and remove it. */
export function PinSection() {
  const text = useText();
  const toast = useToast();
  const { pin } = useOwnAccount();
  const remove = usePerform('delete_pin');
  const [isOpen, setOpen] = useState(false);
  const { tone, label, hint } = STATES[pin];
  const hasPin = pin !== 'none';
  return (
    <Section title={text('pin.title')}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xl">
        <Stack gap={6} align="flex-start">
          <StateBadge tone={tone}>{text(label)}</StateBadge>
          <Text size="sm">{text(hint)}</Text>
        </Stack>
        <Group flex="none" gap="xs">
          {hasPin && (
            <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate(undefined, { onSuccess: () => toast.done(text('pin.removed')), onError: toast.problem })}>
              {text('pin.remove')}
            </Button>
          )}
          <Button {...(hasPin && { variant: 'default' })} onClick={() => setOpen(true)}>
            {text(hasPin ? 'pin.change' : 'pin.set')}
          </Button>
        </Group>
      </Group>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={text(hasPin ? 'pin.change' : 'pin.set')} closeButtonProps={{ 'aria-label': text('action.close') }}>
        {isOpen && <NewPinForm onClose={() => setOpen(false)} />}
      </Modal>
    </Section>
  );
}

function NewPinForm({ onClose }: { onClose: () => void }) {
  const text = useText();
  const toast = useToast();
  const fieldError = useFieldError();
  const set = usePerform('set_pin');
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [isTried, setTried] = useState(false);
  const differs = pin !== again;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (differs) return;
        set.mutate(
          { body: { password, pin } },
          {
            onSuccess: () => {
              onClose();
              toast.done(text('pin.saved'));
            },
          },
        );
      }}
    >
      <Stack>
        <PasswordInput
          label={text('sign_in.password')}
          description={text('factor.password_hint')}
          value={password}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PinField label={text('pin.new')} description={text('pin.hint')} value={pin} onChange={setPin} error={fieldError(set.error, 'pin')} />
        <PinField label={text('pin.again')} value={again} onChange={setAgain} error={isTried && differs ? text('pin.differs') : undefined} />
        {set.isError && set.error.fields.length === 0 && <FormError error={set.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text('action.cancel')}
          </Button>
          <Button type="submit" loading={set.isPending}>
            {text('action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
