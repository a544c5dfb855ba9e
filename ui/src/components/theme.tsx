/** Which colours the page shows: the system's, light or dark. Pages before sign-in change it for themselves; a sign-in brings the person's own. */
import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun, type Icon } from '@tabler/icons-react';
import { useCallback } from 'react';
import type { components } from '../api/schema';
import { useText, type MessageId } from '../i18n';

export type Theme = components['schemas']['Theme'];

/** The choices, in the order they are offered. */
export const THEME_CHOICES: { theme: Theme; label: MessageId; icon: Icon }[] = [
  { theme: 'system', label: 'theme.system', icon: IconDeviceDesktop },
  { theme: 'light', label: 'theme.light', icon: IconSun },
  { theme: 'dark', label: 'theme.dark', icon: IconMoon },
];

/** The choice of this page; whoever is signed in keeps theirs on the server. */
export function useTheme(): { theme: Theme; choose: (theme: Theme) => void } {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choose = useCallback((theme: Theme) => setColorScheme(theme === 'system' ? 'auto' : theme), [setColorScheme]);
  return { theme: colorScheme === 'auto' ? 'system' : colorScheme, choose };
}

/** A button that shows the present choice and offers the others. */
export function ThemeMenu({ onChoose }: { onChoose: (theme: Theme) => void }) {
  const text = useText();
  const { theme } = useTheme();
  const Shape = THEME_CHOICES.find((choice) => choice.theme === theme)?.icon ?? IconDeviceDesktop;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={text('theme.title')}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={text('theme.title')}>
            <Shape size={20} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {THEME_CHOICES.map((choice) => (
          <Menu.Item
            key={choice.theme}
            leftSection={<choice.icon size={16} aria-hidden />}
            rightSection={choice.theme === theme ? <IconCheck size={16} aria-hidden /> : null}
            {...(choice.theme === theme && { 'aria-current': true })}
            onClick={() => onChoose(choice.theme)}
          >
            {text(choice.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
