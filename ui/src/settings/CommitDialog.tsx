import { Modal, Stack, Table, Text, Title } from '@mantine/core';
import { formatMoment } from '../components/DateText';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { useAuditWords, type Change, type Commit } from './audit';
import classes from './Audit.module.css';

/** One entry of the audit: when, who, where, and every field before and after, record by record. */
export function CommitDialog({ commit, onClose }: { commit: Commit | null; onClose: () => void }) {
  const text = useText();
  const words = useAuditWords();
  return (
    <Modal opened={commit !== null} onClose={onClose} size="xl" title={commit ? words.operation(commit.operation) : ''} closeButtonProps={{ 'aria-label': text('action.close') }}>
      {commit && (
        <Stack>
          <Facts commit={commit} />
          {commit.changes.length === 0 && (
            <Text size="sm" c="dimmed">
              {text('audit.no_fields')}
            </Text>
          )}
          {byRecord(commit.changes).map((changes) => (
            <RecordChanges key={`${changes[0]?.table} ${changes[0]?.record}`} changes={changes} />
          ))}
        </Stack>
      )}
    </Modal>
  );
}

function Facts({ commit }: { commit: Commit }) {
  const text = useText();
  const words = useAuditWords();
  const shop = useShopFormat();
  const facts = [
    [text('audit.when'), formatMoment(commit.at_ms, shop, { dateStyle: 'full', timeStyle: 'medium' })],
    [text('audit.person'), words.person(commit)],
    [text('sessions.register'), commit.register_name ?? '–'],
    [text('audit.number'), String(commit.seq)],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function RecordChanges({ changes }: { changes: Change[] }) {
  const text = useText();
  const words = useAuditWords();
  const [first] = changes;
  return (
    <section>
      <Title order={3} size="h5" mb={4}>
        {first && words.record(first)}
      </Title>
      <Table verticalSpacing={4} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="30%">{text('audit.field')}</Table.Th>
            <Table.Th>{text('audit.before')}</Table.Th>
            <Table.Th>{text('audit.after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((change, place) => (
            <Table.Tr key={`${change.field} ${place}`}>
              <Table.Td>{words.field(change.field)}</Table.Td>
              <Table.Td className={classes.value ?? ''}>{words.value(change.field, change.before) || '–'}</Table.Td>
              <Table.Td className={classes.value ?? ''}>{words.value(change.field, change.after) || '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** The changes of one record stand together, in the order in which they were made. */
function byRecord(changes: readonly Change[]): Change[][] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = `${change.table} ${change.record}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()];
}
