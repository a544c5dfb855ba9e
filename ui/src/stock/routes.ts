import type { AreaRoute } from '../components/area';

export const routes: AreaRoute[] = [{ path: '/stock', load: () => import('./StockPage'), permissions: ['see_stock'] }];
