/** The dialogs that change what opens the shop. Each asks for the password of whoever is signed in, because the screen may stand open. */
import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { usePerform } from '../api/hooks';
import { useNewPassword } from '../components/NewPasswordFields';
import { PASSWORD_LENGTH_MIN } from '../components/password';
import { FormError } from '../components/pieces';
import { useFieldError } from '../components/said';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import type { KeySlot } from './KeySettings';
import { PasswordForm } from './SecondFactorSection';

interface DialogProps {
  onClose: () => void;
}

export function KeyringDialog({ onClose }: DialogProps) {
  const text = useText();
  const toast = useToast();
  const create = usePerform('create_keyring_slot');
  return (
    <KeyDialog title={text('keys.add_keyring_title')} onClose={onClose}>
      <PasswordForm
        hint={text('keys.add_keyring_hint')}
        label={text('keys.add_keyring')}
        isBusy={create.isPending}
        error={create.error}
        onClose={onClose}
        onPassword={(password, onRefused) =>
          create.mutate(
            { body: { password } },
            {
              onError: onRefused,
              onSuccess: () => {
                onClose();
                toast.done(text('keys.done_keyring'));
              },
            },
          )
        }
      />
    </KeyDialog>
  );
}

export function RevokeDialog({ slot, onClose }: DialogProps & { slot: KeySlot }) {
  const text = useText();
  const toast = useToast();
  const revoke = usePerform('delete_key_slot');
  return (
    <KeyDialog title={text(`keys.revoke_title.${slot.kind}` as 'keys.revoke_title.keyring')} onClose={onClose}>
      <PasswordForm
        hint={text(`keys.revoke_hint.${slot.kind}` as 'keys.revoke_hint.keyring')}
        label={text('keys.revoke')}
        isDangerous
        isBusy={revoke.isPending}
        error={revoke.error}
        onClose={onClose}
        onPassword={(password, onRefused) =>
          revoke.mutate(
            { path: { id: slot.id }, body: { password } },
            {
              onError: onRefused,
              onSuccess: () => {
                onClose();
                toast.done(text('keys.done_revoked'));
              },
            },
          )
        }
      />
    </KeyDialog>
  );
}

export function PassphraseDialog({ isNew, onClose }: DialogProps & { isNew: boolean }) {
  const text = useText();
  const toast = useToast();
  const fieldError = useFieldError();
  const save = usePerform('set_passphrase');
  const [password, setPassword] = useState('');
  const next = useNewPassword();
  const error = next.isTooShort ? text('password.too_short', { count: PASSWORD_LENGTH_MIN }) : fieldError(save.error, 'passphrase');
  const submit = () => {
    if (!next.check()) return;
    save.mutate(
      { body: { password, passphrase: next.password } },
      {
        onSuccess: () => {
          onClose();
          toast.done(text('keys.done_passphrase'));
        },
      },
    );
  };
  return (
    <KeyDialog title={text(isNew ? 'keys.passphrase_set' : 'keys.passphrase')} onClose={onClose}>
      <DialogForm label={text('action.save')} isBusy={save.isPending} error={save.error?.fields.length === 0 ? save.error : null} onSubmit={submit} onClose={onClose}>
        <Text size="sm">{text(isNew ? 'keys.passphrase_new_hint' : 'keys.passphrase_hint')}</Text>
        <SecretInput label={text('keys.password')} description={text('factor.password_hint')} value={password} autoComplete="current-password" onType={setPassword} data-autofocus />
        <SecretInput label={text('keys.passphrase')} description={text('password.hint', { count: PASSWORD_LENGTH_MIN })} value={next.password} error={error} autoComplete="new-password" onType={next.setPassword} />
        <SecretInput label={text('keys.passphrase_again')} value={next.again} error={next.differs ? text('keys.passphrase_differs') : undefined} autoComplete="new-password" onType={next.setAgain} />
      </DialogForm>
    </KeyDialog>
  );
}

export function DataKeyDialog({ needsPassphrase, onClose }: DialogProps & { needsPassphrase: boolean }) {
  const text = useText();
  const toast = useToast();
  const fieldError = useFieldError();
  const change = usePerform('change_data_key');
  const [password, setPassword] = useState('');
  const [passphrase, setPassphrase] = useState('');
  // The page may go away while the shop is busy; what came of it is told all the same.
  const submit = async () => {
    try {
      await change.mutateAsync({ body: { password, ...(needsPassphrase && { passphrase }) } });
      onClose();
      toast.done(text('keys.changed_data_key'));
    } catch {
      // The dialog shows it.
    }
  };
  return (
    <KeyDialog title={text('keys.change_data_key')} onClose={onClose} isBusy={change.isPending}>
      <DialogForm
        label={text('keys.change_data_key')}
        isBusy={change.isPending}
        error={change.error?.fields.length === 0 ? change.error : null}
        onSubmit={() => void submit()}
        onClose={onClose}
      >
        <Text size="sm">{text('keys.change_data_key_hint')}</Text>
        <SecretInput label={text('keys.password')} description={text('factor.password_hint')} value={password} autoComplete="current-password" onType={setPassword} data-autofocus />
        {needsPassphrase && (
          <SecretInput
            label={text('keys.passphrase_now')}
            description={text('keys.passphrase_now_hint')}
            value={passphrase}
            error={fieldError(change.error, 'passphrase')}
            autoComplete="off"
            onType={setPassphrase}
          />
        )}
      </DialogForm>
    </KeyDialog>
  );
}

interface KeyDialogProps extends DialogProps {
  title: string;
  /** It cannot be left while it works. */
  isBusy?: boolean;
  children: ReactNode;
}

export function KeyDialog({ title, isBusy = false, onClose, children }: KeyDialogProps) {
  const text = useText();
  return (
    <Modal opened onClose={onClose} title={title} closeOnClickOutside={false} closeOnEscape={!isBusy} withCloseButton={!isBusy} closeButtonProps={{ 'aria-label': text('action.close') }}>
      {children}
    </Modal>
  );
}

interface DialogFormProps extends DialogProps {
  label: string;
  isBusy: boolean;
  error: unknown;
  onSubmit: () => void;
  children: ReactNode;
}

function DialogForm({ label, isBusy, error, onSubmit, onClose, children }: DialogFormProps) {
  const text = useText();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Stack>
        {children}
        {Boolean(error) && <FormError error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isBusy}>
            {text('action.cancel')}
          </Button>
          <Button type="submit" loading={isBusy}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface SecretInputProps {
  label: string;
  description?: string;
  value: string;
  error?: string | undefined;
  autoComplete: string;
  onType: (value: string) => void;
  'data-autofocus'?: boolean;
}

function SecretInput({ onType, ...shown }: SecretInputProps) {
  const text = useText();
  return (
    <PasswordInput
      {...shown}
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  );
}
