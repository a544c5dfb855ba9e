import { Button, Checkbox, Code, Group, Stack, Text } from '@mantine/core';
import { IconDeviceFloppy, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { usePerform } from '../api/hooks';
import { FormError, Notice } from '../components/pieces';
import { useText } from '../i18n';
import { printFile, saveFile } from '../platform';
import classes from './RecoveryStep.module.css';

interface RecoveryStepProps {
  made: Answer<'set_up_shop'>;
  onDone: () => void;
  isBusy: boolean;
}

/** The kit is shown this once. The way on opens when it was printed or saved and the person says that it is kept. */
export function RecoveryStep({ made, onDone, isBusy }: RecoveryStepProps) {
  const text = useText();
  const kit = usePerform('print_recovery_kit');
  const [isKept, setKept] = useState(false);
  const [isSure, setSure] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const opensByPassword = !made.key_slots.includes('keyring') && made.key_slots.includes('passphrase');

  const keep = async (put: typeof saveFile) => {
    setProblem(null);
    try {
      const sheet = await kit.mutateAsync({ body: { recovery_identity: made.recovery_identity } });
      if ((await put(text('recovery.file_name'), sheet)) === 'done') setKept(true);
    } catch (reason) {
      setProblem(reason);
    }
  };
  return (
    <Stack mt="md">
      <Notice tone="info" title={text('recovery.title')}>
        {text('recovery.description')}
      </Notice>
      <div>
        <Text size="sm" fw={500} mb={4}>
          {text('recovery.key')}
        </Text>
        <Code block className={classes.key}>
          {made.recovery_identity}
        </Code>
      </div>
      {opensByPassword && (
        <Text size="sm" c="dimmed">
          {text('recovery.opens_by_passphrase')}
        </Text>
      )}
      <Group>
        <Button variant={isKept ? 'default' : 'filled'} leftSection={<IconPrinter size={18} />} onClick={() => void keep(printFile)} loading={kit.isPending}>
          {text('recovery.print')}
        </Button>
        <Button variant="default" leftSection={<IconDeviceFloppy size={18} />} onClick={() => void keep(saveFile)} disabled={kit.isPending}>
          {text('recovery.save')}
        </Button>
      </Group>
      {Boolean(problem) && <FormError error={problem} />}
      <Checkbox checked={isSure} onChange={(event) => setSure(event.currentTarget.checked)} disabled={!isKept} label={text('recovery.sure')} />
      <Group justify="flex-end">
        <Button onClick={onDone} disabled={!isKept || !isSure} loading={isBusy}>
          {text('recovery.open_shop')}
        </Button>
      </Group>
    </Stack>
  );
}
