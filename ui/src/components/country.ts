const names = new Map<string, Intl.DisplayNames>();

/** A country in the person's language where the order holds its code; the word itself where an import brought a word. */
export function countryName(country: string, locale: string): string {
  if (!/^[A-Z]{2}$/.test(country)) return country;
  const known = names.get(locale) ?? new Intl.DisplayNames([locale], { type: 'region' });
  names.set(locale, known);
  return known.of(country) ?? country;
}

const lists = new Map<string, { code: string; name: string }[]>();

/** Every country there is, by name in the person's language. Intl names only what is a region, so the codes are simply tried. */
export function countries(locale: string): { code: string; name: string }[] {
  const known = lists.get(locale);
  if (known) return known;
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => !['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ'].includes(code));
  const found = codes
    .map((code) => ({ code, name: countryName(code, locale) }))
    .filter(({ code, name }) => name !== code)
    .sort((one, other) => one.name.localeCompare(other.name, locale));
  lists.set(locale, found);
  return found;
}
