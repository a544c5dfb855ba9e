import { describe, expect, it } from 'vitest';
import document from '../api/openapi.json';
import { LANGUAGES, loadMessages } from '../i18n';
import { inOrder, PERMISSIONS, permissionKey, type Role } from './permissions';

const all = document.components.schemas.Permission.enum;

describe('the roles', () => {
  it('stand from the widest to the narrowest, and those that were made here behind them as they came', () => {
    const role = (code: string, name = code) => ({ code, name }) as Role;
    const shown = inOrder([role('own', 'Evenings'), role('cashier'), role('owner'), role('own', 'Office'), role('manager')]);
    expect(shown.map(({ name }) => name)).toEqual(['owner', 'manager', 'cashier', 'Evenings', 'Office']);
  });
});

describe('the permissions', () => {
  it('stand in exactly one group each', () => {
    expect([...PERMISSIONS].sort()).toEqual([...all].sort());
  });

  it.each(LANGUAGES)('have words in $name', async ({ code }) => {
    const messages = await loadMessages(code);
    expect(all.filter((permission) => !(permissionKey(permission) in messages))).toEqual([]);
  });
});
