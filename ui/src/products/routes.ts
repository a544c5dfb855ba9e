import type { AreaRoute } from '../components/area';

export const routes: AreaRoute[] = [
  { path: '/products', load: () => import('./ProductsPage'), permissions: ['see_products'] },
  { path: '/products/new', load: () => import('./NewProductPage'), permissions: ['edit_products'] },
  { path: '/products/categories', load: () => import('./CategoriesPage'), permissions: ['see_products'] },
  { path: '/products/$id', load: () => import('./ProductPage'), permissions: ['see_products'] },
];
