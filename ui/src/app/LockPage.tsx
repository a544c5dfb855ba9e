import { Anchor, Button, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { PinField } from '../components/PinField';
import { FormError } from '../components/pieces';
import { useText } from '../i18n';
import type { Session } from './session';

/** Covers the shop until the same person's PIN or password opens it again. Whoever else is there signs in as themselves. */
export function LockPage({ session }: { session: Session }) {
  const text = useText();
  const unlock = usePerform('unlock_current_session');
  const signOut = usePerform('delete_current_session');
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const [wantsPassword, setWantsPassword] = useState(false);
  // A PIN that was closed by wrong tries leaves the password, and the session says so when it is asked again.
  const mayUsePin = session.pin === 'ready' && unlock.error?.code !== 'throttled';
  const usesPin = mayUsePin && !wantsPassword;
  const empty = () => {
    setPassword('');
    setPin('');
  };
  return (
    <DoorPage title={text('lock.title')} description={text('lock.description', { name: session.staff.name })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          unlock.mutate({ body: usesPin ? { pin } : { password } }, { onError: empty });
        }}
      >
        <Stack>
          <input type="text" autoComplete="username" value={session.staff.name} readOnly hidden />
          {usesPin ? (
            <PinField label={text('pin.field')} value={pin} onChange={setPin} autoFocus />
          ) : (
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
          )}
          {unlock.isError && <FormError error={unlock.error} />}
          {signOut.isError && <FormError error={signOut.error} />}
          <Button type="submit" size="md" loading={unlock.isPending}>
            {text('lock.submit')}
          </Button>
          {mayUsePin && (
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => {
                setWantsPassword(usesPin);
                unlock.reset();
              }}
            >
              {text(usesPin ? 'pin.use_password' : 'pin.use')}
            </Anchor>
          )}
          <Button variant="subtle" color="gray" onClick={() => signOut.mutate(undefined)} loading={signOut.isPending}>
            {text('lock.someone_else')}
          </Button>
        </Stack>
      </form>
    </DoorPage>
  );
}
