/** Digits of an authenticator's code. */
export const CODE_DIGITS = 6;

/** What is a code in what was typed or pasted, such as "123 456" or "123-456": its digits, no more than belong to it. */
export function codeDigits(typed: string): string {
  return typed.replace(/\D/g, '').slice(0, CODE_DIGITS);
}

/** A secret as one types it over: in groups of four. */
export function groupsOfFour(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? '';
}

/** The black cells of a QR code, given as rows of "#" and ".", as one path of an SVG: a bar for each run of them. */
export function qrPath(rows: readonly string[]): string {
  return rows.flatMap((row, y) => [...row.matchAll(/#+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`)).join('');
}

interface CodeSheet {
  heading: string;
  hint: string;
  codes: readonly string[];
}

/** Recovery codes as a text file, with line ends that every editor shows. */
export function codeSheet({ heading, hint, codes }: CodeSheet): string {
  return [heading, hint, '', ...codes, ''].join('\r\n');
}
