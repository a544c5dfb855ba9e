import { lazy, Suspense, type ComponentType } from 'react';
import { useAddressPart } from '../components/area';
import { useOpenPage } from '../components/PageLink';
import { Page } from '../components/pieces';
import { useMay } from '../components/shop';
import { useText } from '../i18n';
import { THEMES } from './themes';
import { WithheldNotice } from './WithheldNotice';
import classes from './SettingsPage.module.css';

const CONTENT: Record<string, ComponentType> = {
  shop: lazy(() => import('./ShopSettings')),
  tax: lazy(() => import('./TaxSettings')),
  staff: lazy(() => import('./StaffSettings')),
  roles: lazy(() => import('./RolesSettings')),
  keys: lazy(() => import('./KeySettings')),
  backup: lazy(() => import('./BackupSettings')),
  health: lazy(() => import('./HealthSettings')),
  audit: lazy(() => import('./AuditSettings')),
  privacy: lazy(() => import('./PrivacySettings')),
  account: lazy(() => import('./AccountSettings')),
  updates: lazy(() => import('./UpdateSettings')),
  about: lazy(() => import('./AboutSettings')),
};

/** One page per theme, each with a sentence on what it does. */
export default function SettingsPage() {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const wanted = useAddressPart('page');
  const themes = THEMES.filter(({ permission }) => !permission || may(permission));
  const theme = themes.find(({ id }) => id === wanted) ?? themes[0];
  const Content = theme && CONTENT[theme.id];
  if (!Content) return null;
  return (
    <Page fills={theme.isList ?? false}>
      <div className={classes.settings} data-list={theme.isList}>
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
          <WithheldNotice />
          <Suspense>
            <Content />
          </Suspense>
        </div>
      </div>
    </Page>
  );
}
