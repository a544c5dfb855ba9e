import { Button, Group, Loader, NumberInput, Select, SimpleGrid, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Answer, Body } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { MoneyInput } from '../components/inputs';
import { ErrorState, FormError, PageHeader } from '../components/pieces';
import { useToast } from '../components/toast';
import { useFieldError } from '../components/said';
import { LANGUAGES, useText } from '../i18n';
import { Section } from './Section';
import classes from './SettingsPage.module.css';

type Shop = Answer<'find_shop'>;
type Change = Body<'change_shop'>;

export default function ShopSettings() {
  const text = useText();
  const shop = useOperation('find_shop');
  return (
    <>
      <PageHeader title={text('settings.shop')} description={text('settings.shop_description')} />
      {shop.isError && <ErrorState error={shop.error} onRetry={() => void shop.refetch()} />}
      {shop.isPending && <Loader size="sm" />}
      {shop.data && <ShopForm shop={shop.data} />}
    </>
  );
}

/** What was changed is kept apart from the shop, so that only that is sent and the bar knows whether there is something to save. */
function ShopForm({ shop }: { shop: Shop }) {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const save = usePerform('change_shop');
  const [change, setChange] = useState<Change>({});
  const [hasProblem, setProblem] = useState(false);
  const now = { ...shop, ...change } as Shop;
  const isChanged = Object.keys(change).length > 0;
  const set = <Key extends keyof Change & keyof Shop>(key: Key, value: Shop[Key]) =>
    setChange((before) => Object.fromEntries(Object.entries({ ...before, [key]: value }).filter(([name, wanted]) => wanted !== shop[name as Key])));
  const zones = useMemo(() => [...new Set([shop.time_zone, ...Intl.supportedValuesOf('timeZone')])], [shop.time_zone]);
  const leaving = useBlocker({ shouldBlockFn: () => isChanged && !save.isPending, withResolver: true, enableBeforeUnload: isChanged });

  const submit = () =>
    save.mutate(
      { body: change },
      {
        onSuccess: () => {
          setChange({});
          toast.done(text('settings.saved'));
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && !hasProblem) submit();
      }}
    >
      <Section title={text('settings.identity')} description={text('settings.identity_hint')}>
        <TextInput label={text('setup.shop_name')} value={now.name} maxLength={200} required withAsterisk={false} error={fieldError(save.error, 'name')} onChange={(event) => set('name', event.currentTarget.value)} />
        <Textarea label={text('settings.address')} value={now.address} maxLength={500} autosize minRows={3} maxRows={6} error={fieldError(save.error, 'address')} onChange={(event) => set('address', event.currentTarget.value)} />
        <TextInput label={text('settings.tax_number')} description={text('settings.tax_number_hint')} value={now.tax_number} maxLength={60} error={fieldError(save.error, 'tax_number')} onChange={(event) => set('tax_number', event.currentTarget.value)} />
        <SimpleGrid cols={2}>
          <Fixed label={text('setup.country')} value={countryName(shop.country)} />
          <Fixed label={text('settings.currency')} value={shop.currency} />
        </SimpleGrid>
      </Section>
      <Section title={text('settings.selling')}>
        <Switch label={text('settings.prices_include_tax')} description={text('settings.prices_include_tax_hint')} checked={now.prices_include_tax} onChange={(event) => set('prices_include_tax', event.currentTarget.checked)} />
        <Switch label={text('settings.negative_stock')} description={text('settings.negative_stock_hint')} checked={now.allow_negative_stock} onChange={(event) => set('allow_negative_stock', event.currentTarget.checked)} />
        <SimpleGrid cols={2}>
          <Select
            label={text('settings.tax_rounding')}
            description={text('settings.tax_rounding_hint')}
            data={[
              { value: 'document', label: text('settings.tax_rounding_document') },
              { value: 'line', label: text('settings.tax_rounding_line') },
            ]}
            value={now.tax_rounding}
            allowDeselect={false}
            onChange={(value) => value && set('tax_rounding', value as Shop['tax_rounding'])}
          />
          <MoneyInput
            label={text('settings.cash_rounding')}
            description={text('settings.cash_rounding_hint')}
            value={now.cash_rounding_minor}
            error={fieldError(save.error, 'cash_rounding_minor')}
            onProblem={setProblem}
            onChange={(value) => value !== null && set('cash_rounding_minor', value)}
          />
        </SimpleGrid>
        <NumberInput
          label={text('settings.expiry_warning')}
          description={text('settings.expiry_warning_hint')}
          value={now.expiry_warning_days}
          min={0}
          max={3650}
          allowDecimal={false}
          error={fieldError(save.error, 'expiry_warning_days')}
          onChange={(value) => typeof value === 'number' && set('expiry_warning_days', value)}
        />
      </Section>
      <Section title={text('settings.workplace')}>
        <SimpleGrid cols={2}>
          <Select
            label={text('language.title')}
            description={text('settings.language_hint')}
            data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
            value={now.language}
            allowDeselect={false}
            onChange={(value) => value && set('language', value)}
          />
          <Select
            label={text('settings.paper')}
            description={text('settings.paper_hint')}
            data={[
              { value: 'a4', label: 'A4' },
              { value: 'letter', label: 'Letter' },
            ]}
            value={now.paper_size}
            allowDeselect={false}
            onChange={(value) => value && set('paper_size', value as Shop['paper_size'])}
          />
          <Select
            label={text('setup.time_zone')}
            description={text('setup.time_zone_hint')}
            data={zones}
            value={now.time_zone}
            searchable
            limit={60}
            allowDeselect={false}
            error={fieldError(save.error, 'time_zone')}
            onChange={(value) => value && set('time_zone', value)}
          />
          <NumberInput
            label={text('settings.lock_after')}
            description={text('settings.lock_after_hint')}
            value={now.lock_after_minutes}
            min={0}
            max={480}
            allowDecimal={false}
            error={fieldError(save.error, 'lock_after_minutes')}
            onChange={(value) => typeof value === 'number' && set('lock_after_minutes', value)}
          />
        </SimpleGrid>
      </Section>
      {isChanged && (
        <div className={classes.bar}>
          {save.isError ? <FormError error={save.error} /> : <Text fw={500}>{text('settings.unsaved')}</Text>}
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" onClick={() => setChange({})}>
              {text('action.discard')}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={hasProblem}>
              {text('action.save')}
            </Button>
          </Group>
        </div>
      )}
      <ConfirmDialog
        opened={leaving.status === 'blocked'}
        title={text('settings.leave')}
        confirmLabel={text('action.discard')}
        isDangerous
        onConfirm={() => leaving.proceed?.()}
        onCancel={() => leaving.reset?.()}
      >
        {text('settings.leave_hint')}
      </ConfirmDialog>
    </form>
  );

  function countryName(code: string): string {
    return new Intl.DisplayNames(document.documentElement.lang, { type: 'region' }).of(code) ?? code;
  }
}

/** What set-up decided and documents already rely on. */
function Fixed({ label, value }: { label: string; value: string }) {
  const text = useText();
  return <TextInput label={label} description={text('settings.fixed')} value={value} readOnly variant="filled" />;
}
