/** The day itself, step by step, as README tells it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { attackPage } from './attack.mjs';

const OWNER = { name: 'Ada Plum', password: 'seven quiet umbrellas' };
const PASSPHRASE = 'a passphrase for the journey';

export async function day(door, step, folder) {
  let screen = await door.open();
  await step('set up the shop and keep the recovery kit', () => setUp(screen, door));
  await step('lock and unlock', () => lockAndUnlock(screen));
  await step('close, reopen and sign in', async () => {
    await door.close();
    screen = await door.open();
    if (screen.kind === 'browser') {
      await screen.see('The shop is sealed');
      await screen.fill('Passphrase', PASSPHRASE);
      await screen.click('button', 'Open the shop');
    }
    await screen.see('Sign in to open the shop.');
    await tryPage(screen, 'sign-in');
    await signIn(screen, OWNER);
  });
  await screen.gather?.();
  assert.deepEqual(screen.problems, [], 'the pages reported nothing');
}

/** What every page must stand: text that wants to be a program, and assistive technology. */
async function tryPage(screen, name) {
  await attackPage(screen);
  await screen.checkAccess?.(name);
}

async function setUp(screen, door) {
  await screen.see('Set up your shop');
  await screen.choose('Country', 'United Kingdom');
  await screen.click('button', 'Continue');
  await tryPage(screen, 'set-up');
  await screen.fill('Name of the shop', 'Plum & Petal');
  await screen.fill('Your name', OWNER.name);
  await screen.fill('Password', OWNER.password);
  await screen.fill('The same password again', OWNER.password);
  await screen.click('button', 'Continue');
  if (screen.kind === 'browser') {
    await screen.click('radio', /^A passphrase/);
    await screen.fill('Passphrase', PASSPHRASE);
  }
  await screen.click('button', 'Make the shop');
  await screen.see('Keep the recovery kit');
  const kit = readFileSync(await door.save('Save the kit'), 'utf8');
  assert.match(kit, /AGE-SECRET-KEY-1/, 'the kit holds the key');
  await screen.click('checkbox', /^The kit is in a safe place/);
  await screen.click('button', 'Open the shop');
  await screen.see('Home');
}

async function signIn(screen, { name, password }) {
  await screen.fill('Name', name);
  await screen.fill('Password', password);
  await screen.click('button', 'Sign in');
  await screen.see('Home');
}

async function lockAndUnlock(screen) {
  await screen.click('button', `Account of ${OWNER.name}`);
  await screen.click('menuitem', /^Lock the screen/);
  await screen.see('Screen locked');
  await screen.fill('Password', OWNER.password);
  await screen.click('button', 'Unlock');
  await screen.see('Home');
}
