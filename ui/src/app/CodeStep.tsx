import { Anchor, Button, Checkbox, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { CodeField } from '../components/CodeField';
import { DoorPage } from '../components/DoorPage';
import { FormError } from '../components/pieces';
import { useText } from '../i18n';

interface CodeStepProps {
  isBusy: boolean;
  error: unknown;
  onCode: (code: string, trust: boolean, onRefused: () => void) => void;
  /** Another way to answer: what was refused before is no matter any more. */
  onSwitch: () => void;
  onBack: () => void;
}

/** The second step of signing in: the six digits of the authenticator, or a recovery code. */
export function CodeStep({ isBusy, error, onCode, onSwitch, onBack }: CodeStepProps) {
  const text = useText();
  const [isRecovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  const [trusts, setTrusts] = useState(false);
  return (
    <DoorPage title={text('code.title')} description={text(isRecovery ? 'code.description_recovery' : 'code.description')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isRecovery) onCode(code.trim(), trusts, () => setCode(''));
        }}
      >
        <Stack>
          {isRecovery ? (
            <TextInput label={text('code.recovery_label')} value={code} autoFocus autoComplete="off" spellCheck={false} autoCapitalize="none" maxLength={40} required withAsterisk={false} readOnly={isBusy} onChange={(event) => setCode(event.currentTarget.value)} />
          ) : (
            <CodeField label={text('code.label')} isBusy={isBusy} onCode={(typed, onRefused) => onCode(typed, trusts, onRefused)} />
          )}
          <Checkbox label={text('trusted.tick')} description={text('trusted.tick_hint')} checked={trusts} onChange={(event) => setTrusts(event.currentTarget.checked)} />
          {Boolean(error) && <FormError error={error} />}
          {isRecovery && (
            <Button type="submit" size="md" loading={isBusy}>
              {text('sign_in.submit')}
            </Button>
          )}
          <Button variant="default" onClick={onBack} disabled={isBusy}>
            {text('code.again')}
          </Button>
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              setRecovery(!isRecovery);
              onSwitch();
            }}
          >
            {text(isRecovery ? 'code.use_authenticator' : 'code.use_recovery')}
          </Anchor>
        </Stack>
      </form>
    </DoorPage>
  );
}
