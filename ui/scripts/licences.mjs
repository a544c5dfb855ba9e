// Collects the licences of everything that is shipped: what the interface bundles, what the program links, and the fonts of its documents.
// The texts are kept once each. Where cargo is missing the program's own parts are left out, and the build says so.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The Vite plugin: writes dist/licences.json. */
export function licences() {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify(collect((message) => this.warn(message))) });
    },
  };
}

function collect(warn) {
  const texts = [];
  const places = new Map();
  const place = (text) => {
    const key = text.replace(/\s+/g, ' ');
    if (!places.has(key)) places.set(key, texts.push(text) - 1);
    return places.get(key);
  };
  const parts = [...interfaceParts(), ...programParts(warn), ...fontParts()]
    .map(({ folder, ...part }) => ({ ...part, texts: licenceTexts(folder).map(place) }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en') || one.version.localeCompare(other.version, 'en'));
  return { parts, texts };
}

function licenceTexts(place) {
  if (!existsSync(place)) return [];
  const isLicence = (name) => /^(licen[cs]e|copying|notice|unlicense)/i.test(name);
  const entries = place.endsWith('.txt') ? [place] : readdirSync(place, { withFileTypes: true }).filter((entry) => entry.isFile() && isLicence(entry.name)).map(({ name }) => join(place, name)).sort();
  return entries.map((file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim()).filter((text) => text.length < 100_000);
}

function interfaceParts() {
  const { packages } = JSON.parse(readFileSync(join(root, 'ui', 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !entry.devOptional && !entry.optional)
    .map(([path, entry]) => ({ name: path.replace(/^.*node_modules\//, ''), version: entry.version, licence: entry.license ?? '', folder: join(root, 'ui', path) }))
    .filter((part) => existsSync(part.folder));
}

function programParts(warn) {
  let metadata;
  try {
    const options = { cwd: root, maxBuffer: 256 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] };
    metadata = JSON.parse(execFileSync('cargo', ['metadata', '--format-version', '1', '--locked', '--filter-platform', 'x86_64-unknown-linux-gnu'], options));
  } catch {
    warn('cargo metadata did not answer: the licences of the program itself are not listed.');
    return [];
  }
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const shipped = new Set();
  const visit = (id) => {
    if (shipped.has(id)) return;
    shipped.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id)?.deps ?? []) if (dep_kinds.some(({ kind }) => kind === null)) visit(pkg);
  };
  visit(metadata.resolve.root);
  return metadata.packages
    .filter(({ id }) => shipped.has(id) && id !== metadata.resolve.root)
    .map(({ name, version, license, manifest_path }) => ({ name, version, licence: license ?? '', folder: dirname(manifest_path) }));
}

function fontParts() {
  const folder = join(root, 'assets', 'fonts');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('-LICENSE.txt'))
    .map((name) => ({ name: `${name.replace('-LICENSE.txt', '')} (font)`, version: '', licence: name.startsWith('Inter') ? 'OFL-1.1' : 'Bitstream Vera', folder: join(folder, name) }));
}
