import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { FormError, Notice } from '../components/pieces';
import { useText } from '../i18n';

/** The shop's file is encrypted and no key is at hand: the passphrase or the recovery key opens it. */
export function SealedPage({ shopName, message }: { shopName: string | null; message: string }) {
  const text = useText();
  const unseal = usePerform('unseal_shop');
  const [passphrase, setPassphrase] = useState('');
  return (
    <DoorPage title={shopName ?? text('sealed.title')} description={message || text('sealed.description')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          unseal.mutate({ body: { passphrase } });
        }}
      >
        <Stack>
          <PasswordInput
            label={text('sealed.passphrase')}
            description={text('sealed.hint')}
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            autoFocus
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          />
          {unseal.isError && <FormError error={unseal.error} />}
          <Button type="submit" size="md" loading={unseal.isPending}>
            {text('sealed.submit')}
          </Button>
        </Stack>
      </form>
    </DoorPage>
  );
}

/** The shop's file cannot be opened safely. Nothing was touched; the message says what to do. */
export function RefusedPage({ message, onRetry }: { message: string; onRetry: () => void }) {
  const text = useText();
  return (
    <DoorPage title={text('refused.title')}>
      <Stack>
        <Notice tone="warning" isAnswer>
          {message}
        </Notice>
        <Text size="sm" c="dimmed">
          {text('refused.untouched')}
        </Text>
        <Group>
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
            {text('action.try_again')}
          </Button>
        </Group>
      </Stack>
    </DoorPage>
  );
}
