import { Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useOperation, usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { FormError } from '../components/pieces';
import { ROLES, useRoleName } from '../components/roles';
import { useText } from '../i18n';

export function SignInPage({ shopName }: { shopName: string }) {
  const text = useText();
  const signIn = usePerform('create_session');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');

  const demo = useOperation('find_shop_state').data?.demo;

  const enter = (who: string, secret: string) => signIn.mutate({ body: { name: who, password: secret } }, { onError: () => setPassword('') });
  return (
    <DoorPage title={shopName || text('sign_in.title')} description={text('sign_in.description')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enter(name.trim(), password);
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
      {demo && <DemoPeople {...demo} isBusy={signIn.isPending} onChoose={(who) => enter(who, demo.password)} />}
    </DoorPage>
  );
}

interface DemoPeopleProps {
  password: string;
  people: { name: string; role: string }[];
  isBusy: boolean;
  onChoose: (name: string) => void;
}

/** In a demo shop everybody may be anybody: one press shows the shop as this role sees it. */
function DemoPeople({ password, people, isBusy, onChoose }: DemoPeopleProps) {
  const text = useText();
  const roleName = useRoleName();
  const places = ROLES as readonly string[];
  const inOrder = [...people].sort((one, two) => places.indexOf(one.role) - places.indexOf(two.role));
  return (
    <Stack gap={6} mt="lg">
      <Divider mb={4} />
      <Text size="sm" c="dimmed">
        {text('demo.people', { password })}
      </Text>
      {inOrder.map(({ name, role }) => (
        <Button key={name} variant="default" justify="space-between" fullWidth disabled={isBusy} onClick={() => onChoose(name)} rightSection={<Text size="xs" c="dimmed">{roleName(role)}</Text>}>
          {name}
        </Button>
      ))}
    </Stack>
  );
}
