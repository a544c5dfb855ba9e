import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { formatCount } from '../../components/Amount';
import { formatMoment } from '../../components/DateText';
import { FormError, Notice } from '../../components/pieces';
import { useShopFormat } from '../../components/shop';
import { useText } from '../../i18n';
import { formatSize } from '../../settings/size';
import type { Preview } from './RestorePages';

interface PreviewStepProps {
  preview: Preview;
  isBusy: boolean;
  error: unknown;
  onRestore: () => void;
  onBack: () => void;
}

const COUNTS = ['sales', 'returns', 'documents', 'customers', 'products'] as const;

/** What the backup holds beside what lies here, and what a restore would mean. */
export function PreviewStep({ preview: { backup, present }, isBusy, error, onRestore, onBack }: PreviewStepProps) {
  const text = useText();
  const shop = useShopFormat();
  const here = present?.holdings ?? null;
  return (
    <Stack>
      <Text fw={500}>{text('restore.taken', { shop: backup.shop_name, when: formatMoment(backup.created_at_ms, shop), size: formatSize(backup.bytes, shop.locale) })}</Text>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <span className="unseen">{text('restore.preview')}</span>
            </Table.Th>
            <Table.Th ta="right">{text('restore.backup')}</Table.Th>
            {here && <Table.Th ta="right">{text('restore.here')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {COUNTS.map((count) => (
            <Table.Tr key={count}>
              <Table.Td>{text(`restore.count.${count}`)}</Table.Td>
              <Table.Td ta="right" className="figure">
                {formatCount(backup.holdings[count], shop.locale)}
              </Table.Td>
              {here && (
                <Table.Td ta="right" className="figure">
                  {formatCount(here[count], shop.locale)}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {present && (
        <Notice tone={present.changes_missing > 0 || !present.continues_the_backup ? 'warning' : 'info'}>
          {!here && text('restore.here_unreadable')}
          {here && (present.continues_the_backup ? text('restore.changes_missing', { count: present.changes_missing }) : text('restore.other_history'))} {text('restore.kept')}
        </Notice>
      )}
      {Boolean(error) && <FormError error={error} />}
      <Group justify="space-between">
        <Button variant="default" onClick={onBack} disabled={isBusy}>
          {text('action.back')}
        </Button>
        <Button onClick={onRestore} loading={isBusy}>
          {text(present ? 'restore.do_replace' : 'restore.do')}
        </Button>
      </Group>
    </Stack>
  );
}
