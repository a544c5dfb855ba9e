/**
 * The first run, one decision at a time: language and country (which preset currency, tax and paper), the shop and its owner, the recovery kit, and
 * how to begin. Only the kit cannot be skipped: without it a lost password is a lost shop.
 */
import { Stepper } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { markStale } from '../api/cache';
import type { Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { useLanguage } from '../components/language';
import { useText } from '../i18n';
import { BeginStep } from './BeginStep';
import { OwnerStep } from './OwnerStep';
import { PlaceStep } from './PlaceStep';
import { RecoveryStep } from './RecoveryStep';

export type Preset = Answer<'list_country_presets'>[number];

/** What the steps collect before anything is made. */
export interface Draft {
  country: string;
  currency: string;
  time_zone: string;
  shop_name: string;
  owner_name: string;
  password: string;
  /** Empty: this computer's keyring opens the file. */
  passphrase: string;
}

const nothing: Draft = {
  country: '',
  currency: '',
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  shop_name: '',
  owner_name: '',
  password: '',
  passphrase: '',
};

interface SetUpPageProps {
  /** Goes on to whatever the shop is now: the demo shop that is being made, or the new one. */
  onDone: () => void;
  /** Leads to restoring a backup instead. */
  onRestore: () => void;
}

export default function SetUpPage({ onDone, onRestore }: SetUpPageProps) {
  const text = useText();
  const cache = useQueryClient();
  const { language } = useLanguage();
  const presets = useOperation('list_country_presets');
  const setUp = usePerform('set_up_shop');
  const signIn = usePerform('create_session');
  const [step, setStep] = useState(0);
  const [draft, setDraft] = useState(nothing);
  const [made, setMade] = useState<Answer<'set_up_shop'> | null>(null);
  const change = useCallback((part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })), []);

  // Closing the program between making the shop and keeping the kit would lose the kit for good.
  useEffect(() => {
    if (made === null) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [made]);

  const make = () => {
    const { passphrase, ...rest } = draft;
    const body = { ...rest, language, ...(passphrase !== '' && { passphrase }) };
    setUp.mutate(
      { body },
      {
        onSuccess: (answer) => {
          setMade(answer);
          setStep(2);
        },
      },
    );
  };
  const enter = async () => {
    const isIn = await signIn.mutateAsync({ body: { name: draft.owner_name.trim(), password: draft.password } }).then(
      () => true,
      () => false,
    );
    setMade(null);
    setDraft(nothing);
    await markStale(cache, ['shop', 'session']);
    // Whoever could not be signed in by themselves does so by hand.
    if (isIn) setStep(3);
    else onDone();
  };

  return (
    <DoorPage title={text('setup.title')} description={text('setup.description')} isWide>
      <Stepper active={step} size="xs" iconSize={28} allowNextStepsSelect={false}>
        <Stepper.Step label={text('setup.place')} allowStepSelect={step === 1}>
          <PlaceStep draft={draft} presets={presets} onChange={change} onNext={() => setStep(1)} onDemo={onDone} onRestore={onRestore} />
        </Stepper.Step>
        <Stepper.Step label={text('setup.owner')} allowStepSelect={false}>
          <OwnerStep draft={draft} onChange={change} onBack={() => setStep(0)} onNext={make} isBusy={setUp.isPending} error={setUp.error} />
        </Stepper.Step>
        <Stepper.Step label={text('setup.recovery')} allowStepSelect={false}>
          {made !== null && <RecoveryStep made={made} onDone={() => void enter()} isBusy={signIn.isPending} />}
        </Stepper.Step>
        <Stepper.Step label={text('setup.begin')} allowStepSelect={false}>
          <BeginStep onDone={onDone} />
        </Stepper.Step>
      </Stepper>
    </DoorPage>
  );
}
