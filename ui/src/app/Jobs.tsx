import type { Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { JobTray, type TrayJob } from '../components/JobTray';
import { useOpenPage } from '../components/PageLink';
import { useSaid } from '../components/said';
import { useMay } from '../components/shop';
import { useToast } from '../components/toast';
import { useText, type MessageId, type Text } from '../i18n';

type Job = Answer<'list_jobs'>[number];

/** How often running work is asked for. */
const WATCH_MS = 1_000;

/** Whoever holds one of these can start long work. */
const STARTERS = ['import_data', 'manage_backups', 'see_audit', 'see_health', 'manage_privacy'];

/** The job tray of the top bar. Work is watched while it runs; starting some refreshes the list by its tag. */
export function Jobs() {
  const may = useMay();
  return STARTERS.some(may) ? <Watched /> : null;
}

function Watched() {
  const open = useOpenPage();
  const toast = useToast();
  const say = useSaid();
  const text = useText();
  const cancel = usePerform('cancel_job');
  const jobs = useOperation('list_jobs', undefined, { everyMs: (latest) => (latest?.some((job) => job.state === 'running') ? WATCH_MS : false) });
  return (
    <JobTray
      jobs={(jobs.data ?? []).slice(0, 20).map((job) => trayJob(job, say, text))}
      onCancel={(id) => cancel.mutate({ path: { id } }, { onError: toast.problem })}
      onOpen={(href) => open(href)}
    />
  );
}

/** Work that is no file by name goes by what it is. */
const TITLES: Record<string, MessageId> = {
  backup: 'backups.job',
  backup_drill: 'backups.job_drill',
  quick_check: 'health.job',
  verification: 'history.job',
  archive: 'history.job_archive',
  retention: 'privacy.job',
};

/** The page of Settings that starts it and shows what came of it. */
const PAGES: Record<string, string> = {
  backup: '/settings/backup',
  backup_drill: '/settings/backup',
  quick_check: '/settings/health',
  verification: '/settings/audit?tab=history',
  archive: '/settings/audit?tab=history',
  retention: '/settings/privacy',
};

function trayJob(job: Job, say: (said: Job) => string, text: Text): TrayJob {
  const title = TITLES[job.kind];
  const seconds = (job.updated_at_ms - job.started_at_ms) / 1000;
  return {
    id: job.id,
    title: title ? text(title) : job.title,
    state: job.state as TrayJob['state'],
    done: job.done,
    total: job.total ?? null,
    rate: seconds > 1 ? job.done / seconds : null,
    message: say(job) || null,
    href: hrefOf(job),
  };
}

/** Where the outcome of a job is to be seen: an import leads to its report. */
function hrefOf({ kind, result }: Job): string | null {
  const page = PAGES[kind];
  if (page) return page;
  if (kind !== 'import' || typeof result !== 'object' || result === null) return null;
  const { id } = result as { id?: unknown };
  return typeof id === 'string' ? `/products/imports/${id}` : null;
}
