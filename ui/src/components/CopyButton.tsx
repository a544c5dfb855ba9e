import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useText } from '../i18n';
import { copyText } from '../platform';

/** How long the button says what became of the copy. */
const SAID_MS = 3_000;
const SHAPES = { idle: IconCopy, copied: IconCheck, failed: IconAlertTriangle };

/** Copies a text, and says in its own place whether it could. */
export function CopyButton({ content, label, size = 'sm' }: { content: string; label: string; size?: 'xs' | 'sm' }) {
  const text = useText();
  const [state, setState] = useState<keyof typeof SHAPES>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SAID_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const Shape = SHAPES[state];
  return (
    <Button size={size} variant="default" leftSection={<Shape size={16} />} aria-live="polite" onClick={() => void copyText(content).then((isCopied) => setState(isCopied ? 'copied' : 'failed'))}>
      {state === 'idle' ? label : text(state === 'copied' ? 'factor.copied' : 'factor.no_copy')}
    </Button>
  );
}
