/** The folders that backups go to, with what lies in each. */
import { ActionIcon, Button, Chip, Group, Modal, Stack, Table, Text, TextInput, Tooltip } from '@mantine/core';
import { IconFolderPlus, IconFolderX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { usePerform } from '../api/hooks';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { DateText } from '../components/DateText';
import { EmptyState, FormError, Notice, StateBadge } from '../components/pieces';
import { useFieldError, useSaid } from '../components/said';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { Section } from './Section';
import classes from './backups.module.css';
import { formatSize } from './size';

type FoldersAnswer = Answer<'list_backup_folders'>;
type Folder = FoldersAnswer['folders'][number];

/** How many backups of a folder are shown before the rest is only counted. */
const SHOWN = 5;

interface FoldersProps {
  answer: FoldersAnswer;
  /** A new folder gets its first backup at once. */
  onAdded: () => void;
}

export function Folders({ answer: { folders, disks }, onAdded }: FoldersProps) {
  const text = useText();
  const remove = usePerform('delete_backup_folder');
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Folder | null>(null);
  const add = (
    <Button variant={folders.length > 0 ? 'default' : 'filled'} leftSection={<IconFolderPlus size={18} />} onClick={() => setAdding(true)}>
      {text('backups.add_folder')}
    </Button>
  );
  return (
    <Section title={text('backups.folders')} description={text('backups.folders_hint')}>
      {folders.length === 0 ? (
        <EmptyState icon={IconFolderX} title={text('backups.no_folder')} action={add}>
          {text('backups.no_folder_hint')}
        </EmptyState>
      ) : (
        <>
          {folders.map((folder) => (
            <FolderCard key={folder.path} folder={folder} onRemove={() => setLeaving(folder)} />
          ))}
          <Group>{add}</Group>
        </>
      )}
      <Modal opened={isAdding} onClose={() => setAdding(false)} title={text('backups.add_folder')} closeButtonProps={{ 'aria-label': text('action.close') }}>
        {isAdding && <AddForm disks={disks} onAdded={onAdded} onClose={() => setAdding(false)} />}
      </Modal>
      <ConfirmDialog
        opened={leaving !== null}
        title={text('backups.remove')}
        confirmLabel={text('backups.remove')}
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate({ body: { path: leaving.path } }, { onSuccess: () => setLeaving(null) })}
        onCancel={() => {
          remove.reset();
          setLeaving(null);
        }}
      >
        {text('backups.remove_hint', { path: leaving?.path ?? '' })}
      </ConfirmDialog>
    </Section>
  );
}

function FolderCard({ folder, onRemove }: { folder: Folder; onRemove: () => void }) {
  const text = useText();
  const say = useSaid();
  const problem = say(folder);
  return (
    <section className={classes.folder} aria-label={folder.path}>
      <div className={classes.head}>
        <Text fw={500} className={classes.path}>
          {folder.path}
        </Text>
        <StateBadge tone={!folder.is_there ? 'warning' : problem ? 'danger' : 'good'}>{text(!folder.is_there ? 'backups.missing' : problem ? 'backups.failed' : 'backups.reachable')}</StateBadge>
        <Tooltip label={text('backups.remove')}>
          <ActionIcon variant="subtle" color="gray" aria-label={text('backups.remove')} onClick={onRemove}>
            <IconFolderX size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
      <Text size="sm" c="dimmed">
        {text('backups.last')}: {typeof folder.done_at_ms === 'number' ? <DateText atMs={folder.done_at_ms} withTime /> : text('backups.never')}
      </Text>
      {problem && <Notice tone="warning">{problem}</Notice>}
      {folder.is_there && <Backups folder={folder} />}
    </section>
  );
}

function Backups({ folder: { backups, path } }: { folder: Folder }) {
  const text = useText();
  const { locale } = useShopFormat();
  const [showsAll, setShowsAll] = useState(false);
  if (backups.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {text('backups.empty')}
      </Text>
    );
  }
  const shown = showsAll ? backups : backups.slice(0, SHOWN);
  return (
    <Stack gap={4} align="flex-start">
      <Table aria-label={path} verticalSpacing={4} horizontalSpacing={0}>
        <Table.Tbody>
          {shown.map((backup) => (
            <Table.Tr key={backup.name}>
              <Table.Td>
                <DateText atMs={backup.created_at_ms} withTime />
              </Table.Td>
              <Table.Td c="dimmed">{text('backups.holds', { sales: backup.holdings.sales, products: backup.holdings.products })}</Table.Td>
              <Table.Td ta="right" className="figure">
                {formatSize(backup.bytes, locale)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {backups.length > shown.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setShowsAll(true)}>
          {text('backups.more', { count: backups.length - shown.length })}
        </Button>
      )}
    </Stack>
  );
}

function AddForm({ disks, onAdded, onClose }: { disks: string[]; onAdded: () => void; onClose: () => void }) {
  const text = useText();
  const fieldError = useFieldError();
  const add = usePerform('create_backup_folder');
  const [path, setPath] = useState('');
  const pathError = fieldError(add.error, 'path');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(
          { body: { path } },
          {
            onSuccess: () => {
              onClose();
              onAdded();
            },
          },
        );
      }}
    >
      <Stack>
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
        <TextInput label={text('backups.folder')} description={text('backups.folder_hint')} value={path} required withAsterisk={false} data-autofocus error={pathError} onChange={(event) => setPath(event.currentTarget.value)} />
        {add.isError && !pathError && <FormError error={add.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text('action.cancel')}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {text('backups.add_folder')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
