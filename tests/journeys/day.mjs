/** The day itself, step by step, as README tells it. */

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attackPage, PAYLOADS } from './attack.mjs';
import { searchDisk } from './disk.mjs';
import { sleep } from './processes.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const OWNER = { name: 'Ada Plum', password: 'seven quiet umbrellas' };
const CASHIER = { name: 'Ben Till', password: 'eight patient kettles' };
const PIN = '48213';
const PASSPHRASE = 'a passphrase for the journey';
const LIPSTICK = '5060123450019';
const CREAM = '5060123450088';
const COMB = '5060123450170';

export async function day(door, step, { takesPictures }) {
  let screen = await door.open();
  const picture = async (name) => takesPictures && screen.shot(join(HERE, '../../assets/screenshots', `${name}.png`));
  if (screen.kind === 'browser') await step('look at the demo shop first', () => lookAtDemo(screen));
  await step('set up the shop and keep the recovery kit', () => setUp(screen, door));
  await step('import a list of products', () => importProducts(screen));
  await step('receive goods with lots', () => receive(screen, door));
  await step('sell by scanning, take cash, issue an invoice', () => sell(screen, door, picture));
  await step('take one piece back', () => takeBack(screen));
  await step('see the day on Home', () => lookHome(screen));
  if (takesPictures) await step('have a busy afternoon', () => sellMore(screen, picture));
  await step('look at the list of products', () => lookAtProducts(screen, picture));
  await step('hire a cashier', () => hire(screen));
  await step('set a PIN', () => setPin(screen));
  await step('lock and unlock', () => lockAndUnlock(screen));
  await step('close the shop by hand and open it again', () => closeByHand(screen));
  await step('give the shop another data key', () => changeDataKey(screen));
  await step('restore a backup in the place of the shop', () => restoreInPlace(screen));
  if (screen.kind === 'browser') await step('set up a second factor and sign in with its code', () => useSecondFactor(screen));
  await step('close and reopen', async () => {
    await door.close();
    screen = await door.open();
    if (screen.kind === 'browser') await unseal(screen);
    await screen.see('Sign in to open the shop.');
    await tryPage(screen, 'sign-in');
  });
  await step('sign in as the cashier, who sees no costs', () => workAsCashier(screen));
  await step('take the till over with a PIN', () => takeOver(screen));
  await step('put up with hostile text on every page', () => standHostileText(screen));
  await step('start it a second time and open a second window', () => door.startAgain?.());
  await screen.gather?.();
  assert.deepEqual(screen.problems, [], 'the pages reported nothing');
  await step('find nothing readable on the disk', async () => {
    await door.close();
    const words = ['Plum & Petal', 'Velvet Lipstick', 'Petal Supply', OWNER.name, OWNER.password, CASHIER.password, PASSPHRASE];
    searchDisk(door.folder, [door.saved, door.printed], words);
  });
}

/** What every page must stand: text that wants to be a program, and assistive technology. */
async function tryPage(screen, name) {
  await attackPage(screen);
  await screen.checkAccess?.(name);
}

/** Sees what may take a minute. */
async function seeLater(screen, text) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await screen.see(text);
    } catch (error) {
      if (tries === 4) throw error;
    }
  }
}

async function lookAtDemo(screen) {
  await screen.see('Set up your shop');
  await screen.choose('Country', 'United Kingdom');
  await screen.checkAccess?.('first step');
  await screen.click('button', 'Look around in the demo shop');
  await seeLater(screen, /Everybody’s password is/);
  await screen.checkAccess?.('door of the demo shop');
  await screen.click('button', 'Set up your own shop');
}

async function setUp(screen, door) {
  await screen.see('Set up your shop');
  await screen.choose('Country', 'United Kingdom');
  if (screen.kind === 'browser') {
    await screen.click('button', 'Restore a backup');
    await screen.see('No backup was found');
    await screen.fill('Folder or file', '/nowhere/at/all');
    await screen.click('button', 'Look there');
    await screen.see(/cannot be read/);
    await tryPage(screen, 'choosing a backup');
    await screen.click('button', 'Back');
  }
  await screen.click('button', 'Continue');
  await tryPage(screen, 'set-up');
  await screen.fill('Name of the shop', 'Plum & Petal');
  await screen.fill('Your name', OWNER.name);
  await screen.fill('Password', OWNER.password);
  await screen.fill('The same password again', OWNER.password);
  if (screen.kind === 'browser') {
    await screen.click('radio', /^A passphrase/);
    await screen.fill('Passphrase', PASSPHRASE);
  }
  await screen.click('button', 'Make the shop');
  await screen.see('Keep the recovery kit');
  const kit = readFileSync(await door.save(/^Save/), 'latin1');
  assert.match(kit, /AGE-SECRET-KEY-1|^%PDF-/, 'the kit holds the key, or is the sheet that does');
  await screen.click('checkbox', /^The kit is in a safe place/);
  await screen.click('button', 'Continue');
  await screen.see('Where do backups go?');
  await screen.fill('Folder for backups', door.backups);
  await screen.click('button', 'Use this folder');
  await screen.see(/Backups go to/);
  await screen.checkAccess?.('beginning');
  await screen.click('button', 'Start empty');
  await screen.see('Home');
}

/** A backup of this moment, and the shop from it: everything is there, and everybody signs in anew. */
async function restoreInPlace(screen) {
  await screen.goto('/settings/backup');
  await screen.click('button', 'Back up now');
  await seeLater(screen, 'Backed up.');
  await screen.checkAccess?.('backups');
  await screen.click('button', 'Restore a backup');
  await screen.click('button', /Of this shop/);
  await screen.see('What it holds');
  await screen.see(/is kept under another name/);
  await screen.checkAccess?.('before a restore');
  await screen.click('button', 'Restore in its place');
  await seeLater(screen, 'The shop was restored');
  await screen.see(/before-restore-/);
  await screen.checkAccess?.('after a restore');
  await screen.click('button', 'Go to the sign-in');
  await screen.see('Sign in to open the shop.');
  await signIn(screen, OWNER);
}

async function importProducts(screen) {
  await screen.goto('/products/imports/new');
  await screen.checkAccess?.('import');
  await screen.chooseFile('button', 'Choose a file', join(HERE, 'products.csv'));
  await screen.see('Nothing has been written yet.');
  await screen.checkAccess?.('columns of an import');
  await screen.click('button', 'Import');
  await screen.see('No row was refused.');
}

/** A lipstick, a cream and a comb come in at the door; the rest of the shelves is stocked as a script would. */
async function receive(screen, door) {
  await screen.goto('/stock/receive');
  await screen.see('Scan the first piece');
  await door.scan(LIPSTICK);
  await screen.see(/1 line/);
  await screen.fill('Supplier', 'Petal Supply');
  await screen.fill(/^Quantity, .*Rouge 12/, '6');
  await screen.fill(/^Cost of one, .*Rouge 12/, '4.20');
  await screen.fill(/^Lot, .*Rouge 12/, 'L2301');
  await screen.fill(/^Good until, .*Rouge 12/, '03/2028');
  await screen.checkAccess?.('receiving');
  await screen.click('button', 'Book receipt');
  await screen.see(/Goods receipt \S*\d/);
  await stockShelves(screen);
}

async function stockShelves(screen) {
  const lines = [];
  const { body: products } = await screen.api('GET', '/api/products?limit=100');
  const days = [20, 45, 80, 300, 420];
  for (const { id } of products.rows) {
    const { body: product } = await screen.api('GET', `/api/products/${id}`);
    for (const variant of product.variants.filter(({ barcodes }) => !JSON.stringify(barcodes).includes(LIPSTICK))) {
      const count = lines.length;
      const expiry = new Date(Date.now() + days[count % days.length] * 86_400_000).toISOString().slice(0, 10);
      const lot = variant.track_lots ? { lot_code: `L${2300 + count}`, expiry_date: expiry } : {};
      lines.push({ variant_id: variant.id, quantity_thousandths: (2 + ((count * 7) % 17)) * 1000, unit_cost_millionths: Math.round(variant.price_millionths / 3), ...lot });
    }
  }
  const answer = await screen.api('POST', '/api/stock/receipts', { id: crypto.randomUUID(), supplier: 'Petal Supply', reference: 'D-2', lines });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

async function sell(screen, door, picture) {
  await screen.click('link', 'Sell');
  await screen.see('Scan something to begin');
  await screen.checkAccess?.('till');
  await door.scan(LIPSTICK);
  await screen.see(/Rouge 12/);
  await door.scan(CREAM);
  await screen.see(/Pay £39\.40/);
  await screen.press('2', 'Enter');
  await screen.see(/Pay £63\.90/);
  await door.scan(COMB);
  await screen.see(/Pay £71\.40/);
  await picture('sell');
  await screen.press('F12');
  await screen.fill('Cash received', '80');
  await screen.see('8.60');
  await screen.checkAccess?.('paying');
  await screen.click('button', 'Take cash');
  await screen.see('Sale posted');
  await screen.see('£8.60');
  await seeReceipt(screen);
  if (door.print) assert.match(await door.print(/^Print/), /Velvet Lipstick[^]*71\.40/, 'the receipt reaches the printer');
  await screen.click('button', 'Invoice');
  await screen.see(/Invoice \S*\d/);
  await screen.checkAccess?.('sold');
  await screen.click('button', 'Next ticket');
}

/** The preview is the very file: a picture that has loaded and is higher than wide. */
async function seeReceipt(screen) {
  for (let tries = 0; tries < 200; tries += 1) {
    const size = await screen.run(`
      const picture = [...document.querySelectorAll('img')].find((one) => /receipt/i.test(one.alt));
      return picture && picture.complete ? [picture.naturalWidth, picture.naturalHeight] : null;`);
    if (size && size[0] > 0) return assert.ok(size[1] > size[0] / 2, `a receipt of ${size}`);
    await sleep(100);
  }
  throw new Error('No receipt is shown.');
}

async function takeBack(screen) {
  await screen.press('F8');
  await screen.see('Return');
  await screen.click('button', /71\.40/);
  await screen.click('button', /^One more of .*Rouge 12/);
  await screen.checkAccess?.('return');
  await screen.click('button', 'Give back in cash');
  await screen.see('Return posted');
  await screen.click('button', 'Credit note');
  await screen.see(/Credit note \S*\d/);
  await screen.click('button', 'Next ticket');
}

async function lookHome(screen) {
  await screen.click('link', 'Home');
  await screen.see('47.08');
  await screen.checkAccess?.('home');
}

/** Sales as a script makes them, so that the picture of Home shows more than one. */
async function sellMore(screen, picture) {
  const { body: stock } = await screen.api('GET', '/api/stock?limit=100');
  for (let sale = 0; sale < 18; sale += 1) {
    const rows = [stock.rows[(sale * 5) % stock.rows.length], stock.rows[(sale * 3 + 1) % stock.rows.length]];
    const lines = [...new Set(rows.map(({ variant_id }) => variant_id))].map((variant_id) => ({ variant_id, quantity_thousandths: 1000, lot_id: null, unit_price_millionths: null, discount: null }));
    const ticket = { lines, discount: null, customer_id: null, note: '' };
    const { body: priced, status } = await screen.api('POST', '/api/orders/price', ticket);
    if (status !== 200) continue;
    const payments = [{ method: 'cash', tendered_minor: priced.total_minor }];
    await screen.api('POST', '/api/orders', { id: crypto.randomUUID(), ticket, payments, expected_total_minor: priced.total_minor });
  }
  await screen.goto('/home');
  await screen.see('Best sellers');
  await picture('home');
}

async function lookAtProducts(screen, picture) {
  await screen.click('link', 'Products');
  await screen.see('Velvet Lipstick');
  await picture('products');
  await screen.checkAccess?.('products');
}

const PAGES = [
  '/home', '/sell', '/sales', '/products', '/products/new', '/products/categories', '/products/imports', '/stock', '/stock/movements', '/stock/lots',
  '/stock/receipts', '/stock/receive', '/settings/shop', '/settings/staff', '/settings/roles', '/settings/keys', '/settings/health', '/settings/account', '/settings/updates', '/settings/audit', '/settings/audit?tab=access',
  '/settings/about',
];

/** Every payload is the name of a product, one is the name of a person, and all are typed into every field of every page. */
async function standHostileText(screen) {
  await screen.click('button', `Account of ${OWNER.name}`);
  await screen.click('menuitem', 'Sign out');
  await screen.see('Sign in to open the shop.');
  await signIn(screen, OWNER);
  const cell = (text) => `"${text.replaceAll('"', '""').replaceAll('\u0000', '')}"`;
  const rows = PAYLOADS.map((payload, index) => [cell(payload), cell(payload), cell(payload.slice(0, 60)), `EVIL-${index}`, '1.00'].join(','));
  const csv = ['name,description,brand,sku,price', ...rows].join('\n');
  const answer = await screen.api('POST', '/api/imports?kind=products&file_name=evil.csv', csv);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  await screen.api('POST', '/api/staff', { name: PAYLOADS[6], password: CASHIER.password, role_id: (await screen.api('GET', '/api/roles')).body[0].id });
  for (const path of PAGES) {
    await screen.goto(path);
    await sleep(300);
    await attackPage(screen);
    await screen.checkAccess?.(path);
  }
  const { body: found } = await screen.api('GET', '/api/products?text=EVIL-0');
  if (found.rows?.[0]) await screen.goto(`/products/${found.rows[0].id}`);
  await sleep(300);
  await attackPage(screen);
  await screen.goto('/home');
  await screen.click('button', `Account of ${OWNER.name}`);
  await screen.click('menuitem', 'Sign out');
  await screen.see('Sign in to open the shop.');
  await attackPage(screen);
  await signIn(screen, OWNER);
}

async function hire(screen) {
  await screen.goto('/settings/staff');
  await screen.click('button', 'Add person');
  await screen.fill('Name', CASHIER.name);
  await screen.fill('First password', CASHIER.password);
  await screen.checkAccess?.('add a person');
  await screen.press('Enter');
  await screen.see(`${CASHIER.name} was added`);
}

async function unseal(screen) {
  await screen.see('The shop is sealed');
  await screen.fill('Passphrase', PASSPHRASE);
  await screen.click('button', 'Open the shop');
}

async function signIn(screen, { name, password }) {
  await screen.fill('Name', name);
  await screen.fill('Password', password);
  await screen.click('button', 'Sign in');
  await screen.see('Search or jump');
}

async function setPin(screen) {
  await screen.goto('/settings/account');
  await screen.click('button', 'Set a PIN');
  await screen.fill('Password', OWNER.password);
  await screen.fill('New PIN', PIN);
  await screen.fill('The same PIN again', PIN);
  await screen.click('button', 'Save');
  await screen.see('The PIN was set.');
}

/** The PIN opens one's own locked screen, and so does the password, which then opens everything again. */
async function lockAndUnlock(screen) {
  for (const [label, secret] of [['PIN', PIN], ['Password', OWNER.password]]) {
    await screen.click('button', `Account of ${OWNER.name}`);
    await screen.click('menuitem', /^Lock the screen/);
    await screen.see('Screen locked');
    if (label === 'Password') await screen.click('button', 'Use the password instead');
    await screen.fill(label, secret);
    await screen.click('button', 'Unlock');
    await screen.see('Search or jump');
  }
}

/** From the cashier's screen to the owner's in one chord, one press and five digits; what needs the password stays closed. */
async function takeOver(screen) {
  await screen.press('Control+u');
  await screen.see('Who takes over?');
  await screen.checkAccess?.('taking over');
  await screen.click('button', new RegExp(`^${OWNER.name}`));
  await screen.fill(`PIN of ${OWNER.name}`, PIN);
  await screen.click('button', 'Take over');
  await screen.see('Search or jump');
  assert.equal(await screen.isThere('button', `Account of ${OWNER.name}`), true);
  assert.equal((await screen.api('GET', '/api/staff')).body.code, 'password_needed');
}

/** With a keyring a click opens the shop again, without one its passphrase does; everybody signs in anew. */
async function closeByHand(screen) {
  await screen.click('button', `Account of ${OWNER.name}`);
  await screen.click('menuitem', 'Close the shop');
  await screen.see('Have one at hand before you close it');
  await screen.checkAccess?.('closing the shop');
  await screen.click('button', 'Close the shop');
  await screen.see('The shop is sealed');
  assert.doesNotMatch(await screen.text(), /Plum & Petal/, 'a closed shop does not say whose it is');
  await screen.checkAccess?.('closed shop');
  if (screen.kind === 'browser') await unseal(screen);
  else await screen.click('button', 'Open with this computer’s keyring');
  await screen.see('Sign in to open the shop.');
  await signIn(screen, OWNER);
}

async function changeDataKey(screen) {
  await screen.goto('/settings/keys');
  await screen.see('Still the first one');
  await screen.checkAccess?.('keys');
  await screen.click('button', 'Change the data key');
  await screen.fill('Your own password', OWNER.password);
  if (screen.kind === 'browser') await screen.fill('Passphrase of the shop', PASSPHRASE);
  await screen.checkAccess?.('changing the data key');
  await screen.press('Enter');
  await screen.see(/In use since/);
}

/** What an authenticator shows at this moment (RFC 6238). */
function codeAt(secret, atMs) {
  const bits = [...secret.replace(/\s/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** No code is taken twice, so the one for signing in is the next, which counts already for clocks that differ. */
async function useSecondFactor(screen) {
  await screen.goto('/settings/account');
  await screen.click('button', 'Set up');
  await screen.fill('Password', OWNER.password);
  await screen.click('button', 'Continue');
  await screen.see('Scan this with an authenticator app');
  await screen.checkAccess?.('setting up a second factor');
  const secret = await screen.run(`return document.querySelector('[role=dialog] pre').textContent;`);
  await screen.fill('Code that it shows now', codeAt(secret, Date.now()));
  await screen.see('Your recovery codes');
  await screen.checkAccess?.('recovery codes');
  await screen.click('checkbox', 'I have kept them');
  await screen.click('button', 'Finish');
  await screen.see('Signing in asks for a code');
  await screen.click('button', `Account of ${OWNER.name}`);
  await screen.click('menuitem', 'Sign out');
  await screen.see('Sign in to open the shop.');
  await screen.fill('Name', OWNER.name);
  await screen.fill('Password', OWNER.password);
  await screen.click('button', 'Sign in');
  await screen.see('The password is right.');
  await screen.checkAccess?.('code at sign-in');
  await screen.fill('Code', codeAt(secret, Date.now() + 30_000));
  await screen.see('Search or jump');
  const removed = await screen.api('DELETE', '/api/sessions/current/second-factor', { password: OWNER.password });
  assert.equal(removed.status, 204, JSON.stringify(removed.body));
}

async function workAsCashier(screen) {
  await signIn(screen, CASHIER);
  assert.equal(await screen.isThere('link', 'Settings'), false, 'a cashier has no business in the settings of the shop');
  await screen.click('link', 'Products');
  await screen.see('Velvet Lipstick');
  assert.doesNotMatch(await screen.text(), /cost|margin/i);
}
