import { useText, type MessageId } from '../i18n';

/** The roles that come ready, from the widest to the narrowest. */
export const ROLES = ['owner', 'manager', 'cashier', 'stock_keeper', 'accountant'] as const;

/** A role's name in the person's language. */
export function useRoleName(): (role: string) => string {
  const text = useText();
  return (role) => ((ROLES as readonly string[]).includes(role) ? text(`role.${role}` as MessageId) : role);
}
