/**
 * Tells a barcode scanner from a person by rhythm alone: a scanner types six keys or more, each at most 35 ms after the one before,
 * and ends with Enter or with silence. Pure, so that its borders can be tested without a keyboard.
 */

export const BURST_KEYS_MIN = 6;
export const BURST_GAP_MS_MAX = 35;
export const BURST_SILENCE_MS = 100;

export type BurstStep =
  /** The key may be the first of a burst: whoever listens remembers what the focused field held before it. */
  | { kind: 'first' }
  | { kind: 'next' }
  /** Enter ended a burst. */
  | { kind: 'scanned'; code: string }
  /** The key belongs to no burst. */
  | { kind: 'none' };

export class Burst {
  private keys: string[] = [];
  private lastMs = Number.NEGATIVE_INFINITY;

  /** Takes one key in the spelling of `KeyboardEvent.key`. Keys held down (auto-repeat) are not handed in. */
  press(key: string, atMs: number): BurstStep {
    const isInTime = atMs - this.lastMs <= BURST_GAP_MS_MAX;
    if (key === 'Enter') {
      const code = this.keys.join('');
      const isBurst = this.keys.length >= BURST_KEYS_MIN && atMs - this.lastMs <= BURST_SILENCE_MS;
      this.clear();
      return isBurst ? { kind: 'scanned', code } : { kind: 'none' };
    }
    // A scanner holds Shift for capitals and sends GS1 separators as a control key: neither ends a burst.
    if (key === 'Shift' || key === 'CapsLock') return { kind: 'none' };
    const character = key === 'F8' || key === '\u001d' ? '\u001d' : key;
    if (character.length !== 1) {
      this.clear();
      return { kind: 'none' };
    }
    const isFirst = !isInTime || this.keys.length === 0;
    if (isFirst) this.keys = [];
    this.keys.push(character);
    this.lastMs = atMs;
    return { kind: isFirst ? 'first' : 'next' };
  }

  /** Called after the silence: the code when what came before it was a burst. */
  silence(atMs: number): string | null {
    if (atMs - this.lastMs < BURST_SILENCE_MS) return null;
    const code = this.keys.length >= BURST_KEYS_MIN ? this.keys.join('') : null;
    this.clear();
    return code;
  }

  /** Whether a burst is under way: its keys are no shortcuts. */
  isRunning(atMs: number): boolean {
    return this.keys.length > 1 && atMs - this.lastMs <= BURST_GAP_MS_MAX;
  }

  private clear(): void {
    this.keys = [];
    this.lastMs = Number.NEGATIVE_INFINITY;
  }
}
