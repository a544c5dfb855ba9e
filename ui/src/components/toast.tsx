/** Short notices at the edge of the window, after something is committed. */
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useText } from '../i18n';
import { useErrorText } from './said';

interface Undo {
  onUndo: () => void;
}

/** `const toast = useToast(); toast.done(message)`, with `{ onUndo }` for what can be undone within ten seconds. */
export function useToast() {
  const text = useText();
  const errorText = useErrorText();
  return useMemo(
    () => ({
      done(message: string, undo?: Undo) {
        const id = notifications.show({
          message: (
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm">{message}</Text>
              {undo && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  onClick={() => {
                    notifications.hide(id);
                    undo.onUndo();
                  }}
                >
                  {text('action.undo')}
                </Button>
              )}
            </Group>
          ),
          icon: <IconCircleCheck size={20} />,
          color: 'green',
          autoClose: undo ? 10_000 : 4_000,
          closeButtonProps: { 'aria-label': text('action.close') },
        });
      },
      problem(error: unknown) {
        notifications.show({
          message: errorText(error),
          icon: <IconAlertTriangle size={20} />,
          color: 'red',
          autoClose: 12_000,
          closeButtonProps: { 'aria-label': text('action.close') },
        });
      },
    }),
    [text, errorText],
  );
}
