/** What comes back of a sale, as it is chosen line by line. Pure; what it is worth is asked of the server. */

export type Restock = 'shelf' | 'testers' | 'write_off';

export interface Taking {
  quantityThousandths: number;
  restock: Restock;
}

/** By line number of the sale. */
export type Takings = Readonly<Record<number, Taking>>;

interface SoldLine {
  line_no: number;
  returnable_thousandths: number;
}

/** Sets how much comes back of a line: never more than is left of it, and nothing takes the line off. */
export function take(takings: Takings, line: SoldLine, quantityThousandths: number): Takings {
  const quantity = Math.max(0, Math.min(quantityThousandths, line.returnable_thousandths));
  const rest = Object.fromEntries(Object.entries(takings).filter(([no]) => Number(no) !== line.line_no));
  if (quantity === 0) return rest;
  return { ...rest, [line.line_no]: { quantityThousandths: quantity, restock: takings[line.line_no]?.restock ?? 'shelf' } };
}

export function takeAll(lines: readonly SoldLine[]): Takings {
  return lines.reduce<Takings>((takings, line) => take(takings, line, line.returnable_thousandths), {});
}

export function restock(takings: Takings, lineNo: number, where: Restock): Takings {
  const taking = takings[lineNo];
  return taking ? { ...takings, [lineNo]: { ...taking, restock: where } } : takings;
}

/** In the server's words, in the order of the sale. */
export function asReturnLines(takings: Takings) {
  return Object.entries(takings)
    .map(([no, taking]) => ({ original_line_no: Number(no), quantity_thousandths: taking.quantityThousandths, restock: taking.restock }))
    .sort((one, other) => one.original_line_no - other.original_line_no);
}
