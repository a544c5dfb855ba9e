import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { NewPasswordFields, useNewPassword } from '../components/NewPasswordFields';
import { FormError } from '../components/pieces';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import classes from './LostPage.module.css';

interface LostPageProps {
  onBack: () => void;
  /** The owner of this name has a new password. */
  onDone: (name: string) => void;
}

/** For an owner who lost their password or second factor and holds the recovery kit. */
export function LostPage({ onBack, onDone }: LostPageProps) {
  const text = useText();
  const fieldError = useFieldError();
  const recover = usePerform('recover_owner');
  const [key, setKey] = useState('');
  const [name, setName] = useState('');
  const next = useNewPassword();
  const submit = () => {
    if (!next.check()) return;
    // The kit shows the key in groups and lines.
    const body = { recovery_identity: key.replace(/\s/g, ''), name: name.trim(), new_password: next.password };
    recover.mutate({ body }, { onSuccess: (owner) => onDone(owner.name) });
  };
  return (
    <DoorPage title={text('lost.title')} description={text('lost.description')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <Textarea
            label={text('lost.key')}
            description={text('lost.key_hint')}
            classNames={{ input: classes.key ?? '' }}
            value={key}
            autosize
            minRows={3}
            maxRows={8}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="characters"
            maxLength={400}
            required
            withAsterisk={false}
            error={fieldError(recover.error, 'recovery_identity')}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          <TextInput label={text('lost.name')} value={name} autoComplete="username" maxLength={200} required withAsterisk={false} error={fieldError(recover.error, 'name')} onChange={(event) => setName(event.currentTarget.value)} />
          <NewPasswordFields typed={next} error={fieldError(recover.error, 'password')} />
          {recover.isError && recover.error.fields.length === 0 && <FormError error={recover.error} />}
          <Button type="submit" size="md" loading={recover.isPending}>
            {text('lost.submit')}
          </Button>
          <Button variant="default" onClick={onBack} disabled={recover.isPending}>
            {text('lost.back')}
          </Button>
        </Stack>
      </form>
    </DoorPage>
  );
}
