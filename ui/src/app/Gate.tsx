/**
 * Decides what there is to see: set-up, the sealed or refused shop, sign-in, the lock screen, or the shop itself. Pages behind the gate are
 * not on the page at all while it is closed.
 */
import { Center, Container, Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { markStale } from '../api/cache';
import { useOperation } from '../api/hooks';
import { useLanguage } from '../components/language';
import { ErrorState } from '../components/pieces';
import { RestoreProvider } from '../components/restore';
import { useSaid } from '../components/said';
import { OwnAccountProvider, PermissionsProvider, ShopFormatProvider } from '../components/shop';
import { closestLanguage, useText } from '../i18n';
import { DateFields } from './dates';
import { BusyPage, RefusedPage, SealedPage } from './ClosedShop';
import { tellReady } from '../platform';
import { LockPage } from './LockPage';
import { useOwn } from './own';
import { SessionProvider, SwitchProvider, useSessionAnswer, type Session } from './session';
import { SignInPage } from './SignInPage';
import { SwitchPage } from './SwitchPage';

const SetUpPage = lazy(() => import('../setup/SetUpPage'));
const RestorePages = lazy(() => import('./restore/RestorePages'));
const Shell = lazy(() => import('./Shell'));
const EnrolPage = lazy(() => import('./EnrolPage'));

/** How often a shop that is busy is asked whether it can be used again. */
const BUSY_LOOK_MS = 1_000;
/** How often work on its file is asked how far it is. */
const ERRAND_LOOK_MS = 300;

export function Gate() {
  const text = useText();
  const cache = useQueryClient();
  const shop = useOperation('find_shop_state', undefined, { everyMs: (latest) => (latest?.state === 'busy' ? BUSY_LOOK_MS : false) });
  const errand = useOperation('find_errand', undefined, { everyMs: (latest) => (latest?.state === 'running' ? ERRAND_LOOK_MS : false) }).data ?? null;
  const isAtWork = errand?.state === 'running';
  const { suggest } = useLanguage();
  const say = useSaid();
  // Somebody restores a backup. The pages stay until they go on.
  const [isRestoring, setRestoring] = useState(false);
  const beginRestore = useCallback(() => setRestoring(true), []);
  // Set-up ends when the recovery kit is kept, which is after the shop exists.
  const [isSettingUp, setSettingUp] = useState(false);
  const state = shop.data?.state;
  const language = shop.data?.language;

  useEffect(() => {
    if (state === 'missing') setSettingUp(true);
    if (state !== undefined && state !== 'open') tellReady();
  }, [state]);
  // A closed shop leaves nothing of itself on the page.
  useEffect(() => {
    if (state === 'sealed') cache.removeQueries({ predicate: ({ queryKey }) => !['find_shop_state', 'messages'].includes(String(queryKey[0])) });
  }, [state, cache]);
  // Work on the file has begun or ended: the shop is another.
  useEffect(() => {
    void markStale(cache, ['shop']);
  }, [isAtWork, cache]);
  useEffect(() => {
    document.getElementById('layers')?.setAttribute('aria-label', text('shell.layers'));
  }, [text]);
  useEffect(() => {
    if (language) suggest(closestLanguage(language));
  }, [language, suggest]);

  if (shop.isError) return <Problem error={shop.error} onRetry={() => void shop.refetch()} />;
  if (!shop.data) return <Waiting />;
  if (isRestoring)
    return (
      <Suspense fallback={<Waiting />}>
        <RestorePages
          onBack={() => setRestoring(false)}
          onDone={() => {
            setRestoring(false);
            setSettingUp(false);
          }}
        />
      </Suspense>
    );
  if (isAtWork || state === 'busy') return <BusyPage message={state === 'busy' ? say(shop.data) : ''} errand={isAtWork ? errand : null} />;
  if (isSettingUp || state === 'missing')
    return (
      <Suspense fallback={<Waiting />}>
        <SetUpPage onDone={() => setSettingUp(false)} onRestore={beginRestore} />
      </Suspense>
    );
  return (
    <RestoreProvider value={beginRestore}>
      {state === 'sealed' && <SealedPage message={say(shop.data)} ways={shop.data.ways_in} />}
      {state === 'refused' && <RefusedPage message={say(shop.data)} onRetry={() => void shop.refetch()} />}
      {state === 'open' && <SessionGate shopName={shop.data.shop_name ?? ''} />}
    </RestoreProvider>
  );
}

function SessionGate({ shopName }: { shopName: string }) {
  const session = useSessionAnswer();
  const cache = useQueryClient();
  const isOpen = session.data?.is_locked === false;

  useEffect(() => {
    if (!session.isPending) tellReady();
  }, [session.isPending]);

  // What one person saw is not kept for the next.
  useEffect(() => {
    if (isOpen || session.isPending) return;
    cache.removeQueries({ predicate: ({ queryKey }) => !['find_current_session', 'find_shop_state', 'messages'].includes(String(queryKey[0])) });
  }, [isOpen, session.isPending, cache]);

  useOwn(session.data);

  // Enrolment ends when the recovery codes are kept, which is after the second factor counts.
  const [isEnrolling, setEnrolling] = useState(false);
  const [isSwitching, setSwitching] = useState(false);
  const mustEnrol = session.data?.must_enrol === true;
  const isGone = session.data === null || session.data?.is_locked === true;
  useEffect(() => {
    if (mustEnrol) setEnrolling(true);
  }, [mustEnrol]);
  useEffect(() => {
    if (!isGone) return;
    setEnrolling(false);
    setSwitching(false);
  }, [isGone]);

  if (session.data === null) return <SignInPage shopName={shopName} />;
  if (session.data?.is_locked) return <LockPage session={session.data} />;
  if (session.data && (mustEnrol || isEnrolling))
    return (
      <Suspense fallback={<Waiting />}>
        <EnrolPage session={session.data} onDone={() => setEnrolling(false)} />
      </Suspense>
    );
  if (session.data && isSwitching) return <SwitchPage session={session.data} onDone={() => setSwitching(false)} />;
  // Another person has pages of their own: nothing that the one before had open goes on.
  if (session.data) return <OpenShop key={session.data.staff.id} session={session.data} onSwitch={() => setSwitching(true)} />;
  if (session.isError) return <Problem error={session.error} onRetry={() => void session.refetch()} />;
  return <Waiting />;
}

function OpenShop({ session, onSwitch }: { session: Session; onSwitch: () => void }) {
  const { language } = useLanguage();
  const { country, currency, currency_exponent, time_zone } = session.shop;
  const format = useMemo(
    () => ({ locale: localeOf(language, country), currency, currency_exponent, time_zone }),
    [language, country, currency, currency_exponent, time_zone],
  );
  const permissions = useMemo(() => new Set<string>(session.permissions), [session.permissions]);
  const { id, name, requires_second_factor } = session.staff;
  const { name: shop_name } = session.shop;
  const { has_second_factor, pin, withheld } = session;
  const account = useMemo(
    () => ({ id, name, shop_name, has_second_factor, requires_second_factor, pin, withheld }),
    [id, name, shop_name, has_second_factor, requires_second_factor, pin, withheld],
  );
  return (
    <SessionProvider value={session}>
      <SwitchProvider value={onSwitch}>
        <ShopFormatProvider value={format}>
          <PermissionsProvider value={permissions}>
            <OwnAccountProvider value={account}>
              <DateFields language={language} country={country}>
                <Suspense fallback={<Waiting />}>
                  <Shell />
                </Suspense>
              </DateFields>
            </OwnAccountProvider>
          </PermissionsProvider>
        </ShopFormatProvider>
      </SwitchProvider>
    </SessionProvider>
  );
}

/** The person's language as it is written in the shop's country, where the system knows such a thing. */
function localeOf(language: string, country: string): string {
  try {
    return Intl.getCanonicalLocales(`${language}-${country}`)[0] ?? language;
  } catch {
    return language;
  }
}

function Waiting() {
  return (
    <Center h="100%">
      <Loader size="sm" />
    </Center>
  );
}

function Problem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Container size="sm" pt={96}>
      <ErrorState error={error} onRetry={onRetry} />
    </Container>
  );
}
