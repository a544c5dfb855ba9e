/** What can be told about a file before the server reads it. */

export type ImportKind = 'products' | 'online_retail';

/** How an import is begun: the columns as in `mappingText`. */
export interface ImportQuery {
  kind: ImportKind;
  file_name: string;
  columns?: string;
}

/** How much of a file is looked at here; the server reads the rest. */
export const HEAD_BYTES = 4096;

/** Largest file that is sent from here; the server refuses more. */
export const FILE_BYTES_MAX = 64 * 1024 * 1024;

const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

/** Guesses what a file holds by its first bytes and, where those are packed, by its name. A person may say otherwise. */
export function guessKind(name: string, head: Uint8Array): ImportKind {
  if (XZ.every((byte, index) => head[index] === byte)) return /product|artikel|item/i.test(name) ? 'products' : 'online_retail';
  const [firstLine = ''] = decodeHead(head).split(/[\r\n]/);
  const columns = firstLine.toLowerCase().replace(/[^a-z,;\t|]/g, '');
  return ['invoiceno', 'stockcode', 'invoicedate'].every((column) => columns.includes(column)) ? 'online_retail' : 'products';
}

/** UTF-16 has a mark at its beginning; for a guess everything else may be read as Latin letters. */
function decodeHead(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le').decode(head);
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be').decode(head);
  return new TextDecoder('utf-8').decode(head);
}

export type FileProblem = 'empty' | 'too_large';

/** What makes a file not worth sending. */
export function problemOfFile(size: number): FileProblem | null {
  if (size === 0) return 'empty';
  return size > FILE_BYTES_MAX ? 'too_large' : null;
}

/** The mapping as the address carries it: one field a column, nothing for a column that is not imported. */
export function mappingText(columns: (string | null)[]): string {
  return columns.map((column) => column ?? '').join(',');
}

/** The mapping after one column was given another meaning. A meaning belongs to one column, barcodes and categories aside. */
export function withMeaning(columns: (string | null)[], at: number, field: string | null): (string | null)[] {
  const isShared = field === 'barcode' || field === 'category';
  return columns.map((known, index) => {
    if (index === at) return field;
    return known === field && !isShared ? null : known;
  });
}
