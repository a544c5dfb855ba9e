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

/** Runs in the page: one request of the interface. */
async function ASK([method, path, body]) {
  const headers = { 'x-counterfoil': 'interface', 'content-type': 'application/json' };
  const answer = await fetch(path, { method, headers, ...(body && { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

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
    await this.page.getByLabel(label, { exact: typeof label === 'string' }).first().fill(text);
  }

  /** Asks the program as the interface does, in the session of this page. */
  api(method, path, body) {
    return this.page.evaluate(ASK, [method, path, body]);
  }

  /** Opens a select by its label and takes one of its options. */
  async choose(label, option) {
    await this.page.getByLabel(label, { exact: true }).first().click();
    await this.click('option', option);
  }

  async see(text) {
    const pattern = typeof text === 'string' ? text : new RegExp(text.source, text.flags);
    await this.page.getByText(pattern).first().waitFor({ state: 'visible' });
  }

  /** Presses one key or chord after the other: "F12", "Control+k", "a". */
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** As a barcode scanner types: four milliseconds a key by the keyboard's own clock, and Enter at the end. */
  async scan(code) {
    this.cdp ??= await this.page.context().newCDPSession(this.page);
    let timestamp = Date.now() / 1000;
    const sent = [];
    for (const character of [...code, 'Enter']) {
      const text = character === 'Enter' ? '\r' : character;
      timestamp += 0.004;
      sent.push(this.cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', key: character, text, timestamp, windowsVirtualKeyCode: text.toUpperCase().charCodeAt(0) }));
      sent.push(this.cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key: character, timestamp: timestamp + 0.001 }));
    }
    await Promise.all(sent);
  }

  /** Hands a file to the field that the click on this button opens, as the system's dialog does. */
  async chooseFile(role, name, path) {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.click(role, name)]);
    await chooser.setFiles(path);
  }

  /** Clicks what saves a file and answers where it lies. */
  async save(role, name) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.click(role, name)]);
    return download.path();
  }

  /** Notes what keeps people with assistive technology from using this page, in light and in dark. */
  async checkAccess(pageName) {
    const { AxeBuilder } = require('@axe-core/playwright');
    for (const colorScheme of ['light', 'dark']) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      let violations = [];
      // What is only on its way (a colour, a row) is measured half-way at first and right later; what is wrong stays wrong.
      for (let look = 0; look < 3; look += 1) {
        await sleep(400 * (1 + 3 * look));
        const axe = new AxeBuilder({ page: this.page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']);
        ({ violations } = await axe.analyze());
        if (violations.length === 0) break;
      }
      for (const { id, help, nodes } of violations) {
        const where = nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary?.split('\n')[1]?.trim()})`);
        this.problems.push(`access, ${pageName}, ${colorScheme}: ${id}, ${help}: ${where.slice(0, 3).join('; ')}`);
      }
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
  }

  run(script, ...args) {
    return this.page.evaluate(([body, given]) => new Function('...args', body)(...given), [script, args]);
  }

  text() {
    return this.page.evaluate(() => document.body.innerText);
  }

  /** A picture of the page without what only the pointer shows. */
  async shot(path) {
    await this.page.mouse.move(690, 4);
    await sleep(1500);
    await this.page.screenshot({ path });
  }

  async close() {
    await this.browser.close();
  }
}

/** Finds an element by its role and name, as assistive technology would; `role` null finds a field by its label. Runs in the page. */
const FIND = `
  const [role, wanted] = args;
  const matches = (name) => {
    const said = (name ?? '').replace(/\\s+/g, ' ').trim();
    return typeof wanted === 'string' ? said === wanted : new RegExp(wanted.source, wanted.flags).test(said);
  };
  const TAGS = {
    button: 'button, input[type=submit], summary', link: 'a[href]', textbox: 'input:not([type]), input[type=text], input[type=search], input[type=password], textarea',
    checkbox: 'input[type=checkbox]', radio: 'input[type=radio]', heading: 'h1, h2, h3, h4', option: 'option', combobox: 'select', tab: '', menuitem: '', row: 'tr', dialog: 'dialog', searchbox: 'input[type=search]',
  };
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.display !== 'none';
  };
  const labelled = (element) => (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.innerText ?? '').join(' ').trim();
  const nameOf = (element) =>
    labelled(element) || element.getAttribute('aria-label') || [...(element.labels ?? [])].map((label) => label.innerText).join(' ') ||
    (element.matches('input, textarea') ? element.placeholder || (element.type === 'submit' ? element.value : '') : element.innerText) || element.title;
  const selector = role === null ? 'input, textarea, select, [role=combobox], [role=textbox], [role=searchbox], [role=spinbutton]' : ['[role="' + role + '"]', TAGS[role]].filter(Boolean).join(',');
  const found = [...document.querySelectorAll(selector)].filter((element) => (role === null || !element.hasAttribute('role') || element.getAttribute('role') === role) && matches(nameOf(element)));
  // Checkboxes and the like are often drawn by what stands beside them.
  return found.find(isSeen) ?? (['checkbox', 'radio'].includes(role) ? found[0] : undefined) ?? null;`;

/** The real window, through WebDriver. */
export class WindowScreen {
  constructor(driver) {
    Object.assign(this, { driver, problems: [], kind: 'window' });
  }

  async watch() {
    await this.driver.run(WATCH);
  }

  /** Takes over what the page noted; called at the end and before a page is left. */
  async gather() {
    const noted = await this.driver.run('return (window.__watched ?? []).splice(0);');
    this.problems.push(...noted);
  }

  async goto(path) {
    await this.gather();
    // The router of the interface hears this as the back and forward buttons; the page is not loaded anew.
    await this.driver.run(`history.pushState(null, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate'));`, path);
    await sleep(300);
    // What was typed for a test is not worth a question.
    if (await this.isThere('button', /^Leave/)) await this.click('button', /^Leave/);
  }

  async reload() {
    await this.gather();
    await this.driver.run('location.reload()');
    await sleep(1500);
    await this.watch();
  }

  async #find(role, name) {
    const wanted = typeof name === 'string' ? name : { source: name.source, flags: name.flags };
    return this.#until(() => this.run(FIND, role, wanted), `${role ?? 'field'} ${name}`);
  }

  async #until(look, what) {
    const until = Date.now() + WAIT_MS;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (Date.now() > until) throw new Error(`Not on the page: ${what}\n${await this.text()}`);
      await sleep(60);
    }
  }

  async click(role, name) {
    await this.#until(async () => {
      const element = await this.#find(role, name);
      if (await this.driver.run('return arguments[0].disabled === true || arguments[0].dataset.disabled !== undefined', element)) return false;
      if (['checkbox', 'radio'].includes(role)) {
        await this.driver.run('arguments[0].click()', element);
        return true;
      }
      return this.#click(element);
    }, `${role} ${name}, ready to be clicked`);
  }

  async controlClick(role, name) {
    await this.driver.controlClick(await this.#find(role, name));
  }

  /** Whether the click arrived: something that moves or fades may be in the way for a moment. */
  async #click(element) {
    return this.driver.click(element).then(
      () => true,
      (error) => {
        if (/intercepted|interactable|stale/.test(error.message)) return false;
        throw error;
      },
    );
  }

  async isThere(role, name) {
    const wanted = typeof name === 'string' ? name : { source: name.source, flags: name.flags };
    return Boolean(await this.run(FIND, role, wanted));
  }

  /** Puts text into a field at once: a driver types as fast as a scanner, and would be taken for one. */
  async fill(label, text) {
    const script = `
      const [field, value] = arguments;
      field.focus();
      const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
      Object.getOwnPropertyDescriptor(prototype, 'value').set.call(field, value);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));`;
    await this.driver.run(script, await this.#find(null, label), text);
  }

  async choose(label, option) {
    await this.#until(async () => this.#click(await this.#find(null, label)), `field ${label}, ready to be clicked`);
    await this.click('option', option);
  }

  async see(text) {
    const wanted = typeof text === 'string' ? { source: text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), flags: 'i' } : { source: text.source, flags: text.flags };
    await this.#until(
      () => this.driver.run('return new RegExp(arguments[0].source, arguments[0].flags).test(document.body.innerText)', wanted),
      String(text),
    );
  }

  async press(...keys) {
    await this.driver.press(...keys);
  }

  api(method, path, body) {
    return this.driver.runAsync(`return (${ASK})(args)`, method, path, body ?? null);
  }

  /** As a barcode scanner types, four milliseconds a key. The keys carry their time: a busy machine delivers a driver's keys too late for a scanner's. */
  async scan(code) {
    const script = `
      let at = performance.now();
      for (const key of [...arguments[0], 'Enter']) {
        at += 4;
        const target = document.activeElement ?? document.body;
        for (const kind of ['keydown', 'keyup']) {
          const event = new KeyboardEvent(kind, { key, bubbles: true, cancelable: true, composed: true });
          Object.defineProperty(event, 'timeStamp', { value: at });
          target.dispatchEvent(event);
        }
      }`;
    await this.driver.run(script, code);
  }

  /** No driver can answer the system's dialog, so the file is put into the field that the dialog would fill. */
  async chooseFile(role, name, path) {
    await this.driver.run(`
      window.__chosen = null;
      const click = HTMLInputElement.prototype.click;
      HTMLInputElement.prototype.click = function () {
        if (this.type !== 'file') return click.call(this);
        window.__chosen = this;
        HTMLInputElement.prototype.click = click;
      };`);
    await this.click(role, name);
    await this.#until(() => this.driver.run('return window.__chosen !== null'), `the file dialog of ${name}`);
    const { readFileSync } = await import('node:fs');
    await this.driver.run(
      `const bytes = Uint8Array.from(atob(arguments[0]), (character) => character.charCodeAt(0));
       const files = new DataTransfer();
       files.items.add(new File([bytes], arguments[1], { type: 'text/csv' }));
       window.__chosen.files = files.files;
       window.__chosen.dispatchEvent(new Event('change', { bubbles: true }));`,
      readFileSync(path).toString('base64'),
      path.split('/').at(-1),
    );
  }

  run(script, ...args) {
    return this.driver.run(`const args = [...arguments]; ${script}`, ...args);
  }

  text() {
    return this.driver.run('return document.body.innerText');
  }

  async shot(path) {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path, await this.driver.screenshot());
  }

  async close() {
    await this.gather().catch(() => undefined);
    await this.driver.stop();
  }
}
