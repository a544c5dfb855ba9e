import { IconBoxSeam, IconHome, IconPackages, IconReceipt, IconSettings, IconShoppingBag, type Icon } from '@tabler/icons-react';
import type { MessageId } from '../i18n';

export interface NavigationEntry {
  to: string;
  label: MessageId;
  icon: Icon;
  keys: string;
  /** Any of these lets one see it. */
  permissions: string[];
}

/** The side of the shell, from top to bottom. What a person may not see is absent. */
export const NAVIGATION: NavigationEntry[] = [
  { to: '/home', label: 'home.title', icon: IconHome, keys: 'g h', permissions: ['see_figures'] },
  { to: '/sell', label: 'sell.title', icon: IconShoppingBag, keys: 'g s', permissions: ['sell'] },
  { to: '/sales', label: 'sales.title', icon: IconReceipt, keys: 'g o', permissions: ['see_sales'] },
  { to: '/products', label: 'products.title', icon: IconBoxSeam, keys: 'g p', permissions: ['see_products'] },
  { to: '/stock', label: 'stock.title', icon: IconPackages, keys: 'g i', permissions: ['see_stock'] },
  { to: '/settings', label: 'settings.title', icon: IconSettings, keys: 'g e', permissions: ['change_settings', 'manage_staff', 'manage_backups', 'manage_keys', 'see_audit', 'see_health'] },
];
