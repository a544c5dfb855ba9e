import { Alert, Button, Checkbox, Code, Group, Stack, Text } from '@mantine/core';
import { IconDeviceFloppy, IconLifebuoy, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { FormError } from '../components/pieces';
import { useText } from '../i18n';
import { printFile, saveFile } from '../platform';
import classes from './RecoveryStep.module.css';

interface RecoveryStepProps {
  identity: string;
  onDone: () => void;
  isBusy: boolean;
}

/** The kit is shown this once. The way on opens when it was saved or printed and the person says where it is. */
export function RecoveryStep({ identity, onDone, isBusy }: RecoveryStepProps) {
  const text = useText();
  const kit = usePerform('print_recovery_kit');
  const [isKept, setKept] = useState(false);
  const [isSure, setSure] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const keep = async (put: typeof saveFile) => {
    setProblem(null);
    try {
      const file = await kit.mutateAsync({ body: { recovery_identity: identity } });
      if ((await put(text('recovery.file_name'), file)) === 'done') setKept(true);
    } catch (reason) {
      setProblem(reason);
    }
  };
  return (
    <Stack mt="md">
      <Alert variant="light" color="plum" icon={<IconLifebuoy />} title={text('recovery.title')}>
        {text('recovery.description')}
      </Alert>
      <div>
        <Text size="sm" fw={500} mb={4}>
          {text('recovery.key')}
        </Text>
        <Code block className={classes.key}>
          {identity}
        </Code>
      </div>
      <Group>
        <Button variant={isKept ? 'default' : 'filled'} leftSection={<IconPrinter size={18} />} onClick={() => void keep(printFile)} loading={kit.isPending}>
          {text('recovery.print')}
        </Button>
        <Button variant="default" leftSection={<IconDeviceFloppy size={18} />} onClick={() => void keep(saveFile)} loading={kit.isPending}>
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
