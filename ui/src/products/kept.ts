/** A product as it is kept while it is typed, and read back. What an older version kept is dropped, never trusted. */
import { newId } from '../components/ids';
import { isRecord } from '../components/record';
import { newProduct, type ProductDraft, type VariantDraft } from './draft';

const VERSION = 1;

/** What is kept of a product: the form, and which state of the product it began from. */
export interface KeptProduct {
  version: typeof VERSION;
  base: number;
  draft: ProductDraft;
}

export function keptProduct(draft: ProductDraft, stored: ProductDraft): KeptProduct {
  return { version: VERSION, base: fingerprint(stored), draft };
}

/** A small number that is another one when the product is: FNV-1a over its JSON. */
export function fingerprint(product: ProductDraft): number {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(product)) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

export function readKeptProduct(content: unknown): KeptProduct | null {
  if (!isRecord(content) || content.version !== VERSION || !isProduct(content.draft)) return null;
  // Rows without an id were named by a page that is gone; this page counts anew, after the row every new product begins with.
  const [first] = newProduct().variants;
  const variants = content.draft.variants.map((variant) => ({ ...variant, key: variant.id ?? (variant.key === first?.key ? variant.key : newId()) }));
  return { version: VERSION, base: Number(content.base), draft: { ...content.draft, variants } };
}

const isText = (value: unknown) => typeof value === 'string';
const isTextOrNothing = (value: unknown) => value === null || isText(value);
const isNumberOrNothing = (value: unknown) => value === null || Number.isSafeInteger(value);
const isSwitch = (value: unknown) => typeof value === 'boolean';

function isProduct(value: unknown): value is ProductDraft {
  if (!isRecord(value) || !Array.isArray(value.variants)) return false;
  const { name, brand, description, option_1_name, option_2_name, option_3_name } = value;
  return (
    [name, brand, description, option_1_name, option_2_name, option_3_name].every(isText) &&
    isTextOrNothing(value.category_id) &&
    ['goods', 'service'].includes(value.kind as string) &&
    ['draft', 'active', 'archived'].includes(value.state as string) &&
    value.variants.every(isVariant)
  );
}

function isVariant(value: unknown): value is VariantDraft {
  if (!isRecord(value) || !isRecord(value.unread) || !Array.isArray(value.barcodes)) return false;
  const { option_1, option_2, option_3, sku, unit, content_unit } = value;
  const { price_millionths, content_thousandths, reorder_point_thousandths, reorder_target_thousandths } = value;
  const areUnread = Object.values(value.unread).every((unread) => isRecord(unread) && isText(unread.typed) && isText(unread.problem));
  return (
    areUnread &&
    [option_1, option_2, option_3, sku, unit, content_unit, ...(value.barcodes as unknown[])].every(isText) &&
    [value.id, value.swatch, value.tax_category_id].every(isTextOrNothing) &&
    [price_millionths, content_thousandths, reorder_point_thousandths, reorder_target_thousandths].every(isNumberOrNothing) &&
    [value.track_stock, value.track_lots].every(isSwitch) &&
    ['active', 'archived'].includes(value.state as string)
  );
}
