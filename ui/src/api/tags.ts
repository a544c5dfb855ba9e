// Generated from openapi.json by `npm run generate`; do not edit.

/** Every operation of the server by name. */
export const OPERATIONS = {
  cancel_job: { method: 'POST', path: '/api/jobs/{id}/cancel', provides: [], invalidates: ['jobs'] },
  change_current_session: { method: 'PATCH', path: '/api/sessions/current', provides: [], invalidates: ['session'] },
  change_shop: { method: 'PATCH', path: '/api/shop', provides: [], invalidates: ['shop', 'session'] },
  change_staff: { method: 'PATCH', path: '/api/staff/{id}', provides: [], invalidates: ['staff', 'session'] },
  create_session: { method: 'POST', path: '/api/sessions', provides: [], invalidates: ['session'] },
  create_staff: { method: 'POST', path: '/api/staff', provides: [], invalidates: ['staff'] },
  delete_current_session: { method: 'DELETE', path: '/api/sessions/current', provides: [], invalidates: ['session'] },
  find_current_session: { method: 'GET', path: '/api/sessions/current', provides: ['session', 'shop', 'staff'], invalidates: [] },
  find_job: { method: 'GET', path: '/api/jobs/{id}', provides: ['jobs'], invalidates: [] },
  find_shop: { method: 'GET', path: '/api/shop', provides: ['shop'], invalidates: [] },
  find_shop_state: { method: 'GET', path: '/api/shop-state', provides: ['shop'], invalidates: [] },
  list_country_presets: { method: 'GET', path: '/api/country-presets', provides: [], invalidates: [] },
  list_jobs: { method: 'GET', path: '/api/jobs', provides: ['jobs'], invalidates: [] },
  list_roles: { method: 'GET', path: '/api/roles', provides: ['staff'], invalidates: [] },
  list_staff: { method: 'GET', path: '/api/staff', provides: ['staff'], invalidates: [] },
  lock_current_session: { method: 'POST', path: '/api/sessions/current/lock', provides: [], invalidates: ['session'] },
  set_up_shop: { method: 'POST', path: '/api/setup', provides: [], invalidates: ['shop'] },
  unlock_current_session: { method: 'POST', path: '/api/sessions/current/unlock', provides: [], invalidates: ['session'] },
  unseal_shop: { method: 'POST', path: '/api/unseal', provides: [], invalidates: ['shop'] },
} as const;
