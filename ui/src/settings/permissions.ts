/** Permissions as the pages on roles show them: in groups, each in the order in which one comes to need it. */
import type { Answer } from '../api/client';
import { ROLES } from '../components/roles';
import type { MessageId } from '../i18n';

export type Role = Answer<'list_roles'>[number];
export type Permission = Role['permissions'][number];

interface Group {
  label: MessageId;
  permissions: readonly Permission[];
}

/** Every permission stands in exactly one group; a test compares with the server's list. */
export const GROUPS: readonly Group[] = [
  { label: 'permissions.counter', permissions: ['sell', 'give_discounts', 'take_returns', 'see_sales'] },
  { label: 'permissions.goods', permissions: ['see_products', 'edit_products', 'see_stock', 'receive_stock', 'adjust_stock', 'import_data'] },
  { label: 'permissions.customers', permissions: ['see_customers', 'edit_customers', 'see_documents', 'issue_documents'] },
  { label: 'permissions.figures', permissions: ['see_figures', 'see_costs'] },
  { label: 'permissions.shop', permissions: ['change_settings', 'see_audit', 'see_health', 'manage_staff', 'manage_backups', 'manage_keys', 'manage_privacy', 'manage_updates'] },
];

export const PERMISSIONS: readonly Permission[] = GROUPS.flatMap(({ permissions }) => permissions);

/** Roles that came ready from the widest to the narrowest, then those that were made here in the order in which they were. */
export function inOrder(roles: readonly Role[]): Role[] {
  const place = ({ code }: Role) => (ROLES as readonly string[]).indexOf(code);
  const rank = (role: Role) => (place(role) === -1 ? ROLES.length : place(role));
  return [...roles].sort((one, other) => rank(one) - rank(other));
}

/** The words of a permission. */
export function permissionKey(permission: string): MessageId {
  return `permission.${permission}` as MessageId;
}
