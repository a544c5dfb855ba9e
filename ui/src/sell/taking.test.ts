import { describe, expect, it } from 'vitest';
import { asReturnLines, restock, take, takeAll } from './taking';

const lines = [
  { line_no: 1, returnable_thousandths: 2_000 },
  { line_no: 2, returnable_thousandths: 0 },
  { line_no: 3, returnable_thousandths: 250 },
];

describe('what comes back', () => {
  it('is never more than what is left of a line', () => {
    expect(take({}, lines[0]!, 5_000)).toEqual({ 1: { quantityThousandths: 2_000, restock: 'shelf' } });
    expect(take({}, lines[1]!, 1_000)).toEqual({});
  });

  it('is nothing again when the quantity goes to nothing or below', () => {
    const taken = take({}, lines[0]!, 1_000);
    expect(take(taken, lines[0]!, 0)).toEqual({});
    expect(take(taken, lines[0]!, -1_000)).toEqual({});
  });

  it('may be everything that is left', () => {
    expect(asReturnLines(takeAll(lines)).map((line) => [line.original_line_no, line.quantity_thousandths])).toEqual([
      [1, 2_000],
      [3, 250],
    ]);
  });

  it('remembers where the goods go when its quantity changes', () => {
    const taken = restock(take({}, lines[0]!, 1_000), 1, 'write_off');
    expect(take(taken, lines[0]!, 2_000)).toEqual({ 1: { quantityThousandths: 2_000, restock: 'write_off' } });
    expect(restock({}, 1, 'testers')).toEqual({});
  });
});
