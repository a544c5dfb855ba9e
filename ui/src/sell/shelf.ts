/** What lies at this till of a variant, and what of it a line would take. The sale decides again; this is what the ticket shows before it. */
import type { Lot } from './ticket';

export interface ShelfLot {
  lot_id: string;
  code: string;
  expiry_date?: string | null;
  on_hand_thousandths: number;
  is_sellable: boolean;
}

export interface Shelf {
  track_stock: boolean;
  sellable_thousandths: number;
  lots: ShelfLot[];
}

export function asLot(lot: ShelfLot): Lot {
  return { id: lot.lot_id, code: lot.code, expiryDate: lot.expiry_date ?? null };
}

/** Lots that may be sold and are there, the first to be sold first. */
export function sellableLots(shelf: Shelf): ShelfLot[] {
  return shelf.lots.filter((lot) => lot.is_sellable && lot.on_hand_thousandths > 0);
}

export interface LotPart {
  lot: ShelfLot;
  quantityThousandths: number;
}

/** The lots a line takes its quantity from: the one that was scanned, else the earliest expiry first. `takenBefore` is what lines above it take. */
export function plannedLots(shelf: Shelf, wantedThousandths: number, lotId: string | null, takenBefore: ReadonlyMap<string, number> = new Map()): LotPart[] {
  const parts: LotPart[] = [];
  let missing = wantedThousandths;
  for (const lot of lotId === null ? sellableLots(shelf) : shelf.lots.filter(({ lot_id }) => lot_id === lotId)) {
    const free = Math.max(0, lot.on_hand_thousandths - (takenBefore.get(lot.lot_id) ?? 0));
    const part = Math.min(free, missing);
    if (part > 0) parts.push({ lot, quantityThousandths: part });
    missing -= part;
    if (missing <= 0) break;
  }
  return parts;
}

/** How much more of a variant could be put on a ticket that already asks for `wantedThousandths`; null where stock is not counted. */
export function leftOver(shelf: Shelf, wantedThousandths: number, lotId: string | null = null): number | null {
  if (!shelf.track_stock) return null;
  const lot = lotId === null ? undefined : shelf.lots.find(({ lot_id }) => lot_id === lotId);
  return (lot ? lot.on_hand_thousandths : shelf.sellable_thousandths) - wantedThousandths;
}
