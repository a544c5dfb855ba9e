// Writes src/api/schema.ts (types) and src/api/tags.ts (what each operation is called, where it lives and which cached answers it
// provides or makes stale) from src/api/openapi.json, and src/i18n/templates.ts (every sentence the server can say) from the server's
// sources. With --check it writes nothing and fails when a file is stale.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { templatesBelow } from './templates.mjs';

const folder = new URL('../src/api/', import.meta.url);
const source = new URL('openapi.json', folder);
const document = JSON.parse(await readFile(source, 'utf8'));

const banner = '// Generated from openapi.json by `npm run generate`; do not edit.\n';
const base = document.servers?.[0]?.url ?? '';
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

const operations = [];
for (const [path, item] of Object.entries(document.paths)) {
  for (const method of METHODS) {
    const operation = item[method];
    if (!operation) continue;
    if (!operation.operationId) throw new Error(`${method} ${path} has no operationId`);
    const list = (value) => (Array.isArray(value) ? value : value ? [value] : []);
    operations.push({
      name: operation.operationId,
      method: method.toUpperCase(),
      path: base + path,
      provides: list(operation['x-provides']),
      invalidates: list(operation['x-invalidates']),
    });
  }
}
operations.sort((one, other) => (one.name < other.name ? -1 : 1));

const lines = operations.map(({ name, ...rest }) => {
  const fields = Object.entries(rest).map(([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.map((tag) => `'${tag}'`).join(', ')}]` : `'${value}'`}`);
  return `  ${name}: { ${fields.join(', ')} },`;
});
const tags = `${banner}
/** Every operation of the server by name. */
export const OPERATIONS = {
${lines.join('\n')}
} as const;
`;

// The very text that openapi-typescript's own command writes.
const types = `${COMMENT_HEADER}${astToString(await openapiTS(source))}`;

const sentences = templatesBelow(fileURLToPath(new URL('../../src-tauri/', import.meta.url)));
const templates = `// Generated from the sources of the server by \`npm run generate\`; do not edit.

/** Every sentence the server can say, with its values left out. */
export const TEMPLATES = [
${sentences.map((sentence) => `  ${JSON.stringify(sentence)},`).join('\n')}
] as const;

export type Template = (typeof TEMPLATES)[number];
`;

const isCheck = process.argv.includes('--check');
let stale = false;
for (const [name, text] of [['schema.ts', types], ['tags.ts', tags], ['../i18n/templates.ts', templates]]) {
  const file = new URL(name, folder);
  const before = await readFile(file, 'utf8').catch(() => '');
  if (before === text) continue;
  if (isCheck) {
    console.error(`ui/src/api/${name} is stale: run ./dev generate`);
    stale = true;
  } else {
    await writeFile(file, text);
  }
}
process.exit(stale ? 1 : 0);
