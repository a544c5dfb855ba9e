import type { AreaRoute } from '../components/area';

export const routes: AreaRoute[] = [{ path: '/products', load: () => import('./ProductsPage'), permissions: ['see_products'] }];
