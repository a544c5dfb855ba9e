import { describe, expect, it } from 'vitest';
import { Burst, type BurstStep } from './burst';

function type(burst: Burst, keys: string[], gapMs: number, fromMs = 1000): { steps: BurstStep[]; endMs: number } {
  const steps = keys.map((key, index) => burst.press(key, fromMs + index * gapMs));
  return { steps, endMs: fromMs + (keys.length - 1) * gapMs };
}

describe('a scanner burst', () => {
  it('is six keys at the longest gap, ended by Enter', () => {
    const burst = new Burst();
    const { endMs } = type(burst, [...'400638'], 35);
    expect(burst.press('Enter', endMs + 35)).toEqual({ kind: 'scanned', code: '400638' });
  });

  it('is no burst with five keys', () => {
    const burst = new Burst();
    const { endMs } = type(burst, [...'40063'], 10);
    expect(burst.press('Enter', endMs + 10)).toEqual({ kind: 'none' });
  });

  it('is no burst one millisecond slower than the longest gap', () => {
    const burst = new Burst();
    const { endMs } = type(burst, [...'4006381333931'], 36);
    expect(burst.press('Enter', endMs + 36)).toEqual({ kind: 'none' });
  });

  it('ends after 100 ms of silence and not before', () => {
    const burst = new Burst();
    const { endMs } = type(burst, [...'4006381333931'], 8);
    expect(burst.silence(endMs + 99)).toBeNull();
    expect(burst.silence(endMs + 100)).toBe('4006381333931');
    expect(burst.silence(endMs + 300), 'a burst is told once').toBeNull();
  });

  it('begins afresh after what a person typed before it', () => {
    const burst = new Burst();
    type(burst, [...'abc'], 200, 0);
    const { steps, endMs } = type(burst, [...'12345678'], 5, 1000);
    expect(steps[0]).toEqual({ kind: 'first' });
    expect(burst.press('Enter', endMs + 5)).toEqual({ kind: 'scanned', code: '12345678' });
  });

  it('keeps capitals typed with Shift', () => {
    const burst = new Burst();
    const { endMs } = type(burst, ['Shift', 'A', 'B', 'Shift', 'C', '1', '2', '3'], 10);
    expect(burst.press('Enter', endMs + 10)).toEqual({ kind: 'scanned', code: 'ABC123' });
  });

  it('is broken off by a key that is no character', () => {
    const burst = new Burst();
    const { endMs } = type(burst, ['1', '2', '3', 'Tab', '4', '5', '6'], 10);
    expect(burst.press('Enter', endMs + 10)).toEqual({ kind: 'none' });
  });
});
