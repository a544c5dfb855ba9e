/**
 * Bringing a shop back: choose the backup, prove what opens it, see what it holds beside what lies here, and only then restore. The pages stay until
 * the person goes on, also while nobody can use the shop.
 */
import { Loader, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { markStale } from '../../api/cache';
import type { Answer } from '../../api/client';
import { useOperation, usePerform } from '../../api/hooks';
import { DoorPage } from '../../components/DoorPage';
import { useLanguage } from '../../components/language';
import { useFieldError } from '../../components/said';
import { ShopFormatProvider, useShopFormat } from '../../components/shop';
import { useText } from '../../i18n';
import { ErrandProgress } from './ErrandProgress';
import { ChooseStep } from './ChooseStep';
import { EndStep } from './EndStep';
import { PreviewStep } from './PreviewStep';
import { SecretStep } from './SecretStep';

export type Preview = Answer<'preview_restore'>;
export type Errand = NonNullable<Answer<'find_errand'>>;

interface RestorePagesProps {
  /** Back to where somebody came from; nothing was changed. */
  onBack: () => void;
  /** The shop was restored. */
  onDone: () => void;
}

interface Chosen {
  path: string;
  /** What was typed; null when this computer opens the backup by itself. */
  secret: string | null;
  preview: Preview;
}

export default function RestorePages(props: RestorePagesProps) {
  const { language } = useLanguage();
  const shop = useShopFormat();
  // Nobody knows the shop's time zone before it is open; whoever restores it sits at this computer.
  const format = useMemo(() => {
    const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
    return { ...shop, locale, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  }, [shop, language]);
  return (
    <ShopFormatProvider value={format}>
      <Steps {...props} />
    </ShopFormatProvider>
  );
}

function Steps({ onBack, onDone }: RestorePagesProps) {
  const text = useText();
  const cache = useQueryClient();
  const fieldError = useFieldError();
  const preview = usePerform('preview_restore');
  const start = usePerform('start_restore');
  const [path, setPath] = useState<string | null>(null);
  const [asksSecret, setAsksSecret] = useState(false);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  // The errand that was begun here, by when it began.
  const [begun, setBegun] = useState<number | null>(null);
  const errand = useOperation('find_errand', undefined, { isOff: begun === null, everyMs: (latest) => (latest?.state === 'running' ? 300 : false) }).data;
  const ours = errand?.started_at_ms === begun ? errand : null;
  const hasEnded = ours !== null && ours.state !== 'running';

  useEffect(() => {
    if (hasEnded) void markStale(cache, ['shop', 'session']);
  }, [hasEnded, cache]);

  const look = (wanted: string, secret: string | null) => {
    setPath(wanted);
    preview.mutate(
      { body: { path: wanted, secret } },
      {
        onSuccess: (answer) => {
          setAsksSecret(false);
          setChosen({ path: wanted, secret, preview: answer });
        },
        onError: (refusal) => {
          if (secret !== null || !fieldError(refusal, 'secret')) return;
          // This computer does not open it by itself, which is no error yet.
          preview.reset();
          setAsksSecret(true);
        },
      },
    );
  };

  const run = ({ path: wanted, secret, preview: { present } }: Chosen) =>
    start.mutate({ body: { path: wanted, secret, replaces: present !== null } }, { onSuccess: (answer) => setBegun(answer.started_at_ms) });
  const again = () => {
    preview.reset();
    start.reset();
    setBegun(null);
    setChosen(null);
    setAsksSecret(false);
    setPath(null);
  };

  if (begun !== null) {
    if (!ours || ours.state === 'running') {
      return (
        <DoorPage title={text('restore.working')} isWide>
          {ours ? <ErrandProgress errand={ours} /> : <Loader size="sm" />}
        </DoorPage>
      );
    }
    const isDone = ours.state === 'done';
    return (
      <DoorPage title={text(isDone ? 'restore.done' : 'restore.failed')} {...(isDone && { description: text('restore.done_hint') })} isWide>
        <EndStep errand={ours} onDone={onDone} onAgain={again} />
      </DoorPage>
    );
  }
  if (chosen) {
    return (
      <DoorPage title={text('restore.preview')} isWide>
        <PreviewStep preview={chosen.preview} isBusy={start.isPending} error={start.error} onRestore={() => run(chosen)} onBack={again} />
      </DoorPage>
    );
  }
  if (asksSecret && path !== null) {
    return (
      <DoorPage title={text('restore.secret_title')} description={path.split(/[/\\]/).pop()} isWide>
        <SecretStep isBusy={preview.isPending} error={preview.error} onSecret={(secret) => look(path, secret)} onBack={again} />
      </DoorPage>
    );
  }
  return (
    <DoorPage title={text('restore.title')} description={text('restore.description')} isWide>
      <Stack>
        <ChooseStep isBusy={preview.isPending} error={preview.error} onChoose={(wanted) => look(wanted, null)} onBack={onBack} />
      </Stack>
    </DoorPage>
  );
}
