import { Button, Group, Loader, Table } from '@mantine/core';
import { IconDeviceDesktop, IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
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
  const toast = useToast();
  const endOne = usePerform('delete_session');
  const endOthers = usePerform('delete_other_sessions');
  const [asked, setAsked] = useState<Session | 'others' | null>(null);
  const here = sessions.data?.find((session) => session.is_current);
  const own = sessions.data?.filter((session) => session.staff_id === here?.staff_id && !session.is_current) ?? [];
  const rows = [...(sessions.data ?? [])].sort((one, other) => Number(other.is_current) - Number(one.is_current));
  const one = asked === 'others' ? null : asked;
  const close = () => setAsked(null);
  const ended = (count: number) => {
    close();
    toast.done(text('sessions.ended', { count }));
  };
  const end = () => {
    if (asked === 'others') endOthers.mutate(undefined, { onSuccess: () => ended(own.length), onError: toast.problem });
    // What has ended by itself meanwhile is as good as ended.
    else if (asked) endOne.mutate({ path: { id: asked.id } }, { onSuccess: () => ended(1), onError: (reason) => (reason instanceof ApiError && reason.code === 'not_found' ? ended(1) : toast.problem(reason)) });
  };
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
                <SessionRow key={session.id} session={session} showsPerson={seesAll} onEnd={() => setAsked(session)} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {own.length > 0 && (
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setAsked('others')}>
            {text('sessions.end_others')}
          </Button>
        </Group>
      )}
      <ConfirmDialog
        opened={asked !== null}
        title={text(one ? 'sessions.end_title' : 'sessions.end_others')}
        confirmLabel={text('sessions.end')}
        isDangerous
        isBusy={endOne.isPending || endOthers.isPending}
        onConfirm={end}
        onCancel={close}
      >
        {one ? text('sessions.end_hint', { name: one.staff_name }) : text('sessions.end_others_hint', { count: own.length })}
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
          {session.is_by_pin && <StateBadge tone="neutral">{text('pin.title')}</StateBadge>}
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
