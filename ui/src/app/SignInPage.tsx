import { Avatar, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useOperation, usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { FormError } from '../components/pieces';
import { useText } from '../i18n';

export function SignInPage({ shopName }: { shopName: string }) {
  const text = useText();
  const names = useOperation('list_sign_in_names');
  const signIn = usePerform('sign_in');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const passwordField = useRef<HTMLInputElement>(null);
  // In a small team a tap is faster than typing; a long list would only be in the way.
  const people = names.data && names.data.length <= 8 ? names.data.map((person) => person.name) : [];

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
          {people.length > 0 && (
            <Group gap={6} role="group" aria-label={text('sign_in.people')}>
              {people.map((person) => (
                <Button
                  key={person}
                  size="xs"
                  variant={person === name ? 'light' : 'default'}
                  leftSection={<Avatar size={20} name={person} color="plum" aria-hidden />}
                  onClick={() => {
                    setName(person);
                    passwordField.current?.focus();
                  }}
                >
                  {person}
                </Button>
              ))}
            </Group>
          )}
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
            ref={passwordField}
            label={text('sign_in.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          />
          {signIn.isError && <FormError error={signIn.error} />}
          <Button type="submit" size="md" loading={signIn.isPending} disabled={name.trim() === '' || password === ''}>
            {text('sign_in.submit')}
          </Button>
        </Stack>
      </form>
    </DoorPage>
  );
}
