import { useBlocker } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { ApiError } from '../api/error';
import { useFormDraft } from '../components/FormDraft';
import { useSaid } from '../components/said';
import { useText } from '../i18n';
import { changeCount, problemsOf, type ProductDraft } from './draft';
import { keptProduct, readKeptProduct } from './kept';

/**
 * A product being edited: what differs, what was kept of it, what is wrong with it, and a question before the page is left. Problems of the interface's own show
 * once somebody tried to save; the server's stay until the next try.
 */
export function useDraft(stored: ProductDraft, { productId, mayEdit = true }: { productId?: string; mayEdit?: boolean } = {}) {
  const text = useText();
  const say = useSaid();
  const [draft, setDraft] = useState(stored);
  const [error, setError] = useState<unknown>(null);
  const [hasTried, setTried] = useState(false);
  const changes = useMemo(() => changeCount(stored, draft), [stored, draft]);
  // Read by the router at the moment of leaving, which may be the moment of saving.
  const mayLeave = useRef(false);
  const typed = useMemo(() => (changes > 0 ? keptProduct(draft, stored) : null), [changes, draft, stored]);
  const kept = useFormDraft({
    kind: 'product',
    ...(productId !== undefined && { subjectId: productId }),
    title: draft.name,
    typed,
    read: readKeptProduct,
    onContinue: (before) => setDraft(before.draft),
    isOff: !mayEdit,
  });
  const own = useMemo(() => problemsOf(draft), [draft]);
  const problems = useMemo(() => {
    const found = new Map<string, string>();
    if (error instanceof ApiError) for (const field of error.fields) found.set(field.field, say(field));
    if (hasTried) for (const problem of own) if (problem.kind !== 'unreadable') found.set(problem.field, text(`products.problem.${problem.kind}`));
    return found;
  }, [error, own, hasTried, say, text]);
  const blocker = useBlocker({
    shouldBlockFn: () => changes > 0 && !mayLeave.current,
    enableBeforeUnload: () => changes > 0 && !mayLeave.current,
    withResolver: true,
  });
  return {
    draft,
    setDraft,
    changes,
    problems,
    error,
    /** What was typed before and not saved. */
    kept,
    blocker,
    /** Goes where somebody was going, without what was typed. */
    leave: () => {
      kept.finish();
      blocker.proceed?.();
    },
    /** False, with the problems shown, when there is something to put right first. */
    mayBeSaved: () => {
      setTried(true);
      setError(null);
      return own.length === 0;
    },
    refused: setError,
    /** What is stored is what is on the page: the next question before leaving starts from it. */
    saved: (now: ProductDraft) => {
      setTried(false);
      setError(null);
      setDraft(now);
    },
    letLeave: () => {
      mayLeave.current = true;
      kept.finish();
    },
    discard: () => {
      setTried(false);
      setError(null);
      setDraft(stored);
    },
  };
}

export type Draft = ReturnType<typeof useDraft>;
