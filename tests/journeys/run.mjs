/**
 * A whole day in the shop, through one door: `node run.mjs browser PROGRAM` or `node run.mjs window PROGRAM TAURI_DRIVER`.
 * With COUNTERFOIL_SCREENSHOTS=1 the browser's day also takes the pictures that README shows.
 */

import { join, resolve } from 'node:path';
import { day } from './day.mjs';
import { BrowserDoor, WindowDoor } from './doors.mjs';
import { endAll, printedByAll, temporaryFolder } from './processes.mjs';

const [kind, program, driver] = process.argv.slice(2);
const folder = temporaryFolder();
const door = kind === 'window' ? new WindowDoor(resolve(program), folder, resolve(driver)) : new BrowserDoor(resolve(program), folder);

let code = 0;
const began = Date.now();
const step = async (name, work) => {
  const from = Date.now();
  await work();
  console.log(`${String(Date.now() - from).padStart(6)} ms  ${name}`);
};
try {
  await day(door, step, { takesPictures: kind === 'browser' && process.env.COUNTERFOIL_SCREENSHOTS === '1' });
  console.log(`the ${kind}'s day: passed in ${Math.round((Date.now() - began) / 1000)} s`);
} catch (error) {
  code = 1;
  console.error(error);
  if (door.screen) {
    const picture = join(process.env.CARGO_TARGET_DIR ?? 'target', `journey-${kind}.png`);
    await door.screen.shot(picture).catch(() => undefined);
    console.error(`The last picture is ${picture}. On the page:\n${await door.screen.text().catch(() => '')}`);
    console.error('Reported by the page:', door.screen.problems);
  }
  console.error(printedByAll());
}
await endAll();
process.exit(code);
