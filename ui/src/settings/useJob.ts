import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { invalidatedTags, markStale } from '../api/cache';
import type { Answer, Input } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { useSaid } from '../components/said';
import { useToast } from '../components/toast';

type Starting = 'start_backup' | 'start_backup_drill' | 'start_verification' | 'start_quick_check' | 'start_retention_purge' | 'start_archive';

export type Job = Answer<'find_job'>;

interface Following {
  /** Work that was at work already when the page was opened. */
  found?: string | null | undefined;
  onDone?: (job: Job) => void;
}

/** Starts long work, follows it, and tells what came of it. */
export function useJob<Name extends Starting>(operation: Name, doneText: string, { found = null, onDone }: Following = {}) {
  const cache = useQueryClient();
  const toast = useToast();
  const say = useSaid();
  const start = usePerform(operation);
  const cancel = usePerform('cancel_job');
  const [begun, setBegun] = useState<string | null>(null);
  const id = begun ?? found;
  const job = useOperation('find_job', { path: { id: id ?? '' } }, { isOff: id === null, everyMs: (latest) => (latest && latest.state !== 'running' ? false : 300) }).data;
  const isRunning = id !== null && (!job || job.id !== id || job.state === 'running');
  const [told, setTold] = useState<string | null>(null);

  useEffect(() => {
    if (!job || job.id !== id || job.state === 'running' || told === id) return;
    setTold(id);
    // The server said what becomes stale when the work began; it did so only when it ended.
    void markStale(cache, invalidatedTags(operation));
    if (job.state === 'done') {
      toast.done(doneText);
      onDone?.(job);
    }
  }, [job, id, told, cache, operation, toast, doneText, onDone]);

  return {
    run: (input?: Input<Name>) => start.mutate(input, { onSuccess: (row) => setBegun((row as Job).id), onError: toast.problem }),
    cancel: () => id !== null && cancel.mutate({ path: { id } }, { onError: toast.problem }),
    isRunning: start.isPending || isRunning,
    job: isRunning ? job : undefined,
    /** Why the last one failed; empty when it did not. */
    problem: !isRunning && job && job.id === id && job.state !== 'done' ? say(job) : '',
  };
}
