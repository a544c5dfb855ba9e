// Generated from openapi.json by `npm run generate`; do not edit.

/** Every operation of the server by name. */
export const OPERATIONS = {
  find_session: { method: 'GET', path: '/api/sessions/current', provides: ['session'], invalidates: [] },
  list_country_presets: { method: 'GET', path: '/api/country-presets', provides: [], invalidates: [] },
  list_sign_in_names: { method: 'GET', path: '/api/sign-in-names', provides: ['staff'], invalidates: [] },
  lock_session: { method: 'POST', path: '/api/sessions/current/lock', provides: [], invalidates: ['session'] },
  print_recovery_kit: { method: 'POST', path: '/api/recovery-kit', provides: [], invalidates: [] },
  read_shop_state: { method: 'GET', path: '/api/shop-state', provides: ['shop'], invalidates: [] },
  set_up_shop: { method: 'POST', path: '/api/setup', provides: [], invalidates: [] },
  sign_in: { method: 'POST', path: '/api/sessions', provides: [], invalidates: ['session'] },
  sign_out: { method: 'DELETE', path: '/api/sessions/current', provides: [], invalidates: ['session'] },
  unlock_session: { method: 'POST', path: '/api/sessions/current/unlock', provides: [], invalidates: ['session'] },
  unseal_store: { method: 'POST', path: '/api/unseal', provides: [], invalidates: ['shop'] },
} as const;
