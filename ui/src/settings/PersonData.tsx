/** What is kept about one person, and the two things one can do with it: hand it over and erase it. */
import { Anchor, Button, Group, List, Loader, Select, Stack, Table, Text } from '@mantine/core';
import { IconArrowLeft, IconDownload, IconEraser } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer, Body } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { formatDate, DateText } from '../components/DateText';
import { ErrorState, Notice } from '../components/pieces';
import { useSaid } from '../components/said';
import { useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { saveFile } from '../platform';
import classes from './Audit.module.css';
import { useTableName } from './privacy';
import { Section } from './Section';

type Kept = Answer<'find_person'>;
type Reason = Body<'erase_person'>['reason'];

interface PersonDataProps {
  kind: 'customer' | 'staff';
  id: string;
  onBack: () => void;
}

export function PersonData({ kind, id, onBack }: PersonDataProps) {
  const text = useText();
  const kept = useOperation('find_person', { path: { kind, id } });
  return (
    <Stack gap="md">
      <Anchor component="button" type="button" size="sm" onClick={onBack} ta="left">
        <IconArrowLeft size={14} aria-hidden /> {text('privacy.back')}
      </Anchor>
      {kept.error && <ErrorState error={kept.error} />}
      {kept.isPending && <Loader size="sm" />}
      {kept.data && !kept.error && <Found kept={kept.data} onErased={onBack} />}
    </Stack>
  );
}

function Found({ kept, onErased }: { kept: Kept; onErased: () => void }) {
  const text = useText();
  const say = useSaid();
  const [isErasing, setErasing] = useState(false);
  const { person, unfinished } = kept;
  const path = { kind: person.kind, id: person.id };
  return (
    <Section title={person.name} description={text(`privacy.kind.${person.kind}`)}>
      <Facts person={person} />
      <Holdings kept={kept} />
      {unfinished.length > 0 && (
        <Notice tone="warning" title={text('privacy.not_yet')}>
          <List size="sm">
            {unfinished.map((message, index) => (
              <List.Item key={index}>{say(message)}</List.Item>
            ))}
          </List>
        </Notice>
      )}
      <Group>
        <ExportKey path={path} format="json" label={text('privacy.export_json')} />
        <ExportKey path={path} format="csv" label={text('privacy.export_csv')} />
        <Button color="red" variant="light" leftSection={<IconEraser size={18} />} disabled={unfinished.length > 0} onClick={() => setErasing(true)}>
          {text('privacy.erase')}
        </Button>
      </Group>
      {isErasing && <EraseDialog person={person} onErased={onErased} onCancel={() => setErasing(false)} />}
    </Section>
  );
}

function Facts({ person }: { person: Kept['person'] }) {
  const text = useText();
  const facts = [
    [text('privacy.number'), person.number],
    [text('privacy.email'), person.email],
    [text('privacy.phone'), person.phone],
  ] as const;
  return (
    <dl className={classes.facts}>
      {facts.map(
        ([label, value]) =>
          value && (
            <div key={label} className={classes.fact}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
      <div className={classes.fact}>
        <dt>{text('privacy.created')}</dt>
        <dd>
          <DateText atMs={person.created_at_ms} />
        </dd>
      </div>
    </dl>
  );
}

function Holdings({ kept: { holdings, kept_until: until } }: { kept: Kept }) {
  const text = useText();
  const tableName = useTableName();
  const shop = useShopFormat();
  const count = (value: number) => (value === 0 ? '–' : formatCount(value, shop.locale));
  return (
    <>
      <Table verticalSpacing={6} aria-label={text('privacy.kept')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text('privacy.kept')}</Table.Th>
            <Table.Th ta="right">{text('privacy.goes')}</Table.Th>
            <Table.Th ta="right">{text('privacy.stays')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {holdings.map(({ table, goes, stays }) => (
            <Table.Tr key={table}>
              <Table.Td>{tableName(table)}</Table.Td>
              <Table.Td ta="right" className="figure">
                {count(goes)}
              </Table.Td>
              <Table.Td ta="right" className="figure">
                {count(stays)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {until && (
        <Text size="sm" c="dimmed">
          {text('privacy.law_keeps', { date: formatDate(until, shop) })}
        </Text>
      )}
    </>
  );
}

function ExportKey({ path, format, label }: { path: { kind: 'customer' | 'staff'; id: string }; format: 'json' | 'csv'; label: string }) {
  const text = useText();
  const toast = useToast();
  const download = usePerform('download_person');
  const save = async () => {
    try {
      const file = (await download.mutateAsync({ path, query: { format } })) as unknown as File;
      if ((await saveFile(file.name, file)) === 'done') toast.done(text('settings.saved'));
    } catch (reason) {
      toast.problem(reason);
    }
  };
  return (
    <Button variant="default" leftSection={<IconDownload size={16} />} loading={download.isPending} onClick={() => void save()}>
      {label}
    </Button>
  );
}

function EraseDialog({ person, onErased, onCancel }: { person: Kept['person']; onErased: () => void; onCancel: () => void }) {
  const text = useText();
  const toast = useToast();
  const erase = usePerform('erase_person');
  const [reason, setReason] = useState<Reason>('asked');
  const run = () =>
    erase.mutate(
      { path: { kind: person.kind, id: person.id }, body: { reason } },
      {
        onSuccess: () => {
          toast.done(text('privacy.erased_done', { name: person.name }));
          onErased();
        },
      },
    );
  return (
    <ConfirmDialog
      opened
      isDangerous
      title={text('privacy.erase_of', { name: person.name })}
      confirmLabel={text('privacy.erase')}
      isBusy={erase.isPending}
      error={erase.error}
      onConfirm={run}
      onCancel={onCancel}
    >
      <Stack gap="sm">
        <Text size="sm">{text('privacy.erase_hint')}</Text>
        <Select
          label={text('privacy.reason')}
          allowDeselect={false}
          value={reason}
          data={(['asked', 'not_needed'] as const).map((value) => ({ value, label: text(`privacy.reason.${value}`) }))}
          onChange={(value) => value && setReason(value as Reason)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
