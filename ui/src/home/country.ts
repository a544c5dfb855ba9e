const names = new Map<string, Intl.DisplayNames>();

/** A country in the person's language where the order holds its code; the word itself where an import brought a word. */
export function countryName(country: string, locale: string): string {
  if (!/^[A-Z]{2}$/.test(country)) return country;
  const known = names.get(locale) ?? new Intl.DisplayNames([locale], { type: 'region' });
  names.set(locale, known);
  return known.of(country) ?? country;
}
