import { fireEvent, render } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useIdleLock } from './idle';

const locked = vi.fn();

function Page({ minutes }: { minutes: number }) {
  useIdleLock(minutes, locked);
  return null;
}

beforeEach(() => {
  vi.useFakeTimers();
  locked.mockReset();
});
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

it('locks after the shop’s minutes without a sign of life', () => {
  render(<Page minutes={5} />);
  pass(4 * 60_000);
  expect(locked).not.toHaveBeenCalled();
  pass(61_000);
  expect(locked).toHaveBeenCalledTimes(1);
});

it('starts again with every key and every move of the mouse', () => {
  render(<Page minutes={1} />);
  for (let count = 0; count < 10; count++) {
    pass(50_000);
    fireEvent(document, new Event(count % 2 ? 'keydown' : 'pointermove', { bubbles: true }));
  }
  expect(locked).not.toHaveBeenCalled();
});

it('never locks when the shop switched it off', () => {
  render(<Page minutes={0} />);
  pass(10 * 3_600_000);
  expect(locked).not.toHaveBeenCalled();
});
