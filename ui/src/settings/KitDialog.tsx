import { Button, Checkbox, Code, Group, Stack, Text } from '@mantine/core';
import { IconDeviceFloppy, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { usePerform } from '../api/hooks';
import { FormError, Notice } from '../components/pieces';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { printFile, saveFile } from '../platform';
import { KeyDialog } from './KeyDialogs';
import type { KeySlot } from './KeySettings';
import { PasswordForm } from './SecondFactorSection';
import classes from './keys.module.css';

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
  const print = usePerform('print_recovery_kit');
  const revoke = usePerform('delete_key_slot');
  const [isKept, setKept] = useState(false);
  const [isSure, setSure] = useState(false);
  const [revokesOld, setRevokesOld] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const keep = async (put: typeof saveFile) => {
    setProblem(null);
    try {
      const sheet = await print.mutateAsync({ body: { recovery_identity: kit.recovery_identity } });
      if ((await put(text('recovery.file_name'), sheet)) === 'done') setKept(true);
    } catch (reason) {
      setProblem(reason);
    }
  };
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
      <div>
        <Text size="sm" fw={500} mb={4}>
          {text('recovery.key')}
        </Text>
        <Code block className={classes.key ?? ''}>
          {kit.recovery_identity}
        </Code>
      </div>
      <Group gap="xs">
        <Button variant={isKept ? 'default' : 'filled'} leftSection={<IconPrinter size={18} />} loading={print.isPending} onClick={() => void keep(printFile)} data-autofocus>
          {text('recovery.print')}
        </Button>
        <Button variant="default" leftSection={<IconDeviceFloppy size={18} />} disabled={print.isPending} onClick={() => void keep(saveFile)}>
          {text('recovery.save')}
        </Button>
      </Group>
      <Checkbox checked={isSure} disabled={!isKept} onChange={(event) => setSure(event.currentTarget.checked)} label={text('recovery.sure')} />
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
