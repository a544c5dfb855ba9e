import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { FormError } from '../components/pieces';
import { useText } from '../i18n';

export function SignInPage({ shopName }: { shopName: string }) {
  const text = useText();
  const signIn = usePerform('create_session');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');

  const submit = () => {
    signIn.mutate({ body: { name: name.trim(), password } }, { onError: () => setPassword('') });
  };
  return (
    <DoorPage title={shopName || text('sign_in.title')} description={text('sign_in.description')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <TextInput
            label={text('sign_in.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoComplete="username"
            autoFocus
            required
            withAsterisk={false}
            maxLength={200}
          />
          <PasswordInput
            label={text('sign_in.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          />
          {signIn.isError && <FormError error={signIn.error} />}
          <Button type="submit" size="md" loading={signIn.isPending}>
            {text('sign_in.submit')}
          </Button>
        </Stack>
      </form>
    </DoorPage>
  );
}
