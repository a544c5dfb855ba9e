/** The tree of categories as lists show it. */

export interface CategoryLike {
  id: string;
  parent_id?: string | null | undefined;
  name: string;
  position: number;
}

export type PlacedCategory<Category extends CategoryLike> = Category & {
  depth: number;
  /** Names from the root. */
  path: string[];
};

/** Every category below its parent, in order. A category whose parent is missing or its own child stands at the root, so that none is ever lost. */
export function placed<Category extends CategoryLike>(categories: Category[]): PlacedCategory<Category>[] {
  const known = new Set(categories.map(({ id }) => id));
  const below = new Map<string | null, Category[]>();
  for (const category of categories) {
    const parent = category.parent_id && known.has(category.parent_id) ? category.parent_id : null;
    below.set(parent, [...(below.get(parent) ?? []), category]);
  }
  const found: PlacedCategory<Category>[] = [];
  const seen = new Set<string>();
  const walk = (parent: string | null, path: string[]) => {
    const children = [...(below.get(parent) ?? [])].sort((one, other) => one.position - other.position || one.name.localeCompare(other.name));
    for (const category of children) {
      if (seen.has(category.id)) continue;
      seen.add(category.id);
      const own = [...path, category.name];
      found.push({ ...category, depth: path.length, path: own });
      walk(category.id, own);
    }
  };
  walk(null, []);
  for (const category of categories) {
    if (!seen.has(category.id)) found.push({ ...category, depth: 0, path: [category.name] });
  }
  return found;
}

/** For a choice: the whole path as the label, so that two "Other" are told apart. */
export function categoryOptions(categories: CategoryLike[]): { value: string; label: string }[] {
  return placed(categories).map(({ id, path }) => ({ value: id, label: path.join(' › ') }));
}
