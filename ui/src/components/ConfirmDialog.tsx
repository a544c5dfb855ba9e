import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../i18n';
import { FormError } from './pieces';

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  /** What will change or be lost, in plain words. */
  children: ReactNode;
  /** The verb of the action, such as "Disable account"; never "OK". */
  confirmLabel: string;
  isDangerous?: boolean;
  isBusy?: boolean;
  error?: unknown;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something that cannot simply be undone. Focus starts on Cancel, so that a stray Enter changes nothing. */
export function ConfirmDialog({ opened, title, children, confirmLabel, isDangerous = false, isBusy = false, error, onConfirm, onCancel }: ConfirmDialogProps) {
  const text = useText();
  return (
    <Modal opened={opened} onClose={onCancel} title={title} centered size="md" closeButtonProps={{ 'aria-label': text('action.close') }}>
      <Stack>
        {typeof children === 'string' ? <Text size="sm">{children}</Text> : children}
        {Boolean(error) && <FormError error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel} data-autofocus>
            {text('action.cancel')}
          </Button>
          <Button {...(isDangerous && { color: 'red' })} loading={isBusy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
