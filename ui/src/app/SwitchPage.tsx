import { Button, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { PinField } from '../components/PinField';
import { ErrorState, FormError } from '../components/pieces';
import { useRoleName } from '../components/roles';
import { useText } from '../i18n';
import { useIdleLock } from './idle';
import { useScreenLock } from './lock';
import { SESSION_KEY, type Session } from './session';
import classes from './SwitchPage.module.css';

type Holder = Answer<'list_pin_holders'>[number];

/** Where somebody else takes over this screen: who, then their PIN. The pages of the person before are gone from the page already. */
export function SwitchPage({ session, onDone }: { session: Session; onDone: () => void }) {
  const text = useText();
  const holders = useOperation('list_pin_holders');
  const [chosen, setChosen] = useState<Holder | null>(null);
  const others = holders.data?.filter(({ staff }) => staff.id !== session.staff.id) ?? [];
  useIdleLock(session.shop.lock_after_minutes, useScreenLock());
  return (
    <DoorPage title={text('switch.title')} description={text('switch.description', { name: session.staff.name })}>
      {chosen ? (
        <PinStep holder={chosen} onBack={() => setChosen(null)} onDone={onDone} />
      ) : (
        <Stack gap={6}>
          {holders.isError && <ErrorState error={holders.error} onRetry={() => void holders.refetch()} />}
          {holders.data && others.length === 0 && (
            <Text size="sm" mb="xs">
              {text('switch.nobody')}
            </Text>
          )}
          <People holders={others} onChoose={setChosen} />
          <Button variant="subtle" color="gray" mt="xs" onClick={onDone} autoFocus={holders.data !== undefined && others.length === 0}>
            {text('switch.back')}
          </Button>
        </Stack>
      )}
    </DoorPage>
  );
}

/** One press chooses; the arrow keys go up and down as well as Tab. */
function People({ holders, onChoose }: { holders: Holder[]; onChoose: (holder: Holder) => void }) {
  const text = useText();
  const roleName = useRoleName();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector<HTMLButtonElement>('button:not(:disabled)')?.focus(), [holders.length]);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const keys = [...(list.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])];
    if (step === undefined || keys.length === 0) return;
    event.preventDefault();
    const place = keys.indexOf(document.activeElement as HTMLButtonElement);
    keys[(place + step + keys.length) % keys.length]?.focus();
  };
  return (
    <div ref={list} className={classes.people}>
      {holders.map((holder) => (
        <Button
          key={holder.staff.id}
          variant="default"
          size="md"
          justify="space-between"
          fullWidth
          disabled={holder.pin !== 'ready'}
          onKeyDown={move}
          onClick={() => onChoose(holder)}
          rightSection={
            <Text size="xs" c="dimmed">
              {holder.pin === 'closed' ? text('switch.closed') : holder.pin === 'not_here' ? text('switch.not_here') : roleName(holder.staff.role_name)}
            </Text>
          }
        >
          {holder.staff.name}
        </Button>
      ))}
    </div>
  );
}

function PinStep({ holder, onBack, onDone }: { holder: Holder; onBack: () => void; onDone: () => void }) {
  const text = useText();
  const cache = useQueryClient();
  const take = usePerform('switch_person');
  const field = useRef<HTMLInputElement>(null);
  const [pin, setPin] = useState('');
  /** What the person before saw is not kept for the next, and the next one's page is opened only once the session is known to be theirs. */
  const enter = async () => {
    cache.removeQueries({ predicate: ({ queryKey }) => !['find_current_session', 'find_shop_state', 'messages'].includes(String(queryKey[0])) });
    await cache.refetchQueries({ queryKey: SESSION_KEY });
    // The till is the till for everybody; any other page was the business of the person before.
    if (!window.location.pathname.startsWith('/sell')) window.history.replaceState(null, '', '/');
    onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        take.mutate(
          { body: { staff_id: holder.staff.id, pin } },
          {
            onSuccess: () => void enter(),
            onError: () => {
              setPin('');
              field.current?.focus();
            },
          },
        );
      }}
    >
      <Stack>
        <PinField ref={field} label={text('switch.pin_of', { name: holder.staff.name })} value={pin} onChange={setPin} autoFocus />
        {take.isError && <FormError error={take.error} />}
        <Button type="submit" size="md" loading={take.isPending}>
          {text('switch.submit')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onBack}>
          {text('switch.other')}
        </Button>
      </Stack>
    </form>
  );
}
