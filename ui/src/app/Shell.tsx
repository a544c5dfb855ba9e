/** The shop's frame: side, top bar, and the page. */
import { ActionIcon, Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { RouterProvider, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { call } from '../api/client';
import { Mark } from '../components/DoorPage';
import { KeyboardProvider, useScan, useShortcuts } from '../components/keyboard';
import { useOpenPage } from '../components/PageLink';
import { useMay } from '../components/shop';
import { THEME_CHOICES, ThemeMenu, useTheme } from '../components/theme';
import { useText } from '../i18n';
import { THEMES } from '../settings/themes';
import { HelpSheet } from './HelpSheet';
import { useIdleLock } from './idle';
import { Jobs } from './Jobs';
import { useScreenLock } from './lock';
import { NAVIGATION } from './navigation';
import { Palette } from './Palette';
import { createPages, fetchPages } from './router';
import { useOwnChoices } from './own';
import { useBeginSwitch, useSession } from './session';
import classes from './Shell.module.css';
import { UserMenu } from './UserMenu';

export default function Shell() {
  const pages = useMemo(() => createPages(Frame), []);
  useEffect(() => {
    const timer = setTimeout(fetchPages, 1_000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <KeyboardProvider>
      <RouterProvider router={pages} />
    </KeyboardProvider>
  );
}

/** Around every page; the router puts the page in as children. */
function Frame({ children }: { children: ReactNode }) {
  const text = useText();
  const may = useMay();
  const session = useSession();
  const open = useOpenPage();
  const lock = useScreenLock();
  const beginSwitch = useBeginSwitch();
  const { theme } = useTheme();
  const { wear } = useOwnChoices();
  const [palette, setPalette] = useState<string | null>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const entries = NAVIGATION.filter((entry) => entry.permissions.some(may));

  /** Opens what was scanned; what is no product is looked for in the palette, which says so. */
  const openScanned = async (code: string) => {
    if (!may('see_products')) return setPalette(code);
    try {
      const scan = await call('scan_code', { query: { code } });
      open(`/products/${scan.variant.product_id}`);
    } catch {
      setPalette(code);
    }
  };

  useIdleLock(session.shop.lock_after_minutes, lock);
  // A page of its own (the till) takes scans before this one does.
  useScan((code) => void openScanned(code));
  useShortcuts([
    { keys: 'mod+k', label: text('palette.title'), run: () => setPalette('') },
    { keys: '?', label: text('help.title'), run: () => setHelpOpen(true) },
    { keys: 'mod+l', label: text('user.lock'), run: lock },
    { keys: 'mod+u', label: text('user.switch'), run: beginSwitch },
    ...THEME_CHOICES.filter((choice) => choice.theme !== theme).map((choice) => ({ keys: '', label: text(choice.label), run: () => wear(choice.theme) })),
    ...THEMES.filter(({ permission }) => !permission || may(permission)).map(({ id, label }) => ({ keys: '', label: text(label), run: () => open(`/settings/${id}`) })),
    ...entries.map((entry) => ({ keys: entry.keys, label: text(entry.label), run: () => open(entry.to) })),
  ]);

  return (
    <div className={classes.shell}>
      <a href="#page" className={classes.skip}>
        {text('shell.skip')}
      </a>
      <nav className={classes.side} aria-label={text('shell.navigation')}>
        <div className={classes.brand}>
          <span className={classes.long}>
            <Mark />
          </span>
          <span className={classes.short}>
            <Mark isShort />
          </span>
        </div>
        {entries.map((entry) => (
          <SideLink key={entry.to} to={entry.to} label={text(entry.label)} keys={entry.keys} icon={<entry.icon size={20} stroke={1.6} aria-hidden />} />
        ))}
        <div className={classes.sideEnd}>
          <Tooltip label={`${text('help.title')} · ?`} position="right">
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={text('help.title')} onClick={() => setHelpOpen(true)}>
              <IconKeyboard size={20} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </div>
      </nav>
      <header className={classes.top}>
        <UnstyledButton className={classes.search} onClick={() => setPalette('')}>
          <IconSearch size={16} stroke={1.8} aria-hidden />
          <span className={classes.searchText}>{text('palette.placeholder')}</span>
          <Kbd size="xs">Ctrl K</Kbd>
        </UnstyledButton>
        <div className={classes.topEnd}>
          <Jobs />
          <ThemeMenu onChoose={wear} />
          <UserMenu onLock={lock} onSwitch={beginSwitch} />
        </div>
      </header>
      <main id="page" className={classes.page} tabIndex={-1}>
        {children}
      </main>
      <Palette query={palette} onClose={() => setPalette(null)} />
      <HelpSheet opened={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

function SideLink({ to, label, keys, icon }: { to: string; label: string; keys: string; icon: ReactNode }) {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const open = useOpenPage();
  const isHere = path === to || path.startsWith(`${to}/`);
  return (
    <Tooltip label={`${label} · ${keys}`} position="right">
      <a href={to} className={classes.link} aria-current={isHere ? 'page' : undefined} onClick={(event) => open(to, event)}>
        {icon}
        <span className={classes.linkText}>{label}</span>
      </a>
    </Tooltip>
  );
}
