import type { AreaRoute } from '../components/area';

export const routes: AreaRoute[] = [
  { path: '/home', load: () => import('./HomePage'), permissions: ['see_figures'] },
  { path: '/home/product-sales', load: () => import('./ProductSalesPage'), permissions: ['see_figures'] },
];
