import { Loader, Table, Text } from '@mantine/core';
import { useOperation } from '../api/hooks';
import { DateText } from '../components/DateText';
import { usePersonName } from '../components/people';
import { ErrorState } from '../components/pieces';
import { useText } from '../i18n';
import { Section } from './Section';

/** How many of the latest are shown; the audit has all of them. */
const SHOWN = 20;

/** Who was erased: by their number, because nothing else is known. */
export function Erasures() {
  const text = useText();
  const personName = usePersonName();
  const erasures = useOperation('list_erasures', { query: { limit: SHOWN, offset: 0 } });
  const rows = erasures.data?.rows ?? [];
  return (
    <Section title={text('privacy.erasures')} description={text('privacy.erasures_hint')}>
      {erasures.error && <ErrorState error={erasures.error} onRetry={() => void erasures.refetch()} />}
      {erasures.isPending && <Loader size="sm" />}
      {erasures.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {text('privacy.none_erased')}
        </Text>
      )}
      {rows.length > 0 && (
        <Table verticalSpacing={6} aria-label={text('privacy.erasures')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{text('history.when')}</Table.Th>
              <Table.Th>{text('privacy.what')}</Table.Th>
              <Table.Th>{text('privacy.reason')}</Table.Th>
              <Table.Th>{text('privacy.who')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={`${row.person_id}-${row.at_ms}`}>
                <Table.Td>
                  <DateText atMs={row.at_ms} withTime />
                </Table.Td>
                <Table.Td>
                  {text(`privacy.kind.${row.kind}`)}{' '}
                  <Text span size="xs" c="dimmed" className="figure">
                    {row.person_id}
                  </Text>
                </Table.Td>
                <Table.Td>{text(`privacy.reason.${row.reason}`)}</Table.Td>
                <Table.Td>{personName(row.staff_name) || text('audit.program')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}
