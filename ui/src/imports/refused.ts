import type { Answer } from '../api/client';
import { call } from '../api/client';
import type { ServerMessage } from '../api/error';

type Row = Answer<'list_refused_rows'>['rows'][number];

interface Words {
  /** The headings behind those of the file. */
  headings: [line: string, problem: string];
  say: (said: ServerMessage) => string;
}

/** How many rows are asked for at a time. */
const ROWS = 500;

/** One line of a CSV file. */
export function csvLine(cells: readonly string[]): string {
  const written = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${written.join(',')}\r\n`;
}

/** A refused row with its line and, in the reader's language, everything that is wrong with it. */
export function refusedLine({ cells, line, problems }: Row, { say }: Words): string {
  // The sentence comes first: a column may be called anything, a formula included.
  const reasons = problems.map((problem) => (problem.column_name === '' ? say(problem) : `${say(problem)} (${problem.column_name})`));
  return csvLine([...cells, String(line), reasons.join(' ')]);
}

/** All refused rows of an import as a file that can be corrected and imported again. */
export async function refusedFile(id: string, words: Words): Promise<Blob> {
  // Spreadsheets take a file for their own old encoding unless it begins with this mark.
  const parts = ['\uFEFF'];
  for (let offset = 0, total = 1; offset < total; offset += ROWS) {
    const page = await call('list_refused_rows', { path: { id }, query: { offset, limit: ROWS } });
    if (offset === 0) parts.push(csvLine([...page.header, ...words.headings]));
    parts.push(...page.rows.map((row) => refusedLine(row, words)));
    total = page.total;
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}
