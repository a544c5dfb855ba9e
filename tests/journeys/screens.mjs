/**
 * The product as a person sees it, by role and name, in two ways: Chromium at the loopback door and the real window. A journey is written
 * once against these methods. Whatever a page reports meanwhile (refused by the policy, errors, requests to elsewhere) is kept in `problems`.
 */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { sleep } from './processes.mjs';

const require = createRequire(join(fileURLToPath(import.meta.url), '../../../ui/package.json'));
const WAIT_MS = 20_000;

/** Runs in the page: keeps what the page would only tell its console. Policy reports from before this ran are delivered too. */
const WATCH = `
  if (!window.__watched) {
    window.__watched = [];
    const note = (what) => window.__watched.push(String(what));
    addEventListener('securitypolicyviolation', (event) => note('policy refused ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
    addEventListener('error', (event) => event.message && note('error ' + event.message));
    addEventListener('unhandledrejection', (event) => note('unhandled ' + event.reason));
    const said = console.error;
    console.error = (...words) => { note('console ' + words.join(' ')); said.apply(console, words); };
    if (globalThis.ReportingObserver) {
      new ReportingObserver((reports) => reports.forEach((report) => note('report ' + JSON.stringify(report.body))), { buffered: true, types: ['csp-violation'] }).observe();
    }
  }`;

/** Chromium over the loopback door. */
export class BrowserScreen {
  static async open(address) {
    const { chromium } = require('playwright-core');
    const executablePath = process.env.COUNTERFOIL_CHROMIUM ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
    const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, locale: 'en-GB', acceptDownloads: true });
    const page = await context.newPage();
    return new BrowserScreen(browser, page, address);
  }

  constructor(browser, page, address) {
    Object.assign(this, { browser, page, address, problems: [], kind: 'browser' });
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => this.problems.push(`page error: ${error.message}`));
    page.on('dialog', (dialog) => {
      if (dialog.type() !== 'beforeunload') this.problems.push(`dialog: ${dialog.message()}`);
      void dialog.accept();
    });
    page.on('console', (message) => {
      // A refusal of the API is part of many journeys; the browser logs each.
      const isRefusal = /Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
      if (message.type() === 'error' && !isRefusal) this.problems.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${address}/`) && !url.startsWith('blob:') && !url.startsWith('data:')) this.problems.push(`request to ${url}`);
    });
  }

  async goto(path) {
    await this.page.goto(this.address + path);
  }

  #by(role, name) {
    return this.page.getByRole(role, { name, exact: typeof name === 'string' }).first();
  }

  async click(role, name) {
    await this.#by(role, name).click();
  }

  async isThere(role, name) {
    return (await this.#by(role, name).count()) > 0;
  }

  async fill(label, text) {
    await this.page.getByLabel(label, { exact: true }).first().fill(text);
  }

  async see(text) {
    const pattern = typeof text === 'string' ? text : new RegExp(text.source, text.flags);
    await this.page.getByText(pattern).first().waitFor({ state: 'visible' });
  }

  async press(...keys) {
    for (const key of keys) await (key.length > 1 && !/^[\w-]{6,}$/.test(key) ? this.page.keyboard.press(key) : this.page.keyboard.type(key));
  }

  /** As a barcode scanner types: fast, and Enter at the end. */
  async scan(code) {
    await this.page.keyboard.type(code);
    await this.page.keyboard.press('Enter');
  }

  /** Hands a file to the field that the click on this button opens, as the system's dialog does. */
  async choose_file(role, name, path) {
    const chooser = this.page.waitForEvent('filechooser');
    await this.click(role, name);
    await (await chooser).setFiles(path);
  }

  /** Clicks what saves a file and answers where it lies. */
  async save(role, name) {
    const download = this.page.waitForEvent('download');
    await this.click(role, name);
    return (await download).path();
  }

  run(script, ...args) {
    return this.page.evaluate(([body, given]) => new Function('...args', body)(...given), [script, args]);
  }

  text() {
    return this.page.evaluate(() => document.body.innerText);
  }

  async shot(path) {
    await this.page.screenshot({ path });
  }

  async close() {
    await this.browser.close();
  }
}
