import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { usePerform } from '../api/hooks';
import { FormError, Notice } from '../components/pieces';
import { RecoveryKey } from '../components/RecoveryKey';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { KeyDialog } from './KeyDialogs';
import type { KeySlot } from './KeySettings';
import { PasswordForm } from './SecondFactorSection';

interface KitDialogProps {
  /** The kits that work now. */
  old: KeySlot[];
  onClose: () => void;
}

type Kit = Answer<'create_recovery_kit'>;

/** A new recovery kit: the password, then the key, which is shown this once, and what becomes of the old kit. */
export function KitDialog({ old, onClose }: KitDialogProps) {
  const text = useText();
  const create = usePerform('create_recovery_kit');
  const [made, setMade] = useState<{ kit: Kit; password: string } | null>(null);
  return (
    <KeyDialog title={text('keys.kit')} isBusy={made !== null} onClose={onClose}>
      {made ? (
        <KeepStep kit={made.kit} password={made.password} old={old} onClose={onClose} />
      ) : (
        <PasswordForm
          hint={text('keys.kit_hint')}
          label={text('keys.kit_make')}
          isBusy={create.isPending}
          error={create.error}
          onClose={onClose}
          onPassword={(password, onRefused) => create.mutate({ body: { password } }, { onError: onRefused, onSuccess: (kit) => setMade({ kit, password }) })}
        />
      )}
    </KeyDialog>
  );
}

function KeepStep({ kit, password, old, onClose }: KitDialogProps & { kit: Kit; password: string }) {
  const text = useText();
  const toast = useToast();
  const revoke = usePerform('delete_key_slot');
  const [isSure, setSure] = useState(false);
  const [revokesOld, setRevokesOld] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const finish = async () => {
    setProblem(null);
    try {
      if (revokesOld) for (const { id } of old) await revoke.mutateAsync({ path: { id }, body: { password } });
      onClose();
      toast.done(text('keys.kit_ready'));
    } catch (reason) {
      setProblem(reason);
    }
  };
  return (
    <Stack>
      <Notice tone="info">{text('keys.kit_shown')}</Notice>
      <RecoveryKey identity={kit.recovery_identity} isSure={isSure} onSure={setSure} />
      {old.length > 0 && <Checkbox checked={revokesOld} disabled={!isSure} onChange={(event) => setRevokesOld(event.currentTarget.checked)} label={text('keys.kit_revoke_old')} />}
      {Boolean(problem) && <FormError error={problem} />}
      <Group justify="flex-end">
        <Button disabled={!isSure} loading={revoke.isPending} onClick={() => void finish()}>
          {text('factor.done')}
        </Button>
      </Group>
    </Stack>
  );
}
