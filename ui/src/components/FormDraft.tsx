/** Nothing typed is lost: a form keeps what stands in it every two seconds and offers it again when it is opened the next time. */
import { Button, Group, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { call, type Answer } from '../api/client';
import { ApiError } from '../api/error';
import { useText } from '../i18n';
import { formatMoment } from './DateText';
import { newId } from './ids';
import { Keeper } from './keeper';
import { Notice } from './pieces';
import { useShopFormat } from './shop';
import { useToast } from './toast';

const KEEP_EVERY_MS = 2_000;

type Kept = Answer<'list_drafts'>[number];

interface FormDraftOptions<Typed> {
  kind: 'product' | 'goods_receipt';
  /** The record the form changes; absent for a new one. */
  subjectId?: string;
  /** What it is called when it is offered again. */
  title: string;
  /** What to keep; null while nothing is typed that would be missed. */
  typed: Typed | null;
  /** Reads what was kept, perhaps by an older version; null when it cannot be used. */
  read: (content: unknown) => Typed | null;
  onContinue: (typed: Typed) => void;
  /** Somebody who only looks has nothing to keep. */
  isOff?: boolean;
}

export interface FormDraft<Typed> {
  /** Found when the form was opened, newest first. */
  offers: { draft: Kept; typed: Typed }[];
  isTyped: boolean;
  continueWith: (offer: { draft: Kept; typed: Typed }) => void;
  discard: (offer: { draft: Kept; typed: Typed }) => void;
  /** The form was saved or given up. */
  finish: () => void;
}

export function useFormDraft<Typed>(options: FormDraftOptions<Typed>): FormDraft<Typed> {
  const { kind, subjectId, title, typed, isOff = false } = options;
  const toast = useToast();
  const latest = useRef(options);
  const [offers, setOffers] = useState<FormDraft<Typed>['offers']>([]);
  const [keeper] = useState(
    () =>
      new Keeper(newId(), {
        save: (id, name, content) =>
          call('save_draft', { path: { id }, body: { kind, ...(subjectId && { subject_id: subjectId }), title: name.slice(0, 200), content: content as Record<string, never> } }),
        remove: (id) => call('delete_draft', { path: { id } }),
      }),
  );
  useEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    if (isOff) return;
    const asked = new AbortController();
    call('list_drafts', { query: { kind, ...(subjectId && { subject_id: subjectId }) } }, asked.signal).then(
      (drafts) =>
        setOffers(
          drafts.reverse().flatMap((draft) => {
            const read = latest.current.read(draft.content);
            return read === null ? [] : [{ draft, typed: read }];
          }),
        ),
      (error: unknown) => {
        // A screen that locks meanwhile says so itself.
        if (!asked.signal.aborted && !(error instanceof ApiError && ['locked', 'signed_out'].includes(error.code))) toast.problem(error);
      },
    );
    return () => asked.abort();
  }, [kind, subjectId, isOff, toast]);

  useEffect(() => {
    if (isOff) return;
    const keep = () => keeper.keep(latest.current.title, latest.current.typed);
    const timer = setInterval(keep, KEEP_EVERY_MS);
    return () => {
      clearInterval(timer);
      keep();
    };
  }, [keeper, isOff]);
  // What was saved or taken back is not offered again, not even after a crash in this very moment.
  const isTyped = typed !== null;
  useEffect(() => {
    if (!isTyped && !isOff) keeper.keep(title, null);
  }, [isTyped, isOff, keeper, title]);

  return {
    offers,
    isTyped,
    continueWith: (offer) => {
      keeper.takeUp(offer.draft.id);
      setOffers((before) => before.filter(({ draft }) => draft.id !== offer.draft.id));
      options.onContinue(offer.typed);
    },
    discard: (offer) => {
      keeper.drop(offer.draft.id);
      setOffers((before) => before.filter(({ draft }) => draft.id !== offer.draft.id));
    },
    finish: () => keeper.finish(),
  };
}

interface DraftOfferProps<Typed> {
  form: FormDraft<Typed>;
  /** What to know before going on with it. */
  warning?: (typed: Typed) => string | null;
}

/** Stands above a form that was left unsaved, until somebody decides. */
export function DraftOffer<Typed>({ form, warning }: DraftOfferProps<Typed>) {
  const text = useText();
  const shop = useShopFormat();
  const [offer] = form.offers;
  if (!offer) return null;
  const { draft, typed } = offer;
  const at = formatMoment(draft.updated_at_ms, shop);
  const warned = warning?.(typed);
  return (
    <Notice tone="info" title={text('drafts.title')} isAnswer>
      <Text size="sm">{draft.title === '' ? text('drafts.unnamed', { at }) : text('drafts.named', { name: draft.title, at })}</Text>
      {warned && <Text size="sm">{warned}</Text>}
      {form.isTyped && <Text size="sm">{text('drafts.replaces')}</Text>}
      <Group gap="xs" mt="xs">
        <Button size="xs" onClick={() => form.continueWith(offer)}>
          {text('drafts.continue')}
        </Button>
        <Button size="xs" variant="default" onClick={() => form.discard(offer)}>
          {text('action.discard')}
        </Button>
        {form.offers.length > 1 && (
          <Text size="xs" c="dimmed">
            {text('drafts.more', { count: form.offers.length - 1 })}
          </Text>
        )}
      </Group>
    </Notice>
  );
}
