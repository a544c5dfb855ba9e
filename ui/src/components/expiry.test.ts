import { describe, expect, it } from 'vitest';
import { bandOf, daysUntil, shareLeft } from './expiry';

describe('expiry', () => {
  it('counts whole days, also over a change of the clock', () => {
    expect(daysUntil('2026-03-30', '2026-03-28')).toBe(2);
    expect(daysUntil('2026-03-28', '2026-03-28')).toBe(0);
    expect(daysUntil('2026-03-27', '2026-03-28')).toBe(-1);
    expect(daysUntil('2028-03-01', '2028-02-28')).toBe(2);
  });

  it('knows nothing about goods that do not expire or whose date is unreadable', () => {
    expect(daysUntil(null, '2026-03-28')).toBeNull();
    expect(daysUntil('soon', '2026-03-28')).toBeNull();
    expect(bandOf(undefined, '2026-03-28')).toBe('none');
  });

  it('puts each border day into the earlier band', () => {
    const today = '2026-01-01';
    expect(bandOf('2025-12-31', today)).toBe('expired');
    expect(bandOf('2026-01-01', today)).toBe('within30');
    expect(bandOf('2026-01-31', today)).toBe('within30');
    expect(bandOf('2026-02-01', today)).toBe('within60');
    expect(bandOf('2026-03-02', today)).toBe('within60');
    expect(bandOf('2026-03-03', today)).toBe('within90');
    expect(bandOf('2026-04-01', today)).toBe('within90');
    expect(bandOf('2026-04-02', today)).toBe('later');
  });

  it('draws a bar between nothing and all', () => {
    expect(shareLeft(-5)).toBe(0);
    expect(shareLeft(45)).toBe(50);
    expect(shareLeft(400)).toBe(100);
  });
});
