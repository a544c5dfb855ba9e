import { describe, expect, it } from 'vitest';
import { csvLine, refusedLine } from './refused';

const problem = (column_name: string, message: string) => ({ column_name, message, text: message, values: {} });
const words = { headings: ['Zeile', 'Was zu tun ist'] as [string, string], say: ({ message }: { message: string }) => `«${message}»` };

describe('a line of a file with refused rows', () => {
  it('quotes what would be taken for more than one cell', () => {
    expect(csvLine(['a', 'b,c', 'say "no"', 'two\nlines', ''])).toBe('a,"b,c","say ""no""","two\nlines",\r\n');
  });

  it('says every reason in the language of the reader, and no column can make a formula of it', () => {
    const row = { cells: ['Cream', 'free'], line: 3, problems: [problem('=Price', 'no number'), problem('', 'no name')] };
    expect(refusedLine(row, words)).toBe('Cream,free,3,«no number» (=Price) «no name»\r\n');
  });
});
