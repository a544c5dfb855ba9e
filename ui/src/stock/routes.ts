import type { AreaRoute } from '../components/area';

export const routes: AreaRoute[] = [
  { path: '/stock', load: () => import('./OnHandPage'), permissions: ['see_stock'] },
  { path: '/stock/movements', load: () => import('./MovementsPage'), permissions: ['see_stock'] },
  { path: '/stock/lots', load: () => import('./LotsPage'), permissions: ['see_stock'] },
  { path: '/stock/receipts', load: () => import('./ReceiptsPage'), permissions: ['see_stock'] },
  { path: '/stock/receipts/$id', load: () => import('./ReceiptPage'), permissions: ['see_stock'] },
  { path: '/stock/receive', load: () => import('./ReceivePage'), permissions: ['receive_stock'] },
];
