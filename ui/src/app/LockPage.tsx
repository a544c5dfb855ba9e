import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { FormError } from '../components/pieces';
import { useText } from '../i18n';
import type { Session } from './session';

/** Covers the shop until the same person's password opens it again. Whoever else is there signs in as themselves. */
export function LockPage({ session }: { session: Session }) {
  const text = useText();
  const unlock = usePerform('unlock_current_session');
  const signOut = usePerform('delete_current_session');
  const [password, setPassword] = useState('');
  return (
    <DoorPage title={text('lock.title')} description={text('lock.description', { name: session.staff.name })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          unlock.mutate({ body: { password } }, { onError: () => setPassword('') });
        }}
      >
        <Stack>
          <input type="text" autoComplete="username" value={session.staff.name} readOnly hidden />
          <PasswordInput
            label={text('sign_in.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            autoFocus
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          />
          {unlock.isError && <FormError error={unlock.error} />}
          {signOut.isError && <FormError error={signOut.error} />}
          <Button type="submit" size="md" loading={unlock.isPending}>
            {text('lock.submit')}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => signOut.mutate(undefined)} loading={signOut.isPending}>
            {text('lock.someone_else')}
          </Button>
        </Stack>
      </form>
    </DoorPage>
  );
}
