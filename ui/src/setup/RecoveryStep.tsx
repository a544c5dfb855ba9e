import { Button, Checkbox, Code, Group, Stack, Text } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { FormError, Notice } from '../components/pieces';
import { useText } from '../i18n';
import { saveFile } from '../platform';
import classes from './RecoveryStep.module.css';

interface RecoveryStepProps {
  made: Answer<'set_up_shop'>;
  shopName: string;
  onDone: () => void;
  isBusy: boolean;
}

/** The kit is shown this once. The way on opens when it was saved and the person says that it is kept. */
export function RecoveryStep({ made, shopName, onDone, isBusy }: RecoveryStepProps) {
  const text = useText();
  const [isKept, setKept] = useState(false);
  const [isSure, setSure] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const opensByPassword = !made.key_slots.includes('keyring') && made.key_slots.includes('passphrase');

  const keep = async () => {
    setProblem(null);
    const sheet = [`Counterfoil · ${shopName}`, '', text('recovery.title'), text('recovery.description'), '', `${text('recovery.key')}:`, made.recovery_identity, ''];
    try {
      const outcome = await saveFile(text('recovery.file_name'), new Blob([sheet.join('\r\n')], { type: 'text/plain;charset=utf-8' }));
      if (outcome === 'done') setKept(true);
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
        <Button variant={isKept ? 'default' : 'filled'} leftSection={<IconDeviceFloppy size={18} />} onClick={() => void keep()}>
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
