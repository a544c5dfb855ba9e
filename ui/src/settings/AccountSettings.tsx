import { Button, Group, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { PASSWORD_LENGTH_MIN } from '../components/password';
import { FormError, PageHeader } from '../components/pieces';
import { useToast } from '../components/toast';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import { Section } from './Section';

/** One's own password; the present one is asked for, because the screen may stand open. */
export default function AccountSettings() {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const change = usePerform('change_current_session');
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [isTried, setTried] = useState(false);
  const differs = next !== again;
  const tooShort = next.length < PASSWORD_LENGTH_MIN;

  const submit = () => {
    setTried(true);
    if (differs || tooShort) return;
    change.mutate(
      { body: { password: present, new_password: next } },
      {
        onSuccess: () => {
          setPresent('');
          setNext('');
          setAgain('');
          setTried(false);
          toast.done(text('account.changed'));
        },
      },
    );
  };
  const shared = { required: true, withAsterisk: false, visibilityToggleButtonProps: { 'aria-label': text('password.show') } };
  return (
    <>
      <PageHeader title={text('settings.account')} description={text('account.description')} />
      <Section title={text('account.change')}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Group align="flex-start" grow>
            <PasswordInput {...shared} label={text('account.present')} value={present} autoComplete="current-password" error={fieldError(change.error, 'password')} onChange={(event) => setPresent(event.currentTarget.value)} />
          </Group>
          <Group align="flex-start" grow mt="md">
            <PasswordInput
              {...shared}
              label={text('staff.new_password')}
              value={next}
              autoComplete="new-password"
              error={isTried && tooShort ? text('password.too_short', { count: PASSWORD_LENGTH_MIN }) : fieldError(change.error, 'new_password')}
              onChange={(event) => setNext(event.currentTarget.value)}
            />
            <PasswordInput
              {...shared}
              label={text('password.again')}
              value={again}
              autoComplete="new-password"
              error={isTried && !tooShort && differs ? text('password.differs') : undefined}
              onChange={(event) => setAgain(event.currentTarget.value)}
            />
          </Group>
          {change.isError && change.error.fields.length === 0 && (
            <Group mt="md">
              <FormError error={change.error} />
            </Group>
          )}
          <Group justify="flex-end" mt="md">
            <Button type="submit" loading={change.isPending}>
              {text('account.change')}
            </Button>
          </Group>
        </form>
      </Section>
    </>
  );
}
