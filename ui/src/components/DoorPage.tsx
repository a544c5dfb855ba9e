import { ActionIcon, Group, Menu, Paper, Text, Title, Tooltip } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { LANGUAGES, useText } from '../i18n';
import classes from './DoorPage.module.css';
import { useLanguage } from './language';
import { ThemeMenu, useTheme } from './theme';

interface DoorPageProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Room for a form of several columns, as in set-up. */
  isWide?: boolean;
}

/** The calm page in front of the shop: one card, the product's mark, language and theme at the edge. */
export function DoorPage({ title, description, children, isWide = false }: DoorPageProps) {
  const { choose } = useTheme();
  useEffect(() => {
    document.title = `${title} · Counterfoil`;
  }, [title]);
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <Mark />
        <Group gap={4}>
          <LanguageMenu />
          <ThemeMenu onChoose={choose} />
        </Group>
      </header>
      <main className={classes.main}>
        <Paper className={classes.card} data-wide={isWide || undefined}>
          <Title order={1}>{title}</Title>
          {description && (
            <Text c="dimmed" mt={4}>
              {description}
            </Text>
          )}
          <div className={classes.content}>{children}</div>
        </Paper>
      </main>
    </div>
  );
}

/** The product's mark and name; `isShort` leaves the name to screen readers. */
export function Mark({ isShort = false }: { isShort?: boolean }) {
  return (
    <span className={classes.mark}>
      <svg viewBox="0 0 32 32" width={28} height={28} aria-hidden>
        <rect width="32" height="32" rx="8" fill="var(--mantine-primary-color-filled)" />
        <path d="M9 7h14v18l-2.3-1.7-2.4 1.7-2.3-1.7-2.3 1.7-2.4-1.7L9 25z" fill="#fff" />
        <path d="M12.5 12h7M12.5 16h4" stroke="var(--mantine-primary-color-filled)" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <span className={isShort ? 'unseen' : classes.name}>Counterfoil</span>
    </span>
  );
}

function LanguageMenu() {
  const text = useText();
  const { language, choose } = useLanguage();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={text('language.title')}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={text('language.title')}>
            <IconLanguage size={20} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map(({ code, name }) => (
          <Menu.Item key={code} lang={code} {...(code === language && { fw: 600, 'aria-current': true })} onClick={() => choose(code)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
