/**
 * What every amount, date and number on a page needs to know about the shop. Provided once by the shell; shared components read it
 * so that no screen passes currencies and time zones around.
 */
import { createContext, use } from 'react';

export interface ShopFormat {
  /** Language of the interface with the shop's country, such as "de-AT": how numbers and dates are written. */
  locale: string;
  currency: string;
  /** Digits after the point of an amount in this currency. */
  currency_exponent: number;
  time_zone: string;
}

const neutral: ShopFormat = { locale: 'en-GB', currency: 'EUR', currency_exponent: 2, time_zone: 'UTC' };

const ShopFormatContext = createContext<ShopFormat>(neutral);

export const ShopFormatProvider = ShopFormatContext.Provider;

export function useShopFormat(): ShopFormat {
  return use(ShopFormatContext);
}

const PermissionsContext = createContext<ReadonlySet<string>>(new Set());

export const PermissionsProvider = PermissionsContext.Provider;

/** `const may = useMay(); may('see_costs') && …`: what a role may not do is absent from its pages. */
export function useMay(): (permission: string) => boolean {
  const permissions = use(PermissionsContext);
  return (permission) => permissions.has(permission);
}

/** Who is signed in here, as far as pages that know no session need it. */
export interface OwnAccount {
  id: string;
  name: string;
  shop_name: string;
  has_second_factor: boolean;
  /** Their role does not let them go without one. */
  requires_second_factor: boolean;
  /** What their PIN can do on this computer. */
  pin: 'none' | 'ready' | 'closed' | 'not_here';
  /** Permissions that their role includes, but not on this screen until the password is typed. */
  withheld: readonly string[];
}

const OwnAccountContext = createContext<OwnAccount>({
  id: '',
  name: '',
  shop_name: '',
  has_second_factor: false,
  requires_second_factor: false,
  pin: 'none',
  withheld: [],
});

export const OwnAccountProvider = OwnAccountContext.Provider;

export function useOwnAccount(): OwnAccount {
  return use(OwnAccountContext);
}
