import { describe, expect, it } from 'vitest';
import { newId } from './ids';

describe('an id made here', () => {
  it('is a UUIDv7 that begins with the moment it was made', () => {
    expect(newId(0x0192_1234_5678)).toMatch(/^01921234-5678-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('never comes twice', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newId(0))).size).toBe(1_000);
  });
});
