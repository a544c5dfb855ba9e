interface Place {
  country: string;
  time_zone: string;
}

/** The country that somebody is probably in: the one whose clocks this computer shows, else the one its language is written in. */
export function guessCountry<Known extends Place>(presets: readonly Known[], timeZone: string, languages: readonly string[]): Known | undefined {
  const regions = languages.map((tag) => tag.split('-').at(-1)?.toUpperCase());
  const sameClocks = presets.filter((preset) => preset.time_zone === timeZone);
  return sameClocks.find(({ country }) => regions.includes(country)) ?? sameClocks[0] ?? presets.find(({ country }) => regions.includes(country));
}
