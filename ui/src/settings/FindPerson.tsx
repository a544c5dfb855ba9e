import { Table, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { ErrorState } from '../components/pieces';
import { useRoleName } from '../components/roles';
import { useText } from '../i18n';
import { Section } from './Section';

type Person = Answer<'list_people'>['rows'][number];

/** How many people are offered at once. */
const SHOWN = 12;

/** Customers and staff as one types. */
export function FindPerson({ onFound }: { onFound: (person: Person) => void }) {
  const text = useText();
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed.trim(), 120);
  const found = useOperation('list_people', { query: { text: words, limit: SHOWN, offset: 0 } }, { isOff: words === '', keepsLast: true });
  const rows = words === '' ? [] : (found.data?.rows ?? []);
  const more = words === '' ? 0 : (found.data?.total ?? 0) - rows.length;
  return (
    <Section title={text('privacy.find')} description={text('privacy.find_hint')}>
      <TextInput
        leftSection={<IconSearch size={18} />}
        placeholder={text('privacy.search')}
        aria-label={text('privacy.search')}
        maw={420}
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {found.error && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {rows.length > 0 && <People rows={rows} onFound={onFound} />}
      {words !== '' && found.data && rows.length === 0 && <Text size="sm">{text('privacy.nobody_found')}</Text>}
      {more > 0 && (
        <Text size="sm" c="dimmed">
          {text('privacy.more', { count: more })}
        </Text>
      )}
    </Section>
  );
}

function People({ rows, onFound }: { rows: Person[]; onFound: (person: Person) => void }) {
  const text = useText();
  const roleName = useRoleName();
  return (
    <Table verticalSpacing={6} aria-label={text('privacy.find')}>
      <Table.Tbody>
        {rows.map((person) => (
          <Table.Tr key={`${person.kind}:${person.id}`}>
            <Table.Td fw={500}>
              <UnstyledButton fz="sm" fw={500} c="var(--mantine-primary-color-light-color)" onClick={() => onFound(person)}>
                {person.name}
              </UnstyledButton>
            </Table.Td>
            <Table.Td>{text(`privacy.kind.${person.kind}`)}</Table.Td>
            <Table.Td className="figure">{person.role ? roleName(person.role) : person.number}</Table.Td>
            <Table.Td c="dimmed">{[person.email, person.phone].filter(Boolean).join(' · ')}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
