import { Button, Group, PasswordInput, SimpleGrid } from '@mantine/core';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { NewPasswordFields, useNewPassword } from '../components/NewPasswordFields';
import { FormError } from '../components/pieces';
import { useToast } from '../components/toast';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import { Section } from './Section';

/** One's own password; the present one is asked for, because the screen may stand open. */
export function PasswordSection() {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const change = usePerform('change_current_session');
  const [present, setPresent] = useState('');
  const next = useNewPassword();
  const submit = () => {
    if (!next.check()) return;
    change.mutate(
      { body: { password: present, new_password: next.password } },
      {
        onSuccess: () => {
          setPresent('');
          next.clear();
          toast.done(text('account.changed'));
        },
      },
    );
  };
  return (
    <Section title={text('account.change')} description={text('account.password_hint')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <PasswordInput
          required
          withAsterisk={false}
          label={text('account.present')}
          value={present}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          onChange={(event) => setPresent(event.currentTarget.value)}
        />
        <SimpleGrid cols={2} mt="md">
          {/* A field that is refused is always the new one: a wrong present password is a refusal of its own. */}
          <NewPasswordFields typed={next} error={fieldError(change.error, 'password')} />
        </SimpleGrid>
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
  );
}
