/**
 * The only place that knows whether the interface runs in the program's window or in a browser. Screens ask for a capability
 * ("save this file"), never for a host. There is deliberately no storage here: the window keeps nothing between two starts.
 */

function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
}

const isWindow = meta('counterfoil-door') === 'window';

/** The nonce of this page load for `<style>` elements made at run time; empty in development, where no policy is sent. */
export const styleNonce: string = ((nonce) => (nonce === '__CSP_NONCE__' ? '' : nonce))(meta('csp-nonce'));

/** What became of a file: the person may close the system's dialog without choosing. */
export type FileOutcome = 'done' | 'cancelled';

/** Saves a file where the person wants it: the system's dialog in the window, a download in a browser. */
export async function saveFile(name: string, content: Blob): Promise<FileOutcome> {
  if (isWindow) return hand(`/window/save-file?name=${encodeURIComponent(name)}`, content);
  follow(content, (link) => {
    link.download = name;
  });
  return 'done';
}

/** Puts text where the person can paste it. False when the host does not let the page do so. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Prints a PDF: the system's print dialog in the window, the browser's own page for the file otherwise. */
export async function printFile(name: string, pdf: Blob): Promise<FileOutcome> {
  if (isWindow) return hand(`/window/print?name=${encodeURIComponent(name)}`, pdf);
  openInTab(pdf);
  return 'done';
}

/** Shows a file as it is: in a tab of the browser; the window has no place for it and saves it instead. */
export async function showFile(name: string, content: Blob): Promise<FileOutcome> {
  if (isWindow) return saveFile(name, content);
  openInTab(content);
  return 'done';
}

/** Lets the person choose one file; null when they close the dialog. `accept` is a list such as ".csv,.txt". */
export function chooseFile(accept: string): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

/** Lets the person choose a folder or a file of this computer by its path. Null in a browser, which tells no page where a file lies. */
export const choosePath: ((kind: 'folder' | 'file') => Promise<string | null>) | null = isWindow
  ? async (kind) => ((await post(`/window/choose-path?kind=${kind}`)) as { path?: string | null }).path ?? null
  : null;

/** Opens a page of the product in a second window. Null in a browser, which does so itself at a click with Ctrl. */
export const openSecondWindow: ((address: string) => void) | null = isWindow ? (address) => void window.open(address, '_blank') : null;

/** A version of the program that could be installed; no version when there is none newer. */
export interface FoundVersion {
  version: string | null;
  notes: string | null;
}

/** New versions of the program. Null in a browser, which cannot install any. */
export const versions: { look: () => Promise<FoundVersion>; install: () => Promise<void> } | null = isWindow
  ? {
      look: async () => (await post('/window/look-for-version')) as FoundVersion,
      install: async () => void (await post('/window/install-version')),
    }
  : null;

let isReadyTold = false;

/** Tells the window, once, that there is something to use on the page. */
export function tellReady(): void {
  if (!isWindow || isReadyTold) return;
  isReadyTold = true;
  // After the frame that shows it.
  requestAnimationFrame(() => setTimeout(() => void fetch('/window/ready', { method: 'POST', headers: { 'x-counterfoil': 'interface' } })));
}

async function hand(address: string, content: Blob): Promise<FileOutcome> {
  const answer = (await post(address, content)) as { is_cancelled?: boolean };
  return answer.is_cancelled ? 'cancelled' : 'done';
}

async function post(address: string, content?: Blob): Promise<unknown> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': content?.type || 'application/octet-stream', 'x-counterfoil': 'interface' },
    // WebKit's page process dies when a Blob is sent to an own scheme; bytes arrive.
    body: content && (await content.arrayBuffer()),
  });
  // The problem travels along, because this folder has no words of its own.
  if (!response.ok) throw new Error('the window refused', { cause: await response.json().catch(() => null) });
  return response.json().catch(() => ({}));
}

function openInTab(content: Blob): void {
  follow(content, (link) => {
    link.target = '_blank';
    link.rel = 'noopener';
  });
}

function follow(content: Blob, prepare: (link: HTMLAnchorElement) => void): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  prepare(link);
  document.body.append(link);
  link.click();
  link.remove();
  // The browser needs the address until it has read the file.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
