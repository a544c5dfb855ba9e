import { describe, expect, it } from 'vitest';
import document from '../api/openapi.json';
import { LANGUAGES, loadMessages } from '../i18n';
import { PERMISSIONS, permissionKey } from './permissions';

const all = document.components.schemas.Permission.enum;

describe('the permissions', () => {
  it('stand in exactly one group each', () => {
    expect([...PERMISSIONS].sort()).toEqual([...all].sort());
  });

  it.each(LANGUAGES)('have words in $name', async ({ code }) => {
    const messages = await loadMessages(code);
    expect(all.filter((permission) => !(permissionKey(permission) in messages))).toEqual([]);
  });
});
