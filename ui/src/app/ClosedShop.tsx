import { Anchor, Button, Divider, Group, Loader, PasswordInput, Stack, Text } from '@mantine/core';
import { IconDeviceDesktop, IconRefresh, IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { FormError, Notice } from '../components/pieces';
import { useBeginRestore } from '../components/restore';
import { useText } from '../i18n';
import { ErrandProgress } from './restore/ErrandProgress';
import type { Errand } from './restore/RestorePages';

interface SealedPageProps {
  /** Why it is closed. */
  message: string;
  /** What opens it: `keyring`, `passphrase`, `recovery`. */
  ways: string[];
}

/** The shop's file is encrypted and closed. What opens it is named: the keyring with a click, the passphrase or the recovery key typed. */
export function SealedPage({ message, ways }: SealedPageProps) {
  const text = useText();
  const unseal = usePerform('unseal_shop');
  const restore = useBeginRestore();
  const [passphrase, setPassphrase] = useState('');
  const byKeyring = ways.includes('keyring');
  const byPassphrase = ways.includes('passphrase') || ways.length === 0;
  const byKit = ways.includes('recovery') || ways.length === 0;
  return (
    <DoorPage title={text('sealed.title')} description={message || text('sealed.description')}>
      {byKeyring && (
        <Stack mb="md">
          <Button size="md" leftSection={<IconDeviceDesktop size={18} />} loading={unseal.isPending} onClick={() => unseal.mutate({ body: {} })}>
            {text('sealed.by_keyring')}
          </Button>
          <Divider label={text('sealed.or')} />
        </Stack>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          unseal.mutate({ body: { passphrase } });
        }}
      >
        <Stack>
          <PasswordInput
            label={text(byPassphrase ? 'sealed.passphrase' : 'sealed.recovery_only')}
            {...(byPassphrase && byKit && { description: text('sealed.hint') })}
            {...(!byPassphrase && { description: text('lost.key_hint') })}
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            autoFocus={!byKeyring}
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          />
          {unseal.isError && <FormError error={unseal.error} />}
          <Button type="submit" size="md" variant={byKeyring ? 'default' : 'filled'} loading={unseal.isPending}>
            {text('sealed.submit')}
          </Button>
          <Anchor component="button" type="button" size="sm" c="dimmed" onClick={restore}>
            {text('restore.title')}
          </Anchor>
        </Stack>
      </form>
    </DoorPage>
  );
}

/** Something is being done to the shop's file; the page goes on by itself when that is over. */
export function BusyPage({ message, errand }: { message: string; errand: Errand | null }) {
  const text = useText();
  return (
    <DoorPage title={text('sealed.busy')} description={message}>
      {errand ? <ErrandProgress errand={errand} /> : <Loader size="sm" />}
    </DoorPage>
  );
}

/** The shop's file cannot be opened safely. Nothing was touched; the message says what to do. */
export function RefusedPage({ message, onRetry }: { message: string; onRetry: () => void }) {
  const text = useText();
  const restore = useBeginRestore();
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
          <Button variant="default" leftSection={<IconRestore size={16} />} onClick={restore}>
            {text('restore.title')}
          </Button>
        </Group>
      </Stack>
    </DoorPage>
  );
}
