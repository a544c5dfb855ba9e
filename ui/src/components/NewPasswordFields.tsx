import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n';
import { PASSWORD_LENGTH_MIN } from './password';

/** A new password typed twice. `check` says whether it can be sent, and shows from then on what is wrong. */
export function useNewPassword() {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [isTried, setTried] = useState(false);
  const isTooShort = password.length < PASSWORD_LENGTH_MIN;
  const differs = password !== again;
  return {
    password,
    setPassword,
    again,
    setAgain,
    isTooShort: isTried && isTooShort,
    differs: isTried && !isTooShort && differs,
    check: () => {
      setTried(true);
      return !isTooShort && !differs;
    },
    clear: () => {
      setPassword('');
      setAgain('');
      setTried(false);
    },
  };
}

interface NewPasswordFieldsProps {
  typed: ReturnType<typeof useNewPassword>;
  /** What the server said about it. */
  error: string | undefined;
}

export function NewPasswordFields({ typed, error }: NewPasswordFieldsProps) {
  const text = useText();
  const shared = { required: true, withAsterisk: false, autoComplete: 'new-password', visibilityToggleButtonProps: { 'aria-label': text('password.show') } };
  return (
    <>
      <PasswordInput
        {...shared}
        label={text('staff.new_password')}
        value={typed.password}
        error={typed.isTooShort ? text('password.too_short', { count: PASSWORD_LENGTH_MIN }) : error}
        onChange={(event) => typed.setPassword(event.currentTarget.value)}
      />
      <PasswordInput
        {...shared}
        label={text('password.again')}
        value={typed.again}
        error={typed.differs ? text('password.differs') : undefined}
        onChange={(event) => typed.setAgain(event.currentTarget.value)}
      />
    </>
  );
}
