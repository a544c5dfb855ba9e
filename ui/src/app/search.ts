import type { PaletteItem } from './Palette';

/** What the shop holds under these words: nothing but pages and actions until there are three characters. */
export function useFound(query: string): { items: PaletteItem[]; isLoading: boolean } {
  void query;
  return { items: [], isLoading: false };
}
