/**
 * Starts the window several times on a shop that exists and notes how long each took to a sign-in that can be used:
 * `node cold-start.mjs PROGRAM RESULTS`. Where there is no screen it brings a virtual one.
 */

import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { end, endAll, start, startScreen, temporaryFolder, waitForPrint } from './processes.mjs';

const STARTS = 7;
const [program, results] = process.argv.slice(2).map((path) => resolve(path));
const folder = temporaryFolder();
const own = Object.fromEntries(['DATA', 'CONFIG', 'CACHE'].map((kind) => [`XDG_${kind}_HOME`, join(folder, kind.toLowerCase())]));
const secrets = { COUNTERFOIL_PASSWORD: 'seven quiet umbrellas', COUNTERFOIL_PASSPHRASE: 'a passphrase to measure with' };
const env = { ...process.env, ...own, ...secrets };
const shop = join(folder, 'shop');

try {
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) env.DISPLAY = await startScreen();
  const setUp = spawnSync(program, ['--data', shop, 'setup', '--owner', 'Ada', '--country', 'GB'], { env, encoding: 'utf8' });
  if (setUp.status !== 0) throw new Error(setUp.stderr);
  const times = [];
  for (let run = 0; run < STARTS; run += 1) {
    const window = start(program, ['--data', shop], { env });
    times.push(Number((await waitForPrint(window, /window ready in (\d+) ms/))[1]));
    await end(window);
  }
  times.sort((one, other) => one - other);
  const middle = times[Math.floor(STARTS / 2)];
  const line = { name: 'cold_start_of_the_window', value: middle, unit: 'ms', floor: null, ratio: null, p50_ms: middle, p95_ms: times.at(-1), cpu_ms: null };
  appendFileSync(results, `${JSON.stringify(line)}\n`);
  console.log(JSON.stringify(line));
} finally {
  await endAll();
}
process.exit(0);
