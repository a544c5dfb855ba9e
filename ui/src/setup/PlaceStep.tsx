import { Button, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLanguage } from '../components/language';
import { ErrorState } from '../components/pieces';
import { formatRate } from '../components/Amount';
import { LANGUAGES, useText, type Language } from '../i18n';
import type { Draft, Preset } from './SetUpPage';

interface PlaceStepProps {
  draft: Draft;
  presets: UseQueryResult<Preset[]>;
  onChange: (part: Partial<Draft>) => void;
  onNext: () => void;
}

/** Country first: it proposes currency, time zone, paper and tax, which Settings can change later. */
export function PlaceStep({ draft, presets, onChange, onNext }: PlaceStepProps) {
  const text = useText();
  const { language, choose } = useLanguage();
  const chosen = presets.data?.find((preset) => preset.country === draft.country);
  const countries = useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'region' });
    const known = (presets.data ?? []).map(({ country }) => ({ value: country, label: names.of(country) ?? country }));
    return known.sort((one, other) => one.label.localeCompare(other.label, language));
  }, [presets.data, language]);
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);

  const takeCountry = (country: string | null) => {
    const preset = presets.data?.find((one) => one.country === country);
    if (preset) onChange({ country: preset.country, currency: preset.currency, time_zone: preset.time_zone });
  };
  if (presets.isError) return <ErrorState error={presets.error} onRetry={() => void presets.refetch()} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <Stack mt="md">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            label={text('language.title')}
            data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
            value={language}
            onChange={(value) => value && choose(value as Language)}
            allowDeselect={false}
          />
          <Select
            label={text('setup.country')}
            placeholder={text('setup.choose_country')}
            data={countries}
            value={draft.country || null}
            onChange={takeCountry}
            searchable
            allowDeselect={false}
            nothingFoundMessage={text('setup.no_such_country')}
          />
        </SimpleGrid>
        <Select
          label={text('setup.time_zone')}
          description={text('setup.time_zone_hint')}
          data={zones.includes(draft.time_zone) ? zones : [draft.time_zone, ...zones]}
          value={draft.time_zone}
          onChange={(time_zone) => time_zone && onChange({ time_zone })}
          searchable
          allowDeselect={false}
          limit={60}
        />
        {chosen && (
          <Text size="sm" c="dimmed">
            {text('setup.preset', {
              currency: chosen.currency,
              paper: chosen.paper_size.toUpperCase(),
              rates: new Intl.ListFormat(language, { type: 'conjunction' }).format(chosen.tax_rates.map((rate) => formatRate(rate.rate_millionths, `${language}-${chosen.country}`))),
              included: chosen.prices_include_tax ? 'yes' : 'no',
            })}
          </Text>
        )}
        <Group justify="flex-end">
          <Button type="submit" disabled={!chosen}>
            {text('action.continue')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
