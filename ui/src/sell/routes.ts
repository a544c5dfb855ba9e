import type { AreaRoute } from '../components/area';

export const routes: AreaRoute[] = [{ path: '/sell', load: () => import('./SellPage'), permissions: ['sell'] }];
