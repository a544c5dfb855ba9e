import { Button, Chip, Group, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconFileImport, IconFolderPlus, IconShoppingBag } from '@tabler/icons-react';
import { useState } from 'react';
import { useOperation, usePerform } from '../api/hooks';
import { FormError, Notice } from '../components/pieces';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import { choosePath } from '../platform';

/** The shop exists and its owner is signed in: where backups go, and what the first page is. */
export function BeginStep({ onDone }: { onDone: () => void }) {
  const text = useText();
  const go = (address: string) => {
    window.history.replaceState(null, '', address);
    onDone();
  };
  return (
    <Stack mt="md" gap="xl">
      <BackupFolder />
      <Stack gap="sm">
        <Title order={2} size="h4">
          {text('setup.begin_title')}
        </Title>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Way label={text('setup.begin_import')} hint={text('setup.begin_import_hint')} icon={<IconFileImport size={18} />} onChoose={() => go('/products/imports/new')} />
          <Way label={text('setup.begin_empty')} hint={text('setup.begin_empty_hint')} icon={<IconShoppingBag size={18} />} onChoose={() => go('/home')} />
        </SimpleGrid>
      </Stack>
    </Stack>
  );
}

function Way({ label, hint, icon, onChoose }: { label: string; hint: string; icon: React.ReactNode; onChoose: () => void }) {
  return (
    <Stack gap={6}>
      <Button variant="default" size="md" leftSection={icon} onClick={onChoose}>
        {label}
      </Button>
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
    </Stack>
  );
}

function BackupFolder() {
  const text = useText();
  const fieldError = useFieldError();
  const disks = useOperation('list_backup_folders').data?.disks ?? [];
  const add = usePerform('create_backup_folder');
  const backUp = usePerform('start_backup');
  const [path, setPath] = useState('');
  const [added, setAdded] = useState<string | null>(null);
  const pathError = fieldError(add.error, 'path');
  const choose = async () => {
    const chosen = await choosePath?.('folder');
    if (chosen) setPath(chosen);
  };
  return (
    <Stack gap="sm">
      <div>
        <Title order={2} size="h4">
          {text('setup.backup_title')}
        </Title>
        <Text size="sm" c="dimmed" mt={2}>
          {text('setup.backup_hint')}
        </Text>
      </div>
      {added !== null ? (
        <Notice tone="info" isAnswer>
          {text('setup.backup_added', { path: added })}
        </Notice>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate(
              { body: { path } },
              {
                onSuccess: () => {
                  setAdded(path);
                  backUp.mutate(undefined);
                },
              },
            );
          }}
        >
          <Stack gap="sm">
            {disks.length > 0 && (
              <Chip.Group value={path} onChange={(value) => setPath(value as string)}>
                <Group gap="xs" role="group" aria-label={text('backups.disks')}>
                  {disks.map((disk) => (
                    <Chip key={disk} value={disk}>
                      {disk.split('/').pop()}
                    </Chip>
                  ))}
                </Group>
              </Chip.Group>
            )}
            <Group align="flex-end" gap="xs" wrap="nowrap">
              <TextInput
                label={text('setup.folder')}
                placeholder="/media/stick"
                value={path}
                error={pathError}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setPath(event.currentTarget.value)}
                flex={1}
              />
              {choosePath && (
                <Button variant="default" onClick={() => void choose()}>
                  {text('setup.folder_choose')}
                </Button>
              )}
              <Button type="submit" variant="light" leftSection={<IconFolderPlus size={18} />} loading={add.isPending} disabled={path.trim() === ''}>
                {text('setup.backup_add')}
              </Button>
            </Group>
            {add.isError && !pathError && <FormError error={add.error} />}
            <Text size="sm" c="dimmed">
              {text('setup.backup_later')}
            </Text>
          </Stack>
        </form>
      )}
    </Stack>
  );
}
