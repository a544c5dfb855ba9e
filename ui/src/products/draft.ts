/**
 * A product while it is edited: its fields, and its variants as rows of a sheet. Numbers stay integers all the way; a text that cannot be
 * read is kept beside the last good value, so that nothing typed is lost and nothing wrong is saved.
 */
import { formatInteger, parseInteger, PRICE_DECIMALS, QUANTITY_DECIMALS, type ParseProblem } from '../components/numbers';

export type ProductState = 'draft' | 'active' | 'archived';

/** One variant as the sheet shows it. */
export interface VariantDraft {
  /** Names the row while it has no id. */
  key: string;
  id: string | null;
  option_1: string;
  option_2: string;
  option_3: string;
  swatch: string | null;
  sku: string;
  barcodes: string[];
  price_millionths: number | null;
  tax_category_id: string | null;
  unit: string;
  content_thousandths: number | null;
  content_unit: string;
  reorder_point_thousandths: number | null;
  reorder_target_thousandths: number | null;
  track_stock: boolean;
  track_lots: boolean;
  state: 'active' | 'archived';
  /** Texts that could not be read, by column. */
  unread: Partial<Record<NumberColumn, { typed: string; problem: ParseProblem }>>;
}

export interface ProductDraft {
  name: string;
  brand: string;
  description: string;
  category_id: string | null;
  kind: 'goods' | 'service';
  state: ProductState;
  option_1_name: string;
  option_2_name: string;
  option_3_name: string;
  variants: VariantDraft[];
}

export type TextColumn = 'option_1' | 'option_2' | 'option_3' | 'sku' | 'barcodes' | 'unit' | 'content_unit';
export type NumberColumn = 'price_millionths' | 'content_thousandths' | 'reorder_point_thousandths' | 'reorder_target_thousandths';
export type CellColumn = TextColumn | NumberColumn;

const NUMBER_DECIMALS: Record<NumberColumn, number> = {
  price_millionths: PRICE_DECIMALS,
  content_thousandths: QUANTITY_DECIMALS,
  reorder_point_thousandths: QUANTITY_DECIMALS,
  reorder_target_thousandths: QUANTITY_DECIMALS,
};

function isNumberColumn(column: CellColumn): column is NumberColumn {
  return column in NUMBER_DECIMALS;
}

/** What a new row begins with: the same unit, tax and tracking as the row before it. */
export function newVariant(key: string, like?: VariantDraft): VariantDraft {
  return {
    key,
    id: null,
    option_1: '',
    option_2: '',
    option_3: '',
    swatch: null,
    sku: '',
    barcodes: [],
    price_millionths: like?.price_millionths ?? null,
    tax_category_id: like?.tax_category_id ?? null,
    unit: like?.unit ?? 'piece',
    content_thousandths: like?.content_thousandths ?? null,
    content_unit: like?.content_unit ?? '',
    reorder_point_thousandths: like?.reorder_point_thousandths ?? null,
    reorder_target_thousandths: like?.reorder_target_thousandths ?? null,
    track_stock: like?.track_stock ?? true,
    track_lots: like?.track_lots ?? false,
    state: 'active',
    unread: {},
  };
}

export function newProduct(): ProductDraft {
  return {
    name: '',
    brand: '',
    description: '',
    category_id: null,
    kind: 'goods',
    state: 'active',
    option_1_name: '',
    option_2_name: '',
    option_3_name: '',
    variants: [newVariant('new-1')],
  };
}

type StoredVariant = Omit<VariantDraft, 'key' | 'id' | 'unread' | 'swatch' | NumberColumn> & { id: string; swatch?: string | null | undefined } & {
  price_millionths: number;
} & { [Column in Exclude<NumberColumn, 'price_millionths'>]?: number | null | undefined };
type StoredProduct = Omit<ProductDraft, 'variants' | 'category_id'> & { category_id?: string | null | undefined; variants: StoredVariant[] };

/** A product as the server knows it, ready to be edited. */
export function draftOf(product: StoredProduct): ProductDraft {
  const { name, brand, description, kind, state, option_1_name, option_2_name, option_3_name } = product;
  return {
    name,
    brand,
    description,
    category_id: product.category_id ?? null,
    kind,
    state,
    option_1_name,
    option_2_name,
    option_3_name,
    variants: product.variants.map((variant) => ({
      key: variant.id,
      id: variant.id,
      option_1: variant.option_1,
      option_2: variant.option_2,
      option_3: variant.option_3,
      swatch: variant.swatch ?? null,
      sku: variant.sku,
      barcodes: variant.barcodes,
      price_millionths: variant.price_millionths,
      tax_category_id: variant.tax_category_id,
      unit: variant.unit,
      content_thousandths: variant.content_thousandths ?? null,
      content_unit: variant.content_unit,
      reorder_point_thousandths: variant.reorder_point_thousandths ?? null,
      reorder_target_thousandths: variant.reorder_target_thousandths ?? null,
      track_stock: variant.track_stock,
      track_lots: variant.track_lots,
      state: variant.state,
      unread: {},
    })),
  };
}

/** What stands in a cell. */
export function cellText(variant: VariantDraft, column: CellColumn, locale: string, priceDecimals: number): string {
  if (!isNumberColumn(column)) return column === 'barcodes' ? variant.barcodes.join(', ') : variant[column];
  const unread = variant.unread[column];
  if (unread) return unread.typed;
  const value = variant[column];
  if (value === null) return '';
  const decimals = NUMBER_DECIMALS[column];
  return formatInteger(value, decimals, locale, { minimumFractionDigits: column === 'price_millionths' ? priceDecimals : 0, maximumFractionDigits: decimals });
}

/** Barcodes stand in one cell, parted by commas, semicolons or lines; a code may hold spaces but no scanner sends the signs between them. */
export function readBarcodes(typed: string): string[] {
  const codes = typed.split(/[,;\n]+/).map((code) => code.trim());
  return [...new Set(codes.filter((code) => code !== ''))];
}

/** The row after somebody typed into a cell. */
export function withCell(variant: VariantDraft, column: CellColumn, typed: string, locale: string): VariantDraft {
  if (!isNumberColumn(column)) return { ...variant, [column]: column === 'barcodes' ? readBarcodes(typed) : typed };
  const unread = Object.fromEntries(Object.entries(variant.unread).filter(([name]) => name !== column)) as VariantDraft['unread'];
  if (typed.trim() === '') return { ...variant, [column]: null, unread };
  const parsed = parseInteger(typed, NUMBER_DECIMALS[column], locale);
  if ('problem' in parsed) return { ...variant, unread: { ...unread, [column]: { typed, problem: parsed.problem } } };
  if (parsed.value < 0) return { ...variant, unread: { ...unread, [column]: { typed, problem: 'negative' } } };
  return { ...variant, [column]: parsed.value, unread };
}

/** A block copied from a spreadsheet: rows by lines, cells by tabs. A single value is no block. */
export function readBlock(pasted: string): string[][] | null {
  const lines = pasted.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  const block = lines.map((line) => line.split('\t'));
  return lines.length > 1 || (block[0]?.length ?? 0) > 1 ? block : null;
}

/** Fills a block in at a cell, going right along `columns` and down; what does not fit at the right is left out, rows are added below. */
export function withBlock(
  variants: VariantDraft[],
  at: { row: number; column: CellColumn },
  block: string[][],
  columns: CellColumn[],
  { locale, newKey, rowsMax }: { locale: string; newKey: () => string; rowsMax: number },
): VariantDraft[] {
  const filled = [...variants];
  const first = columns.indexOf(at.column);
  block.forEach((cells, down) => {
    const row = at.row + down;
    if (row >= rowsMax) return;
    let variant = filled[row] ?? newVariant(newKey(), filled.at(-1));
    cells.forEach((cell, right) => {
      const column = columns[first + right];
      if (column !== undefined) variant = withCell(variant, column, cell.trim(), locale);
    });
    filled[row] = variant;
  });
  return filled;
}

export type DraftProblem = { field: string; kind: 'missing_name' | 'missing_price' | 'unreadable' | 'missing_option' | 'same_options' | 'same_sku'; row?: number };

/** What must be put right before saving, by the names the server uses for fields. The server checks everything again and more. */
export function problemsOf(draft: ProductDraft): DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (draft.name.trim() === '') problems.push({ field: 'name', kind: 'missing_name' });
  const options = new Map<string, number>();
  const skus = new Map<string, number>();
  draft.variants.forEach((variant, row) => {
    const at = (field: string) => `variants[${row}].${field}`;
    for (const column of Object.keys(variant.unread)) problems.push({ field: at(column), kind: 'unreadable', row });
    if (variant.price_millionths === null && !variant.unread.price_millionths) problems.push({ field: at('price_millionths'), kind: 'missing_price', row });
    if (variant.state !== 'active') return;
    const values = [variant.option_1, variant.option_2, variant.option_3].map((value) => value.trim().toLowerCase()).join('\u0000');
    if (draft.option_1_name.trim() !== '' && variant.option_1.trim() === '') problems.push({ field: at('option_1'), kind: 'missing_option', row });
    else if (options.has(values)) problems.push({ field: at('option_1'), kind: 'same_options', row });
    options.set(values, row);
    const sku = variant.sku.trim().toLowerCase();
    if (sku !== '' && skus.has(sku)) problems.push({ field: at('sku'), kind: 'same_sku', row });
    skus.set(sku, row);
  });
  return problems;
}

/** What is sent: the draft without what only the screen knows. Call it only when `problemsOf` finds nothing. */
export function inputOf(draft: ProductDraft) {
  const variants = draft.variants.map((variant) => {
    const { id, option_1, option_2, option_3, swatch, sku, barcodes, tax_category_id, unit, content_unit, track_stock, track_lots, state } = variant;
    const { content_thousandths, reorder_point_thousandths, reorder_target_thousandths, price_millionths } = variant;
    const texts = { id, option_1, option_2, option_3, swatch, sku, barcodes, tax_category_id, unit, content_unit, track_stock, track_lots, state };
    return { ...texts, content_thousandths, reorder_point_thousandths, reorder_target_thousandths, price_millionths: price_millionths ?? 0 };
  });
  return { ...draft, variants };
}

/** How many fields and cells differ: what the unsaved-changes bar counts. */
export function changeCount(before: ProductDraft, after: ProductDraft): number {
  let count = 0;
  for (const field of Object.keys(before) as (keyof ProductDraft)[]) {
    if (field !== 'variants' && before[field] !== after[field]) count += 1;
  }
  const known = new Map(before.variants.map((variant) => [variant.key, variant]));
  for (const variant of after.variants) {
    const old = known.get(variant.key);
    if (!old) {
      count += 1;
      continue;
    }
    for (const column of Object.keys(old) as (keyof VariantDraft)[]) {
      if (JSON.stringify(old[column]) !== JSON.stringify(variant[column])) count += 1;
    }
  }
  return count;
}

/** Every combination of option values as rows, keeping rows that are there already: "S, M, L" × "Red, Blue". */
export function withCombinations(variants: VariantDraft[], values: string[][], newKey: () => string): VariantDraft[] {
  const lists = values.map((list) => (list.length > 0 ? list : ['']));
  const combinations = lists.reduce<string[][]>((made, list) => made.flatMap((head) => list.map((value) => [...head, value])), [[]]);
  const same = (variant: VariantDraft, [one = '', two = '', three = '']: string[]) =>
    [variant.option_1, variant.option_2, variant.option_3].every((value, index) => value.toLowerCase() === [one, two, three][index]?.toLowerCase());
  const [only] = variants;
  // A product that had no options yet: its one row becomes the first combination.
  const begins = variants.length === 1 && only !== undefined && only.option_1 === '' && only.option_2 === '' && only.option_3 === '';
  const made = begins ? [] : [...variants];
  combinations.forEach((combination, index) => {
    if (made.some((variant) => same(variant, combination))) return;
    const [option_1 = '', option_2 = '', option_3 = ''] = combination;
    const row = begins && index === 0 ? only : newVariant(newKey(), variants.at(-1));
    made.push({ ...row, option_1, option_2, option_3 });
  });
  return made;
}

/** Lowest and highest price of the variants on offer, for headings and lists. */
export function priceRange(variants: { price_millionths: number | null; state: string }[]): [number, number] | null {
  const prices = variants.filter(({ state }) => state === 'active').flatMap(({ price_millionths }) => (price_millionths === null ? [] : [price_millionths]));
  return prices.length === 0 ? null : [Math.min(...prices), Math.max(...prices)];
}
