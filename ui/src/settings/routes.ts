import type { AreaRoute } from '../components/area';

export const routes: AreaRoute[] = [
  { path: '/settings', load: () => import('./SettingsPage') },
  { path: '/settings/$page', load: () => import('./SettingsPage') },
];
