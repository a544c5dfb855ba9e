import { Button, Divider, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconBuildingStore, IconRestore } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useOperation, usePerform } from '../api/hooks';
import { useLanguage } from '../components/language';
import { ErrorState, FormError, Notice } from '../components/pieces';
import { useSaid } from '../components/said';
import { formatRate } from '../components/Amount';
import { LANGUAGES, useText, type Language } from '../i18n';
import { guessCountry } from './guess';
import type { Draft, Preset } from './SetUpPage';

interface PlaceStepProps {
  draft: Draft;
  presets: UseQueryResult<Preset[]>;
  onChange: (part: Partial<Draft>) => void;
  onNext: () => void;
  /** The demo shop is being made. */
  onDemo: () => void;
  onRestore: () => void;
}

/** Country first: it proposes currency, time zone, paper and tax, which Settings can change later. */
export function PlaceStep({ draft, presets, onChange, onNext, onDemo, onRestore }: PlaceStepProps) {
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
  const isUntouched = draft.country === '';
  useEffect(() => {
    if (!isUntouched || !presets.data) return;
    const guess = guessCountry(presets.data, draft.time_zone, navigator.languages);
    if (guess) onChange({ country: guess.country, currency: guess.currency });
  }, [isUntouched, presets.data, draft.time_zone, onChange]);
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
        <OtherWays country={draft.country} onDemo={onDemo} onRestore={onRestore} />
      </Stack>
    </form>
  );
}

interface OtherWaysProps {
  country: string;
  onDemo: () => void;
  onRestore: () => void;
}

/** For whoever wants to look before they begin, and for whoever has a shop already. */
function OtherWays({ country, onDemo, onRestore }: OtherWaysProps) {
  const text = useText();
  const say = useSaid();
  const { language } = useLanguage();
  const start = usePerform('start_demo_shop');
  const errand = useOperation('find_errand').data;
  const failure = errand?.kind === 'demo_shop' && errand.state === 'failed' ? say(errand) : '';
  return (
    <Stack gap="sm">
      <Divider label={text('setup.first')} />
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconBuildingStore size={18} />}
          disabled={country === ''}
          loading={start.isPending}
          onClick={() => start.mutate({ body: { country, language } }, { onSuccess: onDemo })}
        >
          {text('setup.demo')}
        </Button>
        <Button variant="default" leftSection={<IconRestore size={18} />} onClick={onRestore}>
          {text('restore.title')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {text('setup.demo_hint')}
      </Text>
      {start.isError && <FormError error={start.error} />}
      {failure && !start.isError && (
        <Notice tone="danger" isAnswer>
          {failure}
        </Notice>
      )}
    </Stack>
  );
}
