import { IconInfoCircle, IconKey, IconBuildingStore, IconUsers, type Icon } from '@tabler/icons-react';
import { lazy, Suspense, type ComponentType } from 'react';
import { useAddressPart } from '../components/area';
import { useOpenPage } from '../components/PageLink';
import { Page } from '../components/pieces';
import { useMay } from '../components/shop';
import { useText, type MessageId } from '../i18n';
import classes from './SettingsPage.module.css';

interface Theme {
  id: string;
  label: MessageId;
  icon: Icon;
  /** None: everybody signed in. */
  permission?: string;
  content: ComponentType;
}

/** One page per theme, each with a sentence on what it does. */
const THEMES: Theme[] = [
  { id: 'shop', label: 'settings.shop', icon: IconBuildingStore, permission: 'change_settings', content: lazy(() => import('./ShopSettings')) },
  { id: 'staff', label: 'settings.staff', icon: IconUsers, permission: 'manage_staff', content: lazy(() => import('./StaffSettings')) },
  { id: 'account', label: 'settings.account', icon: IconKey, content: lazy(() => import('./AccountSettings')) },
  { id: 'about', label: 'about.title', icon: IconInfoCircle, content: lazy(() => import('./AboutSettings')) },
];

export default function SettingsPage() {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const wanted = useAddressPart('page');
  const themes = THEMES.filter(({ permission }) => !permission || may(permission));
  const theme = themes.find(({ id }) => id === wanted) ?? themes[0];
  if (!theme) return null;
  return (
    <Page>
      <div className={classes.settings}>
        <nav className={classes.themes} aria-label={text('settings.title')}>
          {themes.map(({ id, label, icon: Shape }) => (
            <a
              key={id}
              href={`/settings/${id}`}
              className={classes.theme}
              aria-current={id === theme.id ? 'page' : undefined}
              onClick={(event) => open(`/settings/${id}`, event)}
            >
              <Shape size={18} stroke={1.6} aria-hidden />
              {text(label)}
            </a>
          ))}
        </nav>
        <div className={classes.content}>
          <Suspense>
            <theme.content />
          </Suspense>
        </div>
      </div>
    </Page>
  );
}
