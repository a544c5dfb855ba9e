import { fireEvent, render, screen } from '@testing-library/react';
import { act, useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyboardProvider, useScan, useShortcuts } from './keyboard';

const scanned = vi.fn();
const ran = vi.fn();

function Page() {
  const [value, setValue] = useState('');
  useScan(scanned);
  useShortcuts([
    { keys: 'n', label: 'New', run: () => ran('n') },
    { keys: 'g p', label: 'Products', run: () => ran('g p') },
    { keys: 'mod+k', label: 'Search', run: () => ran('mod+k') },
  ]);
  return <input aria-label="field" value={value} onChange={(event) => setValue(event.target.value)} />;
}

let nowMs = 0;

function press(target: Element, key: string, gapMs: number, extra: KeyboardEventInit = {}) {
  nowMs += gapMs;
  act(() => void vi.advanceTimersByTime(gapMs));
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...extra });
  Object.defineProperty(event, 'timeStamp', { value: nowMs });
  act(() => void target.dispatchEvent(event));
  if (target instanceof HTMLInputElement && key.length === 1 && !event.defaultPrevented && !extra.ctrlKey) fireEvent.change(target, { target: { value: target.value + key } });
  return event;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  nowMs = performance.now();
  scanned.mockReset();
  ran.mockReset();
  render(
    <KeyboardProvider>
      <Page />
    </KeyboardProvider>,
  );
});
afterEach(() => void vi.useRealTimers());

describe('the keyboard', () => {
  it('hands a burst to the page and presses no shortcut with it', () => {
    for (const key of 'n123456') press(document.body, key, 10);
    const enter = press(document.body, 'Enter', 10);
    expect(scanned).toHaveBeenCalledExactlyOnceWith('n123456');
    expect(enter.defaultPrevented, 'Enter must not press the focused button').toBe(true);
    act(() => void vi.advanceTimersByTime(500));
    expect(ran).not.toHaveBeenCalled();
  });

  it('takes a burst that ends in silence', () => {
    for (const key of '4006381333931') press(document.body, key, 5);
    act(() => void vi.advanceTimersByTime(110));
    expect(scanned).toHaveBeenCalledExactlyOnceWith('4006381333931');
  });

  it('puts back what the focused field held before the scan', () => {
    const field = screen.getByLabelText<HTMLInputElement>('field');
    field.focus();
    for (const key of 'Ros') press(field, key, 150);
    expect(field.value).toBe('Ros');
    press(field, '4', 300);
    for (const key of '006381') press(field, key, 10);
    press(field, 'Enter', 10);
    expect(scanned).toHaveBeenCalledExactlyOnceWith('4006381');
    expect(field.value).toBe('Ros');
  });

  it('runs a plain shortcut once it is sure that no scan follows', () => {
    press(document.body, 'n', 200);
    expect(ran).not.toHaveBeenCalled();
    act(() => void vi.advanceTimersByTime(45));
    expect(ran).toHaveBeenCalledExactlyOnceWith('n');
  });

  it('runs a shortcut of two keys', () => {
    press(document.body, 'g', 200);
    press(document.body, 'p', 200);
    act(() => void vi.advanceTimersByTime(45));
    expect(ran).toHaveBeenCalledExactlyOnceWith('g p');
  });

  it('leaves plain keys to a field but not Ctrl+K', () => {
    const field = screen.getByLabelText('field');
    press(field, 'n', 200);
    act(() => void vi.advanceTimersByTime(200));
    expect(ran).not.toHaveBeenCalled();
    press(field, 'k', 200, { ctrlKey: true });
    expect(ran).toHaveBeenCalledExactlyOnceWith('mod+k');
  });

  it('does not take a key held down for a scanner', () => {
    press(document.body, 'x', 200);
    for (let count = 0; count < 20; count++) press(document.body, 'x', 30, { repeat: true });
    act(() => void vi.advanceTimersByTime(200));
    expect(scanned).not.toHaveBeenCalled();
  });
});
