import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useState, type ReactNode } from 'react';
import type { ApiError } from '../api/error';
import { usePerform } from '../api/hooks';
import { todayIn } from '../components/DateText';
import { RateInput } from '../components/inputs';
import { FormError } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import type { Category, Rate } from './TaxSettings';

interface FormProps {
  onSubmit: () => void;
  onClose: () => void;
  isBusy: boolean;
  isReady: boolean;
  error: ApiError | null;
  children: ReactNode;
}

function Form({ onSubmit, onClose, isBusy, isReady, error, children }: FormProps) {
  const text = useText();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Stack>
        {children}
        {error && error.fields.length === 0 && <FormError error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text('action.cancel')}
          </Button>
          <Button type="submit" loading={isBusy} disabled={!isReady}>
            {text('action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A new category, or another name or code for one that exists. */
export function CategoryForm({ category, onClose }: { category: Category | null; onClose: () => void }) {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const create = usePerform('create_tax_category');
  const change = usePerform('change_tax_category');
  const [name, setName] = useState(category?.name ?? '');
  const [code, setCode] = useState(category?.code ?? '');
  const error = create.error ?? change.error;
  const done = {
    onSuccess: () => {
      onClose();
      toast.done(text('settings.saved'));
    },
  };
  const save = () => {
    const body = { name: name.trim(), code: code.trim() };
    if (category) change.mutate({ path: { id: category.id }, body }, done);
    else create.mutate({ body }, done);
  };
  return (
    <Form onSubmit={save} onClose={onClose} isBusy={create.isPending || change.isPending} isReady={name.trim() !== '' && code.trim() !== ''} error={error}>
      <TextInput label={text('tax.name')} description={text('tax.name_hint')} value={name} maxLength={100} data-autofocus error={fieldError(error, 'name')} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput label={text('tax.code')} description={text('tax.code_hint')} value={code} maxLength={40} error={fieldError(error, 'code')} onChange={(event) => setCode(event.currentTarget.value)} />
    </Form>
  );
}

/** A rate from a day on, or the correction of one. */
export function RateForm({ category, rate, onClose }: { category: Category; rate: Rate | null; onClose: () => void }) {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const { time_zone } = useShopFormat();
  const create = usePerform('create_tax_rate');
  const change = usePerform('change_tax_rate');
  const [name, setName] = useState(rate?.name ?? category.rates[0]?.name ?? '');
  const [millionths, setMillionths] = useState<number | null>(rate?.rate_millionths ?? null);
  const [from, setFrom] = useState<string | null>(rate?.valid_from ?? todayIn(time_zone));
  const [until, setUntil] = useState<string | null>(rate?.valid_until ?? null);
  const error = create.error ?? change.error;
  const done = {
    onSuccess: () => {
      onClose();
      toast.done(text('settings.saved'));
    },
  };
  const save = () => {
    if (millionths === null || from === null) return;
    const body = { name: name.trim(), rate_millionths: millionths, valid_from: from, valid_until: until };
    if (rate) change.mutate({ path: { id: rate.id }, body }, done);
    else create.mutate({ path: { id: category.id }, body }, done);
  };
  return (
    <Form onSubmit={save} onClose={onClose} isBusy={create.isPending || change.isPending} isReady={name.trim() !== '' && millionths !== null && from !== null} error={error}>
      <Text size="sm" c="dimmed">
        {text(rate ? 'tax.correct_hint' : 'tax.add_hint')}
      </Text>
      <SimpleGrid cols={2}>
        <RateInput label={text('tax.rate')} value={millionths} data-autofocus error={fieldError(error, 'rate_millionths')} onChange={setMillionths} />
        <TextInput label={text('tax.printed_name')} value={name} maxLength={60} error={fieldError(error, 'name')} onChange={(event) => setName(event.currentTarget.value)} />
        <DateInput label={text('tax.from')} value={from} error={fieldError(error, 'valid_from')} onChange={setFrom} />
        <DateInput label={text('tax.until')} placeholder={text('tax.open_end')} value={until} clearable minDate={from ?? undefined} error={fieldError(error, 'valid_until')} onChange={setUntil} />
      </SimpleGrid>
    </Form>
  );
}
