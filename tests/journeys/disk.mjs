/** Nothing of a shop is readable on the disk: every file is searched for what people typed on that day. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a folder, but those that somebody saved or printed on purpose. */
function filesBelow(folder, except) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (except.includes(path)) return [];
    if (entry.isDirectory()) return filesBelow(path, except);
    return entry.isFile() ? [path] : [];
  });
}

export function searchDisk(folder, except, words) {
  const files = filesBelow(folder, except);
  assert.ok(files.some((path) => path.endsWith('shop.db')), `the shop is among ${files.length} files`);
  const wanted = words.flatMap((word) => ['utf8', 'utf16le'].map((encoding) => Buffer.from(word, encoding)));
  const readable = files.filter((path) => {
    const bytes = readFileSync(path);
    return wanted.some((word) => bytes.includes(word));
  });
  assert.deepEqual(readable, [], 'files that tell what was typed');
}
