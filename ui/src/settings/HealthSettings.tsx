/** How the program and the shop's file are: what was looked at, worst first, each with the way to where something can be done about it. */
import { Button, Loader, Stack, Text } from '@mantine/core';
import { IconFileDownload, IconStethoscope } from '@tabler/icons-react';
import { useState } from 'react';
import { call, type Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { PageLink } from '../components/PageLink';
import { ErrorState, Notice, PageHeader, StateBadge, type Tone } from '../components/pieces';
import { useSaid } from '../components/said';
import { useMay } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { saveFile } from '../platform';
import classes from './health.module.css';
import { JobProgress } from './JobProgress';
import { useJob } from './useJob';

type Check = Answer<'find_health'>['checks'][number];

const TONES: Record<Check['state'], Tone> = { good: 'good', look: 'warning', bad: 'danger' };

/** The pages of Settings that are about it, and who may open them. */
const PAGES: Partial<Record<Check['subject'], { to: string; permission: string }>> = {
  backups: { to: '/settings/backup', permission: 'manage_backups' },
  drill: { to: '/settings/backup', permission: 'manage_backups' },
  history: { to: '/settings/audit?tab=history', permission: 'see_audit' },
  keyring: { to: '/settings/keys', permission: 'manage_keys' },
};

export default function HealthSettings() {
  const text = useText();
  const health = useOperation('find_health');
  const last = health.data?.job;
  const look = useJob('start_quick_check', text('health.checked'), { found: last?.state === 'running' ? last.id : null });
  return (
    <>
      <PageHeader
        title={text('health.title')}
        description={text('health.description')}
        actions={
          <>
            <SaveLog />
            <Button leftSection={<IconStethoscope size={18} />} loading={look.isRunning} onClick={() => look.run()}>
              {text('health.check_now')}
            </Button>
          </>
        }
      />
      {look.job && <JobProgress job={look.job} />}
      {look.problem && (
        <Stack mb="md">
          <Notice tone="danger" isAnswer>
            {look.problem}
          </Notice>
        </Stack>
      )}
      {health.error && <ErrorState error={health.error} onRetry={() => void health.refetch()} />}
      {health.isPending && <Loader size="sm" />}
      {health.data && (
        <>
          <ul className={classes.checks}>
            {health.data.checks.map((check) => (
              <CheckRow key={check.subject} check={check} />
            ))}
          </ul>
          <Text size="sm" c="dimmed" mt="md">
            {text('health.log_hint')}
          </Text>
        </>
      )}
    </>
  );
}

function CheckRow({ check }: { check: Check }) {
  const text = useText();
  const say = useSaid();
  const may = useMay();
  const page = PAGES[check.subject];
  const name = text(`health.subject.${check.subject}`);
  return (
    <li className={classes.check}>
      <span className={classes.state}>
        <StateBadge tone={TONES[check.state]}>{text(`health.state.${check.state}`)}</StateBadge>
      </span>
      <div className={classes.what}>
        <Text size="sm" fw={600}>
          {page && may(page.permission) ? <PageLink to={page.to}>{name}</PageLink> : name}
        </Text>
        <Text size="sm">{say(check)}</Text>
      </div>
    </li>
  );
}

function SaveLog() {
  const text = useText();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const file = (await call('download_log_bundle')) as unknown as File;
      if ((await saveFile(file.name, file)) === 'done') toast.done(text('health.log_saved'));
    } catch (reason) {
      toast.problem(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="default" leftSection={<IconFileDownload size={18} />} loading={isBusy} onClick={() => void save()}>
      {text('health.save_log')}
    </Button>
  );
}
