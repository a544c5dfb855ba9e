import { Button, Checkbox, Code, Group, Text } from '@mantine/core';
import { IconDeviceFloppy, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { useText } from '../i18n';
import { printFile, saveFile } from '../platform';
import { FormError } from './pieces';
import classes from './RecoveryKey.module.css';

interface RecoveryKeyProps {
  identity: string;
  /** Whether the person has said that the kit is kept. */
  isSure: boolean;
  onSure: (isSure: boolean) => void;
}

/** The key of a recovery kit, which is shown this once: printed or saved first, and then the person says that it is kept. */
export function RecoveryKey({ identity, isSure, onSure }: RecoveryKeyProps) {
  const text = useText();
  const kit = usePerform('print_recovery_kit');
  const [isKept, setKept] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const keep = async (put: typeof saveFile) => {
    setProblem(null);
    try {
      const sheet = await kit.mutateAsync({ body: { recovery_identity: identity } });
      if ((await put(text('recovery.file_name'), sheet)) === 'done') setKept(true);
    } catch (reason) {
      setProblem(reason);
    }
  };
  return (
    <>
      <div>
        <Text size="sm" fw={500} mb={4}>
          {text('recovery.key')}
        </Text>
        <Code block className={classes.key ?? ''}>
          {identity}
        </Code>
      </div>
      <Group gap="xs">
        <Button variant={isKept ? 'default' : 'filled'} leftSection={<IconPrinter size={18} />} loading={kit.isPending} onClick={() => void keep(printFile)} data-autofocus>
          {text('recovery.print')}
        </Button>
        <Button variant="default" leftSection={<IconDeviceFloppy size={18} />} disabled={kit.isPending} onClick={() => void keep(saveFile)}>
          {text('recovery.save')}
        </Button>
      </Group>
      {Boolean(problem) && <FormError error={problem} />}
      <Checkbox checked={isSure} disabled={!isKept} onChange={(event) => onSure(event.currentTarget.checked)} label={text('recovery.sure')} />
    </>
  );
}
