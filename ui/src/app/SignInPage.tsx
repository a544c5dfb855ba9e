import { Anchor, Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useOperation, usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { FormError, Notice } from '../components/pieces';
import { ROLES, useRoleName } from '../components/roles';
import { useText } from '../i18n';
import { CodeStep } from './CodeStep';
import { LostPage } from './LostPage';

type Step = 'password' | 'code' | 'lost';

export function SignInPage({ shopName }: { shopName: string }) {
  const text = useText();
  const signIn = usePerform('create_session');
  const [step, setStep] = useState<Step>('password');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  // The owner who has just come back with the recovery kit.
  const [recovered, setRecovered] = useState<string | null>(null);

  const go = (next: Step) => {
    signIn.reset();
    setStep(next);
  };
  const demo = useOperation('find_shop_state').data?.demo;
  const enter = (who: string, secret: string) => {
    setRecovered(null);
    signIn.mutate(
      { body: { name: who, password: secret } },
      {
        onError: (refusal) => {
          if (refusal.code !== 'code_needed') return setPassword('');
          setName(who);
          setPassword(secret);
          go('code');
        },
      },
    );
  };
  if (step === 'lost') {
    return (
      <LostPage
        onBack={() => go('password')}
        onDone={(owner) => {
          setRecovered(owner);
          setName(owner);
          setPassword('');
          go('password');
        }}
      />
    );
  }
  if (step === 'code') {
    return (
      <CodeStep
        isBusy={signIn.isPending}
        error={signIn.error}
        onCode={(code, trust, onRefused) => signIn.mutate({ body: { name: name.trim(), password, code, trust } }, { onError: onRefused })}
        onSwitch={() => signIn.reset()}
        onBack={() => go('password')}
      />
    );
  }
  return (
    <DoorPage title={shopName || text('sign_in.title')} description={text('sign_in.description')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enter(name.trim(), password);
        }}
      >
        <Stack>
          {recovered !== null && (
            <Notice tone="info" title={text('lost.done_title')} isAnswer>
              {text('lost.done', { name: recovered })}
            </Notice>
          )}
          <TextInput
            label={text('sign_in.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoComplete="username"
            autoFocus={recovered === null}
            required
            withAsterisk={false}
            maxLength={200}
          />
          <PasswordInput
            label={text('sign_in.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            autoFocus={recovered !== null}
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          />
          {signIn.isError && signIn.error.code !== 'code_needed' && <FormError error={signIn.error} />}
          <Button type="submit" size="md" loading={signIn.isPending}>
            {text('sign_in.submit')}
          </Button>
          <Anchor component="button" type="button" size="sm" c="dimmed" onClick={() => go('lost')}>
            {text('lost.link')}
          </Anchor>
        </Stack>
      </form>
      {demo && <DemoPeople {...demo} isBusy={signIn.isPending} onChoose={(who) => enter(who, demo.password)} />}
    </DoorPage>
  );
}

interface DemoPeopleProps {
  password: string;
  people: { name: string; role: string; role_name: string }[];
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
      {inOrder.map(({ name, role_name }) => (
        <Button key={name} variant="default" justify="space-between" fullWidth disabled={isBusy} onClick={() => onChoose(name)} rightSection={<Text size="xs" c="dimmed">{roleName(role_name)}</Text>}>
          {name}
        </Button>
      ))}
    </Stack>
  );
}
