/** Print and save one file of the server: a receipt or an issued document. */
import { Button, Group } from '@mantine/core';
import { IconDeviceFloppy, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../api/client';
import { useText } from '../i18n';
import { printFile, saveFile, type FileOutcome } from '../platform';
import { useToast } from './toast';

interface FileKeysProps {
  /** The operation that answers with the file. */
  operation: 'find_receipt' | 'download_document';
  id: string;
}

export function FileKeys({ operation, id }: FileKeysProps) {
  const text = useText();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const hand = async (where: (name: string, file: Blob) => Promise<FileOutcome>, done?: string) => {
    setBusy(true);
    try {
      const file = (await call(operation, { path: { id } })) as unknown as File;
      if ((await where(file.name, file)) === 'done' && done !== undefined) toast.done(done);
    } catch (error) {
      toast.problem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group grow gap="xs" mt="xs">
      <Button variant="default" px="xs" leftSection={<IconPrinter size={17} />} loading={isBusy} onClick={() => void hand(printFile)}>
        {text('action.print')}
      </Button>
      <Button variant="default" px="xs" leftSection={<IconDeviceFloppy size={17} />} disabled={isBusy} onClick={() => void hand(saveFile, text('action.saved'))}>
        {text('action.save')}
      </Button>
    </Group>
  );
}
