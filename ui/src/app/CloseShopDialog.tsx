import { List, Stack, Text } from '@mantine/core';
import { useOperation, usePerform } from '../api/hooks';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { useText } from '../i18n';

/** Asks before the shop is closed, and says what it takes to open it again: afterwards it would be too late to look for the paper. */
export function CloseShopDialog({ opened, onCancel }: { opened: boolean; onCancel: () => void }) {
  const text = useText();
  const seal = usePerform('seal_shop');
  const ways = useOperation('find_shop_state').data?.ways_in ?? [];
  return (
    <ConfirmDialog
      opened={opened}
      title={text('seal.title')}
      confirmLabel={text('seal.confirm')}
      isBusy={seal.isPending}
      error={seal.error}
      onConfirm={() => seal.mutate(undefined)}
      onCancel={() => {
        seal.reset();
        onCancel();
      }}
    >
      <Stack gap="xs">
        <Text size="sm">{text('seal.body')}</Text>
        <Text size="sm" fw={500}>
          {text('seal.ways')}
        </Text>
        <List size="sm">
          {ways.map((way) => (
            <List.Item key={way}>{text(`seal.way.${way}` as 'seal.way.keyring')}</List.Item>
          ))}
        </List>
      </Stack>
    </ConfirmDialog>
  );
}
