/**
 * As much of the WebDriver protocol (W3C) as the journey in the real window needs, over plain fetch. A library for it would bring more
 * packages than this file has functions.
 */

import { sleep } from './processes.mjs';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Keys that are no characters, as WebDriver writes them. */
export const KEYS = { Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004', Backspace: '\uE003', Control: '\uE009', F4: '\uE034', F6: '\uE036', F7: '\uE037', F8: '\uE038', F12: '\uE03C' };

export class WebDriver {
  constructor(address) {
    this.address = address;
    this.session = null;
  }

  /** Starts the program and waits for its window. */
  async start(application, args) {
    const options = { application, args };
    const answer = await this.#call('POST', '/session', { capabilities: { alwaysMatch: { 'tauri:options': options } } });
    this.session = answer.sessionId;
  }

  async stop() {
    if (this.session) await this.#call('DELETE', `/session/${this.session}`);
    this.session = null;
  }

  /** Runs a function body in the page; element references go in and out. */
  run(script, ...args) {
    return this.#in('POST', '/execute/sync', { script, args });
  }

  /** Runs an async function body in the page and answers what it resolves to. */
  async runAsync(body, ...args) {
    const script = `const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);
      (async (...args) => { ${body} })(...given).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const answer = await this.#in('POST', '/execute/async', { script, args });
    if (answer.error) throw new Error(answer.error);
    return answer.value;
  }

  async click(element) {
    await this.#in('POST', `/element/${element[ELEMENT]}/click`, {});
  }

  /** A click with Control held down, as a person asks for a second window. */
  async controlClick(element) {
    const held = [{ type: 'keyDown', value: KEYS.Control }, { type: 'pause' }, { type: 'pause' }, { type: 'pause' }, { type: 'keyUp', value: KEYS.Control }];
    const click = [{ type: 'pause' }, { type: 'pointerMove', origin: element, x: 0, y: 0 }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
    const actions = [
      { type: 'key', id: 'keyboard', actions: held },
      { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: click },
    ];
    await this.#in('POST', '/actions', { actions });
  }

  async type(element, text) {
    await this.#in('POST', `/element/${element[ELEMENT]}/value`, { text });
  }

  async clear(element) {
    await this.#in('POST', `/element/${element[ELEMENT]}/clear`, {});
  }

  /** Presses keys one after the other wherever the focus is: a string's characters, or names out of KEYS such as "Control+k". */
  async press(...keys) {
    const actions = keys.flatMap((key) => {
      const parts = key.length > 1 && (key.includes('+') || KEYS[key]) ? key.split('+').map((part) => KEYS[part] ?? part) : [...key];
      const isChord = key.includes('+') && key.length > 1;
      const down = parts.map((value) => ({ type: 'keyDown', value }));
      const up = parts.map((value) => ({ type: 'keyUp', value }));
      return isChord ? [...down, ...up.reverse()] : parts.flatMap((_, index) => [down[index], up[index]]);
    });
    await this.#in('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** The window as PNG bytes. */
  async screenshot() {
    return Buffer.from(await this.#in('GET', '/screenshot'), 'base64');
  }

  handles() {
    return this.#in('GET', '/window/handles');
  }

  async resize(width, height) {
    await this.#in('POST', '/window/rect', { width, height });
  }

  #in(method, path, body) {
    return this.#call(method, `/session/${this.session}${path}`, body);
  }

  async #call(method, path, body) {
    const request = { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) };
    const response = await fetch(this.address + path, request);
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${value?.error ?? response.status} ${value?.message ?? ''}`);
    return value;
  }
}

/** A driver that answers, or an error after half a minute. */
export async function waitForDriver(address) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (await fetch(`${address}/status`).then((response) => response.ok, () => false)) return;
    await sleep(200);
  }
  throw new Error(`No WebDriver answers at ${address}.`);
}
