import { ActionIcon, Button, Group, Indicator, Popover, Progress, Stack, Text, Tooltip } from '@mantine/core';
import { IconProgress } from '@tabler/icons-react';
import { useText } from '../i18n';
import { formatCount } from './Amount';
import { StateBadge, type Tone } from './pieces';
import { useShopFormat } from './shop';

/** One long piece of work as the tray shows it. */
export interface TrayJob {
  id: string;
  title: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  total: number | null;
  /** Rows or files a second, when known. */
  rate: number | null;
  message: string | null;
  /** Where its outcome is to be seen. */
  href: string | null;
}

interface JobTrayProps {
  jobs: TrayJob[];
  onCancel: (id: string) => void;
  onOpen: (href: string) => void;
}

const TONES: Record<TrayJob['state'], Tone> = { queued: 'pending', running: 'info', done: 'good', failed: 'danger', cancelled: 'neutral' };

/** Long work in the top bar: how far, how fast, stop it, see what came of it. */
export function JobTray({ jobs, onCancel, onOpen }: JobTrayProps) {
  const text = useText();
  const running = jobs.filter((job) => job.state === 'running' || job.state === 'queued').length;
  const label = running > 0 ? text('jobs.running', { count: running }) : text('jobs.title');
  return (
    <Popover width={380} position="bottom-end" shadow="sm" trapFocus>
      <Popover.Target>
        <Tooltip label={label}>
          <Indicator disabled={running === 0} label={running} size={16}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label}>
              <IconProgress size={20} stroke={1.6} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="md" mah={420} className="scrolls">
          <Text fw={600}>{text('jobs.title')}</Text>
          {jobs.length === 0 && (
            <Text size="sm" c="dimmed">
              {text('jobs.empty')}
            </Text>
          )}
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} onCancel={onCancel} onOpen={onOpen} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function JobRow({ job, onCancel, onOpen }: { job: TrayJob } & Omit<JobTrayProps, 'jobs'>) {
  const text = useText();
  const { locale } = useShopFormat();
  const percent = job.total ? Math.min(100, (job.done / job.total) * 100) : 0;
  const isRunning = job.state === 'running' || job.state === 'queued';
  const { href } = job;
  return (
    <Stack gap={6}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={500} truncate>
          {job.title}
        </Text>
        <StateBadge tone={TONES[job.state]}>{text(`jobs.state.${job.state}`)}</StateBadge>
      </Group>
      {isRunning && <Progress value={job.total ? percent : 100} animated={!job.total} size="sm" aria-label={job.title} />}
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed" className="figure">
          {job.message ??
            text(job.total === null ? 'jobs.count' : 'jobs.progress', {
              done: formatCount(job.done, locale),
              total: formatCount(job.total ?? 0, locale),
            })}
          {isRunning && job.rate ? ` · ${text('jobs.rate', { rate: formatCount(Math.round(job.rate), locale) })}` : ''}
        </Text>
        <Group gap={4}>
          {isRunning && (
            <Button size="compact-xs" variant="default" onClick={() => onCancel(job.id)}>
              {text('action.cancel')}
            </Button>
          )}
          {href !== null && !isRunning && (
            <Button size="compact-xs" variant="light" onClick={() => onOpen(href)}>
              {text('jobs.open')}
            </Button>
          )}
        </Group>
      </Group>
    </Stack>
  );
}
