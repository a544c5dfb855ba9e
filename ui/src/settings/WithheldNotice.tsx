import { Button, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { Notice } from '../components/pieces';
import { useOwnAccount } from '../components/shop';
import { useText } from '../i18n';
import { permissionKey } from './permissions';
import { PasswordForm } from './SecondFactorSection';
import classes from './SettingsPage.module.css';

/** On a screen that was opened with a PIN: what of the role is not open there, and the way to open it. */
export function WithheldNotice() {
  const text = useText();
  const { withheld } = useOwnAccount();
  const unlock = usePerform('unlock_current_session');
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    unlock.reset();
    setOpen(false);
  };
  if (withheld.length === 0) return null;
  const hint = text('pin.withheld_hint', { list: withheld.map((permission) => text(permissionKey(permission))).join(' · ') });
  return (
    <div className={classes.withheld}>
      <Notice tone="info" title={text('pin.withheld')}>
        <Stack gap="sm" align="flex-start">
          {hint}
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {text('pin.withheld_open')}
          </Button>
        </Stack>
      </Notice>
      <Modal opened={isOpen} onClose={close} title={text('pin.withheld_open')} closeButtonProps={{ 'aria-label': text('action.close') }}>
        {isOpen && (
          <PasswordForm
            hint={hint}
            label={text('action.continue')}
            isBusy={unlock.isPending}
            error={unlock.error}
            onClose={close}
            onPassword={(password, onRefused) => unlock.mutate({ body: { password } }, { onSuccess: close, onError: onRefused })}
          />
        )}
      </Modal>
    </div>
  );
}
