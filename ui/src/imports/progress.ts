/** How far a job is, as a person wants to read it. */

export interface JobLike {
  state: string;
  done: number;
  total?: number | null | undefined;
  started_at_ms: number;
  updated_at_ms: number;
}

export interface JobProgress {
  /** Per cent, null while nobody knows of how much. */
  percent: number | null;
  /** Rows a second, null while too little is done to tell. */
  rate: number | null;
  /** Seconds that are probably left. */
  secondsLeft: number | null;
}

/** `from` is where counting began, so that the time a file takes to be read slows no rate. */
export function progressOf({ done, total, started_at_ms, updated_at_ms }: JobLike, from?: { done: number; atMs: number } | null): JobProgress {
  const elapsedMs = updated_at_ms - (from?.atMs ?? started_at_ms);
  const counted = done - (from?.done ?? 0);
  const rate = elapsedMs >= 500 && counted > 0 ? Math.round((counted * 1000) / elapsedMs) : null;
  const percent = total ? Math.min(100, Math.floor((done / total) * 100)) : null;
  const left = total !== null && total !== undefined && rate ? Math.max(0, Math.ceil((total - done) / rate)) : null;
  return { percent, rate, secondsLeft: left };
}

export function isOver(job: { state: string } | null | undefined): boolean {
  return job !== null && job !== undefined && job.state !== 'running';
}

/** The import a finished job leads to. */
export function importIdOf(job: { result?: unknown } | null | undefined): string | null {
  const result = job?.result;
  if (typeof result !== 'object' || result === null || !('id' in result)) return null;
  return typeof result.id === 'string' ? result.id : null;
}
