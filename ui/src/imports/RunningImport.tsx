import { Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useOperation, usePerform } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { PageLink, useOpenPage } from '../components/PageLink';
import { ErrorState, FormError, Notice } from '../components/pieces';
import { useSaid } from '../components/said';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import type { ImportQuery } from './file';
import classes from './imports.module.css';
import { importIdOf, isOver, progressOf } from './progress';
import { useStaleAfter } from './useStaleAfter';

interface RunningImportProps {
  jobId: string;
  file: File;
  /** What the import was started with: going on must read the columns the same way. */
  query: ImportQuery;
  onRestart: (jobId: string) => void;
}

/** An import at work: how far, how fast, stop it. It goes on when the page is left; the job tray shows it then. */
export function RunningImport({ jobId, file, query, onRestart }: RunningImportProps) {
  const text = useText();
  const say = useSaid();
  const open = useOpenPage();
  const { locale } = useShopFormat();
  const found = useOperation('find_job', { path: { id: jobId } }, { everyMs: (job) => (isOver(job) ? false : 400) });
  const cancel = usePerform('cancel_job');
  const start = usePerform('start_import');
  const job = found.data;
  const [began, setBegan] = useState<{ jobId: string; done: number; atMs: number } | null>(null);
  const state = job?.state;

  useStaleAfter(state);
  const importId = importIdOf(job);
  useEffect(() => {
    if (state === 'done' && importId !== null) open(`/products/imports/${importId}`);
    // Opening the result is the end of this page; a new `open` is no reason to do it again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [state, importId]);

  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!job) return null;
  if (job.done > 0 && began?.jobId !== job.id) setBegan({ jobId: job.id, done: job.done, atMs: job.updated_at_ms });
  const { percent, rate, secondsLeft } = progressOf(job, began);
  const count = (value: number) => formatCount(value, locale);
  const isRunning = state === 'running';
  return (
    <Paper className={classes.panel} maw={680}>
      <Stack gap="sm">
        <Title order={2}>{text(isRunning ? 'imports.running' : state === 'cancelled' ? 'imports.cancelled' : state === 'failed' ? 'imports.failed' : 'imports.finished')}</Title>
        <Progress value={percent ?? 100} animated={isRunning && percent === null} size="lg" aria-label={text('imports.progress')} />
        <Group justify="space-between">
          <Text size="sm" className="figure">
            {isRunning && job.done === 0 ? text('imports.reading') : job.total ? text('jobs.progress', { done: count(job.done), total: count(job.total) }) : text('jobs.count', { done: count(job.done) })}
            {rate !== null && ` · ${text('imports.rate', { rate: count(rate) })}`}
          </Text>
          {isRunning && secondsLeft !== null && (
            <Text size="sm" c="dimmed" className="figure">
              {text('imports.left', { seconds: secondsLeft })}
            </Text>
          )}
        </Group>
        {state === 'failed' && (
          <Notice tone="danger" isAnswer>
            {say(job)}
          </Notice>
        )}
        <Text size="sm" c="dimmed">
          {text(isRunning ? 'imports.running_hint' : 'imports.cancelled_hint')}
        </Text>
        {cancel.isError && <FormError error={cancel.error} />}
        {start.isError && <FormError error={start.error} />}
        <Group gap="xs">
          {isRunning && (
            <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ path: { id: jobId } })}>
              {text('imports.cancel')}
            </Button>
          )}
          {!isRunning && state !== 'done' && (
            <Button loading={start.isPending} onClick={() => start.mutate({ query, body: file }, { onSuccess: (next) => onRestart(next.id) })}>
              {text('imports.resume')}
            </Button>
          )}
          {!isRunning && <PageLink to="/products/imports">{text('imports.to_list')}</PageLink>}
        </Group>
      </Stack>
    </Paper>
  );
}
