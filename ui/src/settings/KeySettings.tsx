/** What opens the shop's file: the ways in, each as a card with its state, and the data key behind them. */
import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconDeviceDesktop, IconFileCertificate, IconKey, IconPassword, IconPlus, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { formatMoment } from '../components/DateText';
import { ErrorState, Notice, PageHeader, StateBadge } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { DataKeyDialog, KeyringDialog, PassphraseDialog, RevokeDialog } from './KeyDialogs';
import { KitDialog } from './KitDialog';
import { Section } from './Section';
import classes from './keys.module.css';

type KeyState = Answer<'list_key_slots'>;
export type KeySlot = KeyState['slots'][number];

const ICONS: Record<string, Icon> = { keyring: IconDeviceDesktop, passphrase: IconPassword, recovery: IconFileCertificate };

/** What is being asked about: a dialog, and the slot it is about where there is one. */
type Asked = { what: 'keyring' | 'passphrase' | 'kit' | 'data_key' } | { what: 'revoke'; slot: KeySlot };

export default function KeySettings() {
  const text = useText();
  const keys = useOperation('list_key_slots');
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const slots = keys.data?.slots ?? [];
  const has = (kind: string) => slots.some((slot) => slot.kind === kind);
  return (
    <>
      <PageHeader title={text('keys.title')} description={text('keys.description')} />
      {keys.isError && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && <Loader size="sm" />}
      {keys.data && (
        <>
          <Warnings state={keys.data} />
          <Section title={text('keys.ways')}>
            {slots.map((slot) => (
              <SlotCard key={slot.id} slot={slot} isDemo={keys.data.is_demo} onAsk={setAsked} />
            ))}
            <Group gap="xs">
              {!has('passphrase') && (
                <Button variant="default" leftSection={<IconPlus size={18} />} onClick={() => setAsked({ what: 'passphrase' })}>
                  {text('keys.passphrase_set')}
                </Button>
              )}
              {!has('keyring') && keys.data.has_keyring && !keys.data.is_demo && (
                <Button variant="default" leftSection={<IconPlus size={18} />} onClick={() => setAsked({ what: 'keyring' })}>
                  {text('keys.add_keyring')}
                </Button>
              )}
              <Button variant="default" leftSection={<IconPlus size={18} />} onClick={() => setAsked({ what: 'kit' })}>
                {text('keys.kit_make')}
              </Button>
            </Group>
          </Section>
          <Section title={text('keys.data_key')} description={text('keys.data_key_hint')}>
            <Group justify="space-between" wrap="nowrap">
              <DataKeyAge rekeyedAtMs={keys.data.rekeyed_at_ms} />
              <Button flex="none" variant="default" leftSection={<IconKey size={18} />} onClick={() => setAsked({ what: 'data_key' })}>
                {text('keys.change_data_key')}
              </Button>
            </Group>
          </Section>
        </>
      )}
      {asked?.what === 'keyring' && <KeyringDialog onClose={close} />}
      {asked?.what === 'passphrase' && <PassphraseDialog isNew={!has('passphrase')} onClose={close} />}
      {asked?.what === 'kit' && <KitDialog old={slots.filter((slot) => slot.kind === 'recovery')} onClose={close} />}
      {asked?.what === 'revoke' && <RevokeDialog slot={asked.slot} onClose={close} />}
      {asked?.what === 'data_key' && <DataKeyDialog needsPassphrase={has('passphrase') && !keys.data?.is_demo} onClose={close} />}
    </>
  );
}

function Warnings({ state }: { state: KeyState }) {
  const text = useText();
  const format = useShopFormat();
  const elsewhere = state.slots.filter((slot) => slot.kind !== 'keyring');
  return (
    <Stack gap="xs" className={classes.warnings ?? ''}>
      {state.is_demo && <Notice tone="info">{text('keys.demo')}</Notice>}
      {typeof state.revoked_at_ms === 'number' && (
        <Notice tone="warning" title={text('keys.revoked')}>
          {text('keys.revoked_hint', { date: formatMoment(state.revoked_at_ms, format, { dateStyle: 'medium' }) })}
        </Notice>
      )}
      {elsewhere.length === 1 && elsewhere[0]?.kind === 'recovery' && (
        <Notice tone="warning" title={text('keys.none_elsewhere')}>
          {text('keys.none_elsewhere_hint')}
        </Notice>
      )}
    </Stack>
  );
}

interface SlotCardProps {
  slot: KeySlot;
  isDemo: boolean;
  onAsk: (asked: Asked) => void;
}

function SlotCard({ slot, isDemo, onAsk }: SlotCardProps) {
  const text = useText();
  const format = useShopFormat();
  const Shape = ICONS[slot.kind] ?? IconKey;
  const works = slot.state === 'works';
  const isFixed = isDemo && slot.kind === 'passphrase';
  const name = text(`keys.kind.${slot.kind}` as 'keys.kind.keyring');
  const added = typeof slot.added_at_ms === 'number' ? text('keys.added', { date: formatMoment(slot.added_at_ms, format) }) : text('keys.added_unknown');
  return (
    <section className={classes.slot} aria-label={`${name}, ${added}`}>
      <Shape size={22} stroke={1.6} aria-hidden className={classes.icon} />
      <div className={classes.what}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          <StateBadge tone={works ? 'good' : 'warning'}>{text(`keys.state.${slot.state}` as 'keys.state.works')}</StateBadge>
        </Group>
        <Text size="sm">{text(isFixed ? 'keys.kind_hint.demo' : (`keys.kind_hint.${slot.kind}` as 'keys.kind_hint.keyring'))}</Text>
        {!works && <Notice tone="warning">{text(`keys.state_hint.${slot.state}` as 'keys.state_hint.unreachable')}</Notice>}
        <Text size="xs" c="dimmed">
          {added}
        </Text>
      </div>
      {!isFixed && (
        <Group gap="xs" className={classes.actions ?? ''}>
          {slot.kind === 'passphrase' && (
            <Button size="xs" variant="default" onClick={() => onAsk({ what: 'passphrase' })}>
              {text('keys.passphrase_change')}
            </Button>
          )}
          {slot.state === 'unknown_here' && (
            <Button size="xs" variant="default" onClick={() => onAsk({ what: 'keyring' })}>
              {text('keys.add_keyring')}
            </Button>
          )}
          <Button size="xs" variant="subtle" color="red" onClick={() => onAsk({ what: 'revoke', slot })}>
            {text('keys.revoke')}
          </Button>
        </Group>
      )}
    </section>
  );
}

function DataKeyAge({ rekeyedAtMs }: { rekeyedAtMs: number | null | undefined }) {
  const text = useText();
  const format = useShopFormat();
  if (typeof rekeyedAtMs !== 'number') return <Text size="sm">{text('keys.data_key_first')}</Text>;
  return <Text size="sm">{text('keys.data_key_since', { date: formatMoment(rekeyedAtMs, format) })}</Text>;
}
