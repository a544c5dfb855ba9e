import { useEffect, useRef } from 'react';

const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Calls `onIdle` after so many minutes without mouse, touch or keyboard. Zero switches it off. */
export function useIdleLock(minutes: number, onIdle: () => void): void {
  const latest = useRef(onIdle);
  useEffect(() => {
    latest.current = onIdle;
  });
  useEffect(() => {
    if (minutes <= 0) return;
    const limitMs = minutes * 60_000;
    let lastMs = Date.now();
    const alive = () => {
      lastMs = Date.now();
    };
    // Looked at by the clock, not by a timer of the whole length: a computer that slept must not wake up unlocked.
    const timer = setInterval(() => {
      if (Date.now() - lastMs < limitMs) return;
      lastMs = Date.now();
      latest.current();
    }, Math.min(5_000, limitMs / 4));
    for (const sign of SIGNS_OF_LIFE) document.addEventListener(sign, alive, { passive: true, capture: true });
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS_OF_LIFE) document.removeEventListener(sign, alive, { capture: true });
    };
  }, [minutes]);
}
