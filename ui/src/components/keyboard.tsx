/**
 * One listener for the whole page tells apart shortcuts, scanner bursts and ordinary typing, because each needs to know of the other:
 * a scanned code must not press shortcuts, and a shortcut must not swallow the first key of a scan.
 */
import { createContext, use, useEffect, useMemo, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { Burst, BURST_GAP_MS_MAX, BURST_SILENCE_MS } from './burst';
import { startsTypedText, type TypedText } from './typed-text';

export interface Shortcut {
  /** Empty for an action that only the palette offers; else "n", "/", "?", "g p" (one after the other), "mod+k" (Ctrl, or Cmd on a Mac), "F12", "Escape". */
  keys: string;
  label: string;
  run: () => void;
  /** Not offered in the help sheet and the command palette. */
  isHidden?: boolean;
}

type ScanHandler = (code: string) => void;

class Keyboard {
  private shortcuts: Shortcut[] = [];
  private scanHandlers: ScanHandler[] = [];
  private listeners = new Set<() => void>();
  private burst = new Burst();
  private typed: TypedText | null = null;
  private pending: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private leader: { key: string; atMs: number } | null = null;

  add(shortcuts: Shortcut[]): () => void {
    this.shortcuts = [...this.shortcuts, ...shortcuts];
    this.tell();
    return () => {
      this.shortcuts = this.shortcuts.filter((known) => !shortcuts.includes(known));
      this.tell();
    };
  }

  onScan(handler: ScanHandler): () => void {
    this.scanHandlers = [...this.scanHandlers, handler];
    return () => {
      this.scanHandlers = this.scanHandlers.filter((known) => known !== handler);
    };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  list = (): Shortcut[] => this.shortcuts;

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  handle = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const atMs = event.timeStamp;
    if (this.mayBeScan(event) && this.takeScan(event, atMs)) return;
    if (this.burst.isRunning(atMs)) return this.forget();
    this.takeShortcut(event, atMs);
  };

  /** Where nobody listens for scans, fast typing is only typing; a password is filled in by programs as fast as by a scanner. */
  private mayBeScan(event: KeyboardEvent): boolean {
    if (this.scanHandlers.length === 0 || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return false;
    return !(event.target instanceof HTMLInputElement && event.target.type === 'password');
  }

  /** True when the key ended a burst. */
  private takeScan(event: KeyboardEvent, atMs: number): boolean {
    const step = this.burst.press(event.key, atMs);
    if (step.kind === 'scanned') {
      event.preventDefault();
      event.stopPropagation();
      this.scanned(step.code);
      return true;
    }
    if (step.kind === 'first') this.typed = startsTypedText(event.target);
    if (step.kind === 'first' || step.kind === 'next') {
      clearTimeout(this.silence);
      this.silence = setTimeout(() => {
        const code = this.burst.silence(performance.now());
        if (code !== null) this.scanned(code);
      }, BURST_SILENCE_MS + 5);
    }
    return false;
  }

  private scanned(code: string): void {
    clearTimeout(this.silence);
    this.forget();
    this.typed?.putBack();
    this.typed = null;
    this.scanHandlers.at(-1)?.(code);
  }

  private forget(): void {
    clearTimeout(this.pending);
    this.leader = null;
  }

  private takeShortcut(event: KeyboardEvent, atMs: number): void {
    const name = keyName(event);
    const isPlain = name.length === 1;
    if (isPlain && isTyping(event.target)) return this.forget();
    // A dialog is a place of its own: only what it brought along and modified keys work over it.
    if (isPlain && document.querySelector('[aria-modal="true"]')) return this.forget();
    const leader = this.leader && atMs - this.leader.atMs < 1200 ? this.leader.key : null;
    const wanted = leader ? `${leader} ${name}` : name;
    const found = this.shortcuts.findLast((shortcut) => shortcut.keys === wanted);
    const isLeader = !leader && isPlain && this.shortcuts.some((shortcut) => shortcut.keys.startsWith(`${name} `));
    if (found && name === 'Escape' && event.defaultPrevented) return;
    this.leader = isLeader ? { key: name, atMs } : null;
    if (!found) return;
    event.preventDefault();
    clearTimeout(this.pending);
    // A plain key waits as long as a scanner would need for its second one; a key held down is no scanner.
    if (isPlain && !event.repeat) this.pending = setTimeout(found.run, BURST_GAP_MS_MAX + 5);
    else found.run();
  }
}

function keyName(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'Space' : event.key;
  if (event.ctrlKey || event.metaKey) return `mod+${key.toLowerCase()}`;
  if (event.altKey) return `alt+${key.toLowerCase()}`;
  return key;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !['button', 'checkbox', 'radio', 'submit', 'reset', 'range'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

const KeyboardContext = createContext<Keyboard>(new Keyboard());

export function KeyboardProvider({ children }: { children: ReactNode }) {
  const keyboard = useMemo(() => new Keyboard(), []);
  useEffect(() => {
    document.addEventListener('keydown', keyboard.handle, { capture: true });
    return () => document.removeEventListener('keydown', keyboard.handle, { capture: true });
  }, [keyboard]);
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>;
}

/**
 * Offers shortcuts while the component is on the page; they show up in the help sheet and in the command palette by themselves.
 * The latest offer of a key wins, so a page may give "n" or "/" its own meaning.
 */
export function useShortcuts(shortcuts: Shortcut[]): void {
  const keyboard = use(KeyboardContext);
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const shape = JSON.stringify(shortcuts.map(({ keys, label, isHidden }) => [keys, label, isHidden ?? false]));
  useEffect(() => {
    const offered = (JSON.parse(shape) as [string, string, boolean][]).map(([keys, label, isHidden], index) => ({
      keys,
      label,
      isHidden,
      run: () => latest.current[index]?.run(),
    }));
    return keyboard.add(offered);
  }, [keyboard, shape]);
}

/** All shortcuts on offer now. */
export function useOfferedShortcuts(): Shortcut[] {
  const keyboard = use(KeyboardContext);
  return useSyncExternalStore(keyboard.subscribe, keyboard.list);
}

/** Takes what a scanner reads while the component is on the page; the latest component to ask wins. */
export function useScan(handler: ScanHandler): void {
  const keyboard = use(KeyboardContext);
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => keyboard.onScan((code) => latest.current(code)), [keyboard]);
}
