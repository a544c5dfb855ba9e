/** Opens the program at one of its doors, on a shop folder of its own, and can close and reopen it there. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { end, freePort, sleep, start, startKeyring, startScreen, waitForPrint } from './processes.mjs';
import { BrowserScreen, WindowScreen } from './screens.mjs';
import { WebDriver, waitForDriver } from './webdriver.mjs';

/** The loopback door in Chromium. There is no keyring here, so a passphrase opens the shop. */
export class BrowserDoor {
  constructor(program, folder) {
    Object.assign(this, { program, folder, shop: join(folder, 'shop'), env: environment(folder), backups: backupsIn(folder) });
  }

  async open() {
    this.env.DBUS_SESSION_BUS_ADDRESS = 'unix:path=/nonexistent';
    this.server = start(this.program, ['--data', this.shop, 'serve', '--port', '0'], { env: this.env });
    const [, address] = await waitForPrint(this.server, /(http:\/\/127\.0\.0\.1:\d+)/);
    this.screen = await BrowserScreen.open(address);
    await this.screen.goto('/');
    return this.screen;
  }

  scan(code) {
    return this.screen.scan(code);
  }

  /** Clicks what saves a file and answers where it lies. */
  save(button) {
    return this.screen.save('button', button);
  }

  async close() {
    await this.screen.close();
    await end(this.server);
  }
}

/** The real window under a virtual screen, with an unlocked keyring as a desktop has one. It prints into a folder. */
export class WindowDoor {
  constructor(program, folder, driver) {
    Object.assign(this, { program, driver, folder, shop: join(folder, 'shop'), env: environment(folder), printed: join(folder, 'printed.pdf'), saved: join(folder, 'saved') });
    this.backups = backupsIn(folder);
    mkdirSync(this.saved, { recursive: true });
  }

  async open() {
    if (!this.env.DISPLAY_STARTED) {
      this.env.DISPLAY = await startScreen();
      this.env.DISPLAY_STARTED = 'yes';
      await startKeyring(this.env);
    }
    const [port, native] = [await freePort(), await freePort()];
    this.proxy = start(this.driver, ['--port', String(port), '--native-port', String(native)], { env: this.env, cwd: this.saved });
    const driver = new WebDriver(`http://127.0.0.1:${port}`);
    await waitForDriver(driver.address);
    await driver.start(this.program, ['--data', this.shop]);
    this.screen = new WindowScreen(driver);
    await this.screen.watch();
    return this.screen;
  }

  scan(code) {
    return this.screen.scan(code);
  }

  /** Clicks what saves a file, accepts the system's dialog as it is, and answers where the file lies. */
  async save(button) {
    const before = readdirSync(this.saved).length;
    await this.screen.click('button', button);
    const dialog = await this.#dialog();
    this.#xdotool('windowfocus', '--sync', dialog, 'key', 'Return');
    for (let tries = 0; tries < 100; tries += 1) {
      const names = readdirSync(this.saved).filter((name) => !name.endsWith('.part'));
      if (names.length > before) return join(this.saved, names.at(-1));
      await sleep(100);
    }
    throw new Error(`"${button}" saved nothing.`);
  }

  /** Clicks what prints and answers the text that reached the printer. */
  async print(button) {
    rmSync(this.printed, { force: true });
    await this.screen.click('button', button);
    for (let tries = 0; tries < 100; tries += 1) {
      const text = spawnSync('pdftotext', ['-layout', this.printed, '-'], { encoding: 'utf8' });
      if (text.status === 0) return text.stdout;
      await sleep(100);
    }
    throw new Error(`"${button}" printed nothing.`);
  }

  /** A second start ends at once and leaves the shop to the first; a page opened in a second window is signed in there. */
  async startAgain() {
    const again = spawnSync(this.program, ['--data', this.shop], { env: this.env, encoding: 'utf8', timeout: 30_000 });
    assert.equal(again.status, 0, `the second start ends by itself: ${again.stderr}`);
    await this.screen.controlClick('link', 'Products');
    const titles = () => this.#xdotool('search', '--onlyvisible', '--name', 'Counterfoil', 'getwindowname', '%@').trim().split('\n');
    for (let tries = 0; tries < 100; tries += 1) {
      if (titles().length > 1 && titles().some((title) => title.includes('Products'))) return;
      await sleep(100);
    }
    throw new Error(`No second window shows the page: ${titles()}`);
  }

  /** The window on the screen that came last, once there is more than the program's own. */
  async #dialog() {
    for (let tries = 0; tries < 100; tries += 1) {
      const found = this.#xdotool('search', '--onlyvisible', '--name', '^(Save|Speichern)').trim().split('\n').filter(Boolean);
      if (found.length > 0) return found.at(-1);
      await sleep(100);
    }
    throw new Error('The system shows no dialog.');
  }

  #xdotool(...args) {
    return spawnSync('xdotool', args, { env: this.env, encoding: 'utf8' }).stdout;
  }

  async close() {
    await this.screen.close();
    await end(this.proxy);
  }
}

function backupsIn(folder) {
  const backups = join(folder, 'backups');
  mkdirSync(backups, { recursive: true });
  return backups;
}

/** Nothing of the person who runs the tests is read or written; printing ends in a file. */
function environment(folder) {
  const tools = join(folder, 'tools');
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, 'lp'), `#!/bin/sh\ncat > "${join(folder, 'printed.pdf')}"\n`);
  chmodSync(join(tools, 'lp'), 0o755);
  const own = Object.fromEntries(['DATA', 'CONFIG', 'CACHE', 'STATE'].map((kind) => [`XDG_${kind}_HOME`, join(folder, kind.toLowerCase())]));
  const env = { ...process.env, ...own, PATH: `${tools}:${process.env.PATH}`, LANG: 'C.UTF-8', TZ: 'Europe/London' };
  for (const name of ['COUNTERFOIL_DATA', 'COUNTERFOIL_PASSWORD', 'COUNTERFOIL_PASSPHRASE', 'WAYLAND_DISPLAY', 'DISPLAY']) delete env[name];
  return env;
}
