/** Leaves whatever is shown for the pages on which a backup is restored. */
import { createContext, use } from 'react';

const RestoreContext = createContext<() => void>(() => undefined);

export const RestoreProvider = RestoreContext.Provider;

export function useBeginRestore(): () => void {
  return use(RestoreContext);
}
