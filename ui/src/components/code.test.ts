import { describe, expect, it } from 'vitest';
import { codeDigits, codeSheet, groupsOfFour, qrPath } from './code';

describe('a code of an authenticator', () => {
  it('is read out of what is pasted around it', () => {
    expect(codeDigits('123 456')).toBe('123456');
    expect(codeDigits(' 123-456\n')).toBe('123456');
    expect(codeDigits('12a')).toBe('12');
  });

  it('never gets longer than six digits', () => {
    expect(codeDigits('1234567890')).toBe('123456');
  });
});

describe('a secret', () => {
  it('stands in groups of four, the last of which may be shorter', () => {
    expect(groupsOfFour('JBSWY3DPEHPK3PXPAB')).toBe('JBSW Y3DP EHPK 3PXP AB');
    expect(groupsOfFour('')).toBe('');
  });
});

describe('a QR code', () => {
  it('is drawn as one bar for each run of black cells', () => {
    expect(qrPath(['##.#', '....', '.###'])).toBe('M0 0h2v1h-2zM3 0h1v1h-1zM1 2h3v1h-3z');
  });
});

describe('the sheet of recovery codes', () => {
  it('has a code on each line', () => {
    expect(codeSheet({ heading: 'Codes', hint: 'Once each.', codes: ['a-b', 'c-d'] })).toBe('Codes\r\nOnce each.\r\n\r\na-b\r\nc-d\r\n');
  });
});
