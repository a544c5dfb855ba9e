import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createIntl, createIntlCache } from 'react-intl';
import { describe, expect, it } from 'vitest';
import { loadMessages, LANGUAGES } from '.';

const root = join(import.meta.dirname, '..');

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && !/\.test\.tsx?$|schema\.ts$|tags\.ts$/.test(name) && folder !== import.meta.dirname ? [path] : [];
  });
}

const code = sources(root).map((path) => ({ path: path.slice(root.length + 1), text: readFileSync(path, 'utf8') }));
const all = await Promise.all(LANGUAGES.map(async (language) => ({ ...language, messages: await loadMessages(language.code) as Record<string, string> })));
const english = all[0]!.messages;

/** Ids made of a fixed beginning and a word of the wire, such as `jobs.state.${state}`. */
const beginnings = code.flatMap(({ text }) => [...text.matchAll(/`([a-z_]+(?:\.[a-z_]+)*[._])\$\{/g)].map((match) => match[1]!));

describe('the messages', () => {
  it.each(all)('of $name have exactly the ids of English', ({ messages }) => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort());
  });

  it.each(all)('of $name are not empty and carry the same values as English', ({ code: language, messages }) => {
    const values = (message: string) => [...new Set([...message.matchAll(/\{(\w+)\s*[,}]/g)].map((match) => match[1]))].sort();
    for (const [id, message] of Object.entries(messages)) {
      expect(message.trim(), id).not.toBe('');
      expect(values(message), `${language} ${id}`).toEqual(values(english[id]!));
    }
  });

  it.each(all)('of $name can be formatted', ({ code: language, messages }) => {
    const problems: unknown[] = [];
    const intl = createIntl({ locale: language, messages, onError: (problem) => problems.push(problem) }, createIntlCache());
    for (const [id, message] of Object.entries(messages)) {
      const values = Object.fromEntries([...message.matchAll(/\{(\w+)\s*[,}]/g)].map((match) => [match[1]!, 3]));
      intl.formatMessage({ id }, values);
    }
    expect(problems).toEqual([]);
  });

  it('cover every id the code asks for', () => {
    const missing = code.flatMap(({ path, text }) =>
      [...text.matchAll(/\btext\(\s*'([^']+)'/g)].filter((match) => !(match[1]! in english)).map((match) => `${path}: ${match[1]}`),
    );
    expect(missing).toEqual([]);
    for (const beginning of beginnings) expect(Object.keys(english).some((id) => id.startsWith(beginning)) || !beginning.includes('.'), beginning).toBe(true);
  });

  it('hold no id that nothing asks for', () => {
    const everything = code.map(({ text }) => text).join('\n');
    const unused = Object.keys(english).filter((id) => !everything.includes(`'${id}'`) && !beginnings.some((beginning) => id.startsWith(beginning)));
    expect(unused).toEqual([]);
  });
});
