import { describe, expect, it } from 'vitest';
import { guessCountry } from './guess';

const presets = [
  { country: 'DE', time_zone: 'Europe/Berlin' },
  { country: 'GB', time_zone: 'Europe/London' },
  { country: 'US', time_zone: 'America/New_York' },
  { country: 'CA', time_zone: 'America/New_York' },
];

describe('the country somebody is probably in', () => {
  it.each([
    ['Europe/London', ['de-DE'], 'GB'],
    ['America/New_York', ['en-CA'], 'CA'],
    ['America/New_York', ['fr'], 'US'],
    ['UTC', ['en-US', 'de-DE'], 'DE'],
    ['UTC', ['de'], 'DE'],
    ['UTC', ['fr-FR'], undefined],
  ])('in %s with %j is %s', (timeZone, languages, country) => {
    expect(guessCountry(presets, timeZone, languages)?.country).toBe(country);
  });
});
