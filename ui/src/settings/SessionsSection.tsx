import { Button, Group, Loader, Table } from '@mantine/core';
import { IconDeviceDesktop, IconTerminal2 } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { invalidatedTags, markStale } from '../api/cache';
import { call, type Answer } from '../api/client';
import { ApiError } from '../api/error';
import { useOperation, usePerform } from '../api/hooks';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { DateText, formatMoment } from '../components/DateText';
import { ErrorState, StateBadge } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { Section } from './Section';
import classes from './SessionsSection.module.css';

type Session = Answer<'list_sessions'>[number];

/** Where one is signed in, and for whoever manages people where everybody is; each session can be ended from here. */
export function SessionsSection() {
  const text = useText();
  const seesAll = useMay()('manage_staff');
  const sessions = useOperation('list_sessions');
  const ending = useEnding();
  const [asked, setAsked] = useState<Session[] | null>(null);
  const here = sessions.data?.find((session) => session.is_current);
  const own = sessions.data?.filter((session) => session.staff_id === here?.staff_id && !session.is_current) ?? [];
  const rows = [...(sessions.data ?? [])].sort((one, other) => Number(other.is_current) - Number(one.is_current));
  const first = asked?.[0];
  const close = () => setAsked(null);
  return (
    <Section title={text('sessions.title')} description={text(seesAll ? 'sessions.description_all' : 'sessions.description')}>
      {sessions.isError && <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && <Loader size="sm" />}
      {sessions.data && (
        <Table.ScrollContainer minWidth={560} type="native">
          <Table verticalSpacing={6} className={classes.table ?? ''}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{text('sessions.kind')}</Table.Th>
                {seesAll && <Table.Th>{text('sessions.person')}</Table.Th>}
                <Table.Th>{text('sessions.register')}</Table.Th>
                <Table.Th>{text('sessions.began')}</Table.Th>
                <Table.Th>{text('sessions.seen')}</Table.Th>
                <Table.Th>
                  <span className="unseen">{text('staff.actions')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((session) => (
                <SessionRow key={session.id} session={session} showsPerson={seesAll} onEnd={() => setAsked([session])} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {own.length > 0 && (
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setAsked(own)}>
            {text('sessions.end_others')}
          </Button>
        </Group>
      )}
      <ConfirmDialog
        opened={asked !== null}
        title={text((asked?.length ?? 0) > 1 ? 'sessions.end_others' : 'sessions.end_title')}
        confirmLabel={text('sessions.end')}
        isDangerous
        isBusy={ending.isBusy}
        onConfirm={() => asked && void ending.end(asked).then(close)}
        onCancel={close}
      >
        {(asked?.length ?? 0) > 1 ? text('sessions.end_others_hint', { count: asked?.length ?? 0 }) : text('sessions.end_hint', { name: first?.staff_name ?? '' })}
      </ConfirmDialog>
    </Section>
  );
}

function SessionRow({ session, showsPerson, onEnd }: { session: Session; showsPerson: boolean; onEnd: () => void }) {
  const text = useText();
  const shop = useShopFormat();
  const toast = useToast();
  const signOut = usePerform('delete_current_session');
  const Shape = session.is_script ? IconTerminal2 : IconDeviceDesktop;
  return (
    <Table.Tr>
      <Table.Td>
        <span className={classes.kind}>
          <Shape size={17} stroke={1.6} aria-hidden />
          {text(session.is_script ? 'sessions.script' : 'sessions.screen')}
          {session.is_current && <StateBadge tone="good">{text('sessions.here')}</StateBadge>}
          {session.is_locked && <StateBadge tone="neutral">{text('sessions.locked')}</StateBadge>}
        </span>
      </Table.Td>
      {showsPerson && <Table.Td fw={500}>{session.staff_name}</Table.Td>}
      <Table.Td>{session.register_name}</Table.Td>
      <Table.Td>
        <DateText atMs={session.created_at_ms} withTime />
      </Table.Td>
      <Table.Td>
        <DateText atMs={session.seen_at_ms} relative />
      </Table.Td>
      <Table.Td ta="right">
        {session.is_current ? (
          <Button size="compact-sm" variant="subtle" color="gray" loading={signOut.isPending} onClick={() => signOut.mutate(undefined, { onError: toast.problem })}>
            {text('user.sign_out')}
          </Button>
        ) : (
          <Button size="compact-sm" variant="subtle" aria-label={text('sessions.end_of', { name: session.staff_name, at: formatMoment(session.created_at_ms, shop) })} onClick={onEnd}>
            {text('sessions.end')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** Ends sessions one after the other. What has ended by itself meanwhile is as good as ended. */
function useEnding() {
  const text = useText();
  const toast = useToast();
  const cache = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const end = async (sessions: Session[]) => {
    setBusy(true);
    try {
      for (const { id } of sessions) {
        await call('delete_session', { path: { id } }).catch((reason: unknown) => {
          if (!(reason instanceof ApiError && reason.code === 'not_found')) throw reason;
        });
      }
      toast.done(text('sessions.ended', { count: sessions.length }));
    } catch (reason) {
      toast.problem(reason);
    } finally {
      setBusy(false);
      void markStale(cache, invalidatedTags('delete_session'));
    }
  };
  return { isBusy, end };
}
