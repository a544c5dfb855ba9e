import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { Notice } from '../components/pieces';
import { RecoveryKey } from '../components/RecoveryKey';
import { useText } from '../i18n';

interface RecoveryStepProps {
  made: Answer<'set_up_shop'>;
  onDone: () => void;
  isBusy: boolean;
}

/** The way on opens when the kit was printed or saved and the person says that it is kept. */
export function RecoveryStep({ made, onDone, isBusy }: RecoveryStepProps) {
  const text = useText();
  const [isSure, setSure] = useState(false);
  const opensByPassword = !made.key_slots.includes('keyring') && made.key_slots.includes('passphrase');
  return (
    <Stack mt="md">
      <Notice tone="info" title={text('recovery.title')}>
        {text('recovery.description')}
      </Notice>
      {opensByPassword && (
        <Text size="sm" c="dimmed">
          {text('recovery.opens_by_passphrase')}
        </Text>
      )}
      <RecoveryKey identity={made.recovery_identity} isSure={isSure} onSure={setSure} />
      <Group justify="flex-end">
        <Button onClick={onDone} disabled={!isSure} loading={isBusy}>
          {text('recovery.open_shop')}
        </Button>
      </Group>
    </Stack>
  );
}
