import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, loadMessages } from '../i18n';

const rules = readFileSync(resolve(process.cwd(), '../src-tauri/privacy/store/rules.rs'), 'utf8');
const tables = [...rules.matchAll(/table: "([a-z_]+)"/g)].map((match) => match[1]!);
const all = await Promise.all(LANGUAGES.map(async ({ code, name }) => ({ name, messages: await loadMessages(code) })));

describe.each(all)('privacy in $name', ({ messages }) => {
  it('has words for every table that says something about people', () => {
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter((table) => !(`privacy.table.${table}` in messages))).toEqual([]);
  });
});
