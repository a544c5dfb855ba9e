import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createIntl, createIntlCache } from 'react-intl';
import { describe, expect, it } from 'vitest';
import { loadMessages, loadServerMessages, LANGUAGES } from '.';
import { TEMPLATES } from './templates';

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

/** The sentences of the server in each language; English says the templates themselves. */
const said = await Promise.all(
  LANGUAGES.map(async ({ code: language, name }) => {
    const translated = await loadServerMessages(language);
    return { code: language, name, translated: language === 'en' ? Object.fromEntries(TEMPLATES.map((template) => [template, template])) : translated };
  }),
);

describe('what the server says', () => {
  const values = (message: string) => [...new Set([...message.matchAll(/\{(\w+)\s*[,}]/g)].map((match) => match[1]!))].sort();

  it.each(said)('is all there in $name, and nothing that it never says', ({ translated }) => {
    expect(Object.keys(translated).sort()).toEqual([...TEMPLATES].sort());
  });

  it.each(said)('carries the same values in $name', ({ translated }) => {
    for (const [template, message] of Object.entries(translated)) {
      expect(message.trim(), template).not.toBe('');
      expect(values(message), template).toEqual(values(template));
    }
  });

  it.each(said)('can be formatted in $name with every value in its place', ({ code: language, translated }) => {
    const problems: unknown[] = [];
    const intl = createIntl({ locale: language, messages: translated, onError: (problem) => problems.push(problem) }, createIntlCache());
    for (const template of TEMPLATES) {
      const names = values(template);
      const whole = intl.formatMessage({ id: template }, Object.fromEntries(names.map((name, place) => [name, 1_701 + place])));
      for (const place of names.keys()) expect(whole.replace(/[.,](?=\d{3})/g, ''), template).toContain(String(1_701 + place));
    }
    expect(problems).toEqual([]);
  });
});
