// Every sentence the server can say, found where `say!` is called: a sentence is always a literal there, so its text is its id.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ESCAPES = { n: '\n', t: '\t', '"': '"', '\\': '\\', "'": "'" };

/** The sentences of one source file. */
export function templatesOf(source, name) {
  const code = source.replace(/^\s*\/\/.*$/gm, '');
  const calls = code.match(/\bsay!\s*\(/g) ?? [];
  const found = [...code.matchAll(/\bsay!\s*\(\s*"((?:[^"\\]|\\[^])*)"/g)].map((match) => plain(match[1]));
  // Inside the macro itself the text is a variable.
  const own = (code.match(/\bsay!\s*\(\s*@/g) ?? []).length;
  if (found.length !== calls.length - own) throw new Error(`${name}: say! is called with something else than a plain string`);
  return found;
}

/** The text of a Rust string literal. */
function plain(literal) {
  return literal.replace(/\\\r?\n\s*/g, '').replace(/\\(.)/g, (_, sign) => {
    if (!(sign in ESCAPES)) throw new Error(`"\\${sign}" in a sentence`);
    return ESCAPES[sign];
  });
}

/** All sentences of the sources in a folder, in order. Those of the command line are left out: it speaks English. */
export function templatesBelow(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.rs') && !file.startsWith('cli'));
  return [...new Set(files.flatMap((file) => templatesOf(readFileSync(join(folder, file), 'utf8'), file)))].sort();
}
