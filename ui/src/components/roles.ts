import { useText, type MessageId } from '../i18n';

/** The roles that come ready, from the widest to the narrowest. */
export const ROLES = ['owner', 'manager', 'cashier', 'stock_keeper', 'accountant'] as const;

/** A role as people call it: one that came ready is called by its code until somebody gives it another name, and has words in every language. */
export function useRoleName(): (name: string) => string {
  const text = useText();
  return (name) => ((ROLES as readonly string[]).includes(name) ? text(`role.${name}` as MessageId) : name);
}
