import type { AreaRoute } from '../components/area';

export const routes: AreaRoute[] = [
  { path: '/sales', load: () => import('./SalesPage'), permissions: ['see_sales'] },
  { path: '/sales/$id', load: () => import('./SalePage'), permissions: ['see_sales'] },
];
