import type { AreaRoute } from '../components/area';

export const routes: AreaRoute[] = [{ path: '/home', load: () => import('./HomePage'), permissions: ['see_figures'] }];
