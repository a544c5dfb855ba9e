import type { AreaRoute } from '../components/area';

// Imports live beside the products they mostly bring, so the side of the shell keeps Products lit.
export const routes: AreaRoute[] = [
  { path: '/products/imports', load: () => import('./ImportsPage'), permissions: ['import_data'] },
  { path: '/products/imports/new', load: () => import('./NewImportPage'), permissions: ['import_data'] },
  { path: '/products/imports/$id', load: () => import('./ImportPage'), permissions: ['import_data'] },
];
