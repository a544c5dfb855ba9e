import { Button, Group, Loader, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../../api/client';
import { useOperation } from '../../api/hooks';
import { DateText } from '../../components/DateText';
import { FormError, StateBadge } from '../../components/pieces';
import { useFieldError } from '../../components/said';
import { useShopFormat } from '../../components/shop';
import { useText } from '../../i18n';
import { choosePath } from '../../platform';
import { formatSize } from '../../settings/size';
import classes from './restore.module.css';

interface ChooseStepProps {
  isBusy: boolean;
  error: unknown;
  onChoose: (path: string) => void;
  onBack: () => void;
}

type Found = Answer<'list_restorable_backups'>['backups'][number];

export function ChooseStep({ isBusy, error, onChoose, onBack }: ChooseStepProps) {
  const text = useText();
  const fieldError = useFieldError();
  const [typed, setTyped] = useState('');
  // Where is looked; empty: on the disks that are plugged in, and in the folders the shop knows.
  const [place, setPlace] = useState('');
  const found = useOperation('list_restorable_backups', place === '' ? {} : { query: { path: place } });
  const backups = found.data?.backups ?? [];
  const choose = async () => {
    const path = await choosePath?.('file');
    if (path) onChoose(path);
  };
  return (
    <>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {text('restore.choose_hint')}
        </Text>
        <Button variant="subtle" size="compact-sm" flex="none" leftSection={<IconRefresh size={16} />} loading={found.isFetching} onClick={() => void found.refetch()}>
          {text('restore.again')}
        </Button>
      </Group>
      {found.isPending && <Loader size="sm" />}
      {backups.length > 0 && (
        <ul className={classes.found} aria-label={text('restore.choose')}>
          {backups.map((backup) => (
            <li key={backup.path}>
              <FoundBackup backup={backup} isBusy={isBusy} onChoose={() => onChoose(backup.path)} />
            </li>
          ))}
        </ul>
      )}
      {found.data && backups.length === 0 && <Text size="sm">{text(place === '' ? 'restore.none' : 'restore.none_there')}</Text>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setPlace(typed.trim());
        }}
      >
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            label={text('restore.path')}
            description={text('restore.path_hint')}
            value={typed}
            error={fieldError(found.error, 'path')}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.currentTarget.value)}
            flex={1}
          />
          {choosePath && (
            <Button variant="default" onClick={() => void choose()}>
              {text('restore.choose_file')}
            </Button>
          )}
          <Button type="submit" variant="light" loading={found.isFetching && place !== ''}>
            {text('restore.look')}
          </Button>
        </Group>
      </form>
      {found.isError && !fieldError(found.error, 'path') && <FormError error={found.error} />}
      {Boolean(error) && <FormError error={error} />}
      <Group>
        <Button variant="default" onClick={onBack}>
          {text('action.back')}
        </Button>
      </Group>
    </>
  );
}

function FoundBackup({ backup, isBusy, onChoose }: { backup: Found; isBusy: boolean; onChoose: () => void }) {
  const text = useText();
  const { locale } = useShopFormat();
  return (
    <UnstyledButton className={classes.backup} disabled={isBusy} onClick={onChoose}>
      <span className={classes.what}>
        <span className={classes.when}>
          {typeof backup.created_at_ms === 'number' ? <DateText atMs={backup.created_at_ms} withTime /> : text('restore.unknown_time')}
          {backup.is_of_this_shop && <StateBadge tone="info">{text('restore.of_this_shop')}</StateBadge>}
        </span>
        <span className={classes.where}>{backup.path}</span>
      </span>
      <span className="figure">{formatSize(backup.bytes, locale)}</span>
      <IconChevronRight size={18} aria-hidden />
    </UnstyledButton>
  );
}
