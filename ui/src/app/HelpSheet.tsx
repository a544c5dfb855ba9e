import { Group, Kbd, Modal, SimpleGrid, Stack, Text } from '@mantine/core';
import { useOfferedShortcuts } from '../components/keyboard';
import { useText } from '../i18n';

/** Every shortcut that works now: those of the shell and those of the page behind the sheet. */
export function HelpSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const text = useText();
  const shortcuts = useOfferedShortcuts().filter((shortcut) => !shortcut.isHidden && shortcut.keys !== '');
  const jumps = shortcuts.filter(({ keys }) => keys.startsWith('g '));
  const others = shortcuts.filter(({ keys }) => !keys.startsWith('g '));
  return (
    <Modal opened={opened} onClose={onClose} title={text('help.title')} size="lg" closeButtonProps={{ 'aria-label': text('action.close') }}>
      <SimpleGrid cols={2} spacing="xl">
        <ShortcutList heading={text('help.jump')} shortcuts={jumps} />
        <ShortcutList heading={text('help.here')} shortcuts={others} />
      </SimpleGrid>
      <Text size="sm" c="dimmed" mt="lg">
        {text('help.scan')}
      </Text>
    </Modal>
  );
}

function ShortcutList({ heading, shortcuts }: { heading: string; shortcuts: { keys: string; label: string }[] }) {
  return (
    <Stack gap={8}>
      <Text size="xs" fw={600} c="dimmed">
        {heading}
      </Text>
      {shortcuts.map(({ keys, label }) => (
        <Group key={keys + label} justify="space-between" wrap="nowrap">
          <Text size="sm">{label}</Text>
          <Keys keys={keys} />
        </Group>
      ))}
    </Stack>
  );
}

/** Keys as they are written on a keyboard. */
export function Keys({ keys }: { keys: string }) {
  const parts = keys.replace('mod+', 'Ctrl+').split(/[ +]/);
  return (
    <Group gap={4} wrap="nowrap">
      {parts.map((part) => (
        <Kbd key={part} size="xs">
          {part.length === 1 && parts[0] === 'Ctrl' ? part.toUpperCase() : part}
        </Kbd>
      ))}
    </Group>
  );
}
