import { Anchor, Group, Loader, Modal, Table, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useLicences, type Part } from '../api/licences';
import { useOperation } from '../api/hooks';
import { Mark } from '../components/DoorPage';
import { ErrorState, PageHeader } from '../components/pieces';
import { useText } from '../i18n';
import { Section } from './Section';
import classes from './SettingsPage.module.css';

export default function AboutSettings() {
  const text = useText();
  const shop = useOperation('find_shop_state');
  return (
    <>
      <PageHeader title={text('about.title')} description={text('about.description')} />
      <Section title={text('about.version', { version: shop.data?.version ?? '…' })}>
        <Group>
          <Mark />
        </Group>
        <Text size="sm">{text('about.licence')}</Text>
        <Text size="sm" c="dimmed">
          {text('about.private')}
        </Text>
      </Section>
      <Licences />
    </>
  );
}

/** Every part of others that the program is made of, with its licence in full. */
function Licences() {
  const text = useText();
  const licences = useLicences();
  const [query, setQuery] = useState('');
  const [shown, setShown] = useState<Part | null>(null);
  const wanted = query.trim().toLowerCase();
  const parts = useMemo(
    () => (licences.data?.parts ?? []).filter((part) => `${part.name} ${part.licence}`.toLowerCase().includes(wanted)),
    [licences.data, wanted],
  );
  return (
    <Section title={text('about.others')} description={text('about.others_hint', { count: licences.data?.parts.length ?? 0 })}>
      {licences.isError && <ErrorState error={licences.error} onRetry={() => void licences.refetch()} />}
      {licences.isPending && <Loader size="sm" />}
      {licences.data && (
        <>
          <TextInput aria-label={text('about.search')} placeholder={text('about.search')} leftSection={<IconSearch size={16} />} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
          <Table.ScrollContainer minWidth={300} maxHeight={420} type="native">
            <Table verticalSpacing={4} stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{text('about.part')}</Table.Th>
                  <Table.Th>{text('about.part_version')}</Table.Th>
                  <Table.Th>{text('about.part_licence')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {parts.map((part) => (
                  <Table.Tr key={`${part.name} ${part.version}`}>
                    <Table.Td>{part.name}</Table.Td>
                    <Table.Td>{part.version}</Table.Td>
                    <Table.Td>
                      {part.texts.length === 0 ? (
                        part.licence
                      ) : (
                        <Anchor component="button" type="button" ta="left" onClick={() => setShown(part)}>
                          {part.licence}
                        </Anchor>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </>
      )}
      <Modal opened={shown !== null} onClose={() => setShown(null)} size="xl" title={shown ? `${shown.name} ${shown.version}` : ''} closeButtonProps={{ 'aria-label': text('action.close') }}>
        {/* A long text is read with the keyboard too, so it takes the focus. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className={classes.licence} tabIndex={0}>
          {shown?.texts.map((place) => licences.data?.texts[place]).join('\n\n――――――――\n\n')}
        </div>
      </Modal>
    </Section>
  );
}
