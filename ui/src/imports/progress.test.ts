import { describe, expect, it } from 'vitest';
import { importIdOf, progressOf } from './progress';

describe('the progress of a job', () => {
  it('tells per cent, rows a second and what is left', () => {
    expect(progressOf({ state: 'running', done: 250, total: 1000, started_at_ms: 0, updated_at_ms: 2000 })).toEqual({ percent: 25, rate: 125, secondsLeft: 6 });
  });

  it('measures from where counting began, not from where reading did', () => {
    const job = { state: 'running', done: 24_000, total: 500_000, started_at_ms: 0, updated_at_ms: 21_000 };
    expect(progressOf(job, { done: 12_000, atMs: 20_000 }).rate).toBe(12_000);
    expect(progressOf(job, { done: 24_000, atMs: 21_000 })).toEqual({ percent: 4, rate: null, secondsLeft: null });
  });

  it('promises nothing in the first moments or without a total', () => {
    expect(progressOf({ state: 'running', done: 10, total: 1000, started_at_ms: 0, updated_at_ms: 100 })).toEqual({ percent: 1, rate: null, secondsLeft: null });
    expect(progressOf({ state: 'running', done: 10, total: null, started_at_ms: 0, updated_at_ms: 1000 })).toEqual({ percent: null, rate: 10, secondsLeft: null });
  });

  it('never passes a hundred and never goes below nothing left', () => {
    expect(progressOf({ state: 'running', done: 12, total: 10, started_at_ms: 0, updated_at_ms: 1000 })).toEqual({ percent: 100, rate: 12, secondsLeft: 0 });
  });

  it('finds the import in the result, whatever else is there', () => {
    expect(importIdOf({ result: { id: 'x' } })).toBe('x');
    expect(importIdOf({ result: null })).toBeNull();
    expect(importIdOf(undefined)).toBeNull();
  });
});
