import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { invalidatedTags, markStale } from '../api/cache';
import { useOperation, usePerform } from '../api/hooks';
import { useSaid } from '../components/said';
import { useToast } from '../components/toast';

/** Starts a backup or a drill, follows it, and tells what came of it. */
export function useBackupJob(operation: 'start_backup' | 'start_backup_drill', doneText: string) {
  const cache = useQueryClient();
  const toast = useToast();
  const say = useSaid();
  const start = usePerform(operation);
  const [id, setId] = useState<string | null>(null);
  const job = useOperation('find_job', { path: { id: id ?? '' } }, { isOff: id === null, everyMs: (latest) => (latest && latest.state !== 'running' ? false : 300) }).data;
  const isRunning = id !== null && (!job || job.id !== id || job.state === 'running');
  const [told, setTold] = useState<string | null>(null);

  useEffect(() => {
    if (!job || job.id !== id || job.state === 'running' || told === id) return;
    setTold(id);
    // The server said what becomes stale when the work began; it did so only when it ended.
    void markStale(cache, invalidatedTags(operation));
    if (job.state === 'done') toast.done(doneText);
  }, [job, id, told, cache, operation, toast, doneText]);

  return {
    run: () => start.mutate(undefined, { onSuccess: (begun) => setId(begun.id), onError: toast.problem }),
    isRunning: start.isPending || isRunning,
    job: isRunning ? job : undefined,
    /** Why the last one failed; empty when it did not. */
    problem: !isRunning && job && job.id === id && job.state !== 'done' ? say(job) : '',
  };
}
