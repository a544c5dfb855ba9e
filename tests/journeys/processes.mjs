/** Starts and ends what a journey needs: the program, a screen, a keyring, a driver. Everything it makes lies in one temporary folder. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const children = [];

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A folder that is gone when the journey ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-journey-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a program in a process group of its own. What it prints is kept and shown when the journey fails. */
export function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, ...options });
  child.printed = '';
  const keep = (bytes) => {
    child.printed += bytes;
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.on('error', (error) => keep(String(error)));
  children.push({ child, program });
  return child;
}

/** Waits until a started program prints what matches, and answers the match. */
export async function waitForPrint(child, pattern, seconds = 60) {
  for (let waited = 0; waited < seconds * 20; waited += 1) {
    const match = pattern.exec(child.printed);
    if (match) return match;
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(`Nothing that matches ${pattern} was printed:\n${child.printed}`);
}

/** Asks a started program to end and waits until it did. */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  kill(child, 'SIGTERM');
  await Promise.race([ended, sleep(5000).then(() => kill(child, 'SIGKILL'))]);
}

export async function endAll() {
  for (const { child } of children.reverse()) await end(child);
}

/** What every started program printed, for the report of a failed journey. */
export function printedByAll() {
  return children.map(({ child, program }) => `--- ${program}\n${child.printed.slice(-6000)}`).join('\n');
}

function kill(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended in between.
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A screen that nobody sees; answers its DISPLAY. */
export async function startScreen() {
  const screen = start('Xvfb', ['-displayfd', '1', '-screen', '0', '1440x900x24', '-nolisten', 'tcp']);
  return `:${(await waitForPrint(screen, /^(\d+)\n/m))[1]}`;
}

/** An unlocked keyring on this session's bus, as a desktop has one. */
export async function startKeyring(env) {
  const keyring = start('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], { env });
  keyring.stdin.end('journey\n');
  await sleep(1000);
}
