/** Where backups go and when, what lies there, and whether it could be restored. */
import { Button, Group, Loader, Select, Stack, Text } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import { IconDatabaseExport, IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer, Body } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { DateText } from '../components/DateText';
import { useBeginRestore } from '../components/restore';
import { ErrorState, FormError, Notice, PageHeader, StateBadge } from '../components/pieces';
import { useSaid } from '../components/said';
import { useText } from '../i18n';
import { Section } from './Section';
import { Folders } from './BackupFolders';
import { minuteOf, timeOf } from './size';
import { JobProgress } from './JobProgress';
import { useJob } from './useJob';

type State = Answer<'find_backup_state'>;
type Schedule = Body<'set_backup_plan'>['schedule'];

export default function BackupSettings() {
  const text = useText();
  const state = useOperation('find_backup_state');
  const folders = useOperation('list_backup_folders');
  const restore = useBeginRestore();
  const backup = useJob('start_backup', text('backups.done'));
  const problem = state.error ?? folders.error;
  const say = useSaid();
  // What a folder says itself is not said again above it.
  const isSaidBelow = folders.data?.folders.some((folder) => say(folder) === backup.problem) ?? false;
  const hasFolder = (folders.data?.folders.length ?? 0) > 0;
  return (
    <>
      <PageHeader
        title={text('backups.title')}
        description={text('backups.description')}
        actions={
          <>
            <Button variant="default" leftSection={<IconRestore size={18} />} onClick={restore}>
              {text('restore.title')}
            </Button>
            {hasFolder && (
              <Button leftSection={<IconDatabaseExport size={18} />} loading={backup.isRunning} onClick={() => backup.run()}>
                {text('backups.back_up_now')}
              </Button>
            )}
          </>
        }
      />
      {problem && <ErrorState error={problem} onRetry={() => void Promise.all([state.refetch(), folders.refetch()])} />}
      {!problem && (!state.data || !folders.data) && <Loader size="sm" />}
      {backup.job && <JobProgress job={backup.job} />}
      {backup.problem && !isSaidBelow && (
        <Stack mb="md">
          <Notice tone="danger" isAnswer>
            {backup.problem}
          </Notice>
        </Stack>
      )}
      {state.data && folders.data && (
        <>
          {hasFolder && <Warnings warnings={state.data.warnings} />}
          <Folders answer={folders.data} onAdded={() => backup.run()} />
          {hasFolder && (
            <>
              <PlanSection plan={state.data.plan} />
              <DrillSection drill={state.data.drill} />
            </>
          )}
        </>
      )}
    </>
  );
}

/** What Home warns of too. The folders themselves say when there is none and which of them failed. */
function Warnings({ warnings: all }: { warnings: State['warnings'] }) {
  const text = useText();
  const warnings = all.filter((warning) => warning !== 'no_folder' && warning !== 'folder_failed');
  if (warnings.length === 0) return null;
  return (
    <Stack gap="xs" mb="md">
      {warnings.map((warning) => (
        <Notice key={warning} tone="warning" title={text(`backups.warning.${warning}`)}>
          {text(`backups.warning_hint.${warning}`)}
        </Notice>
      ))}
    </Stack>
  );
}

function PlanSection({ plan }: { plan: State['plan'] }) {
  const text = useText();
  const save = usePerform('set_backup_plan');
  const [time, setTime] = useState(timeOf(plan.minute_of_day));
  const minute = minuteOf(time);
  const saveTime = () => {
    if (minute === null) setTime(timeOf(plan.minute_of_day));
    else if (minute !== plan.minute_of_day) save.mutate({ body: { ...plan, minute_of_day: minute } });
  };
  return (
    <Section title={text('backups.schedule')}>
      <Group align="flex-start">
        <Select
          w={260}
          aria-label={text('backups.schedule')}
          allowDeselect={false}
          value={plan.schedule}
          data={[
            { value: 'daily', label: text('backups.every_day') },
            { value: 'on_close', label: text('backups.on_close') },
            { value: 'off', label: text('backups.off') },
          ]}
          onChange={(value) => value && save.mutate({ body: { ...plan, schedule: value as Schedule } })}
        />
        {plan.schedule === 'daily' && <TimeInput aria-label={text('backups.at')} value={time} onChange={(event) => setTime(event.currentTarget.value)} onBlur={saveTime} />}
      </Group>
      {plan.schedule === 'daily' && (
        <Text size="sm" c="dimmed">
          {text('backups.at_hint')}
        </Text>
      )}
      {save.isError && <FormError error={save.error} />}
    </Section>
  );
}

function DrillSection({ drill }: { drill: State['drill'] }) {
  const text = useText();
  const say = useSaid();
  const tried = useJob('start_backup_drill', text('backups.drill_done'));
  return (
    <Section title={text('backups.drill')} description={text('backups.drill_hint')}>
      {drill ? (
        <Stack gap={6}>
          <Group gap="sm">
            <StateBadge tone={drill.is_good ? 'good' : 'danger'}>{text(drill.is_good ? 'backups.drill_good' : 'backups.drill_bad')}</StateBadge>
            <DateText atMs={drill.at_ms} withTime />
          </Group>
          <Text size="sm" c="dimmed" className="figure">
            {text('backups.tried_with', { file: drill.file_name })}
          </Text>
          {!drill.is_good && <Notice tone="danger">{say(drill)}</Notice>}
        </Stack>
      ) : (
        <Text size="sm">{text('backups.drill_never')}</Text>
      )}
      {tried.job && <JobProgress job={tried.job} />}
      {tried.problem && (!drill || drill.is_good) && (
        <Notice tone="danger" isAnswer>
          {tried.problem}
        </Notice>
      )}
      <Group>
        <Button variant="default" leftSection={<IconRestore size={18} />} loading={tried.isRunning} onClick={() => tried.run()}>
          {text('backups.drill_now')}
        </Button>
      </Group>
    </Section>
  );
}
