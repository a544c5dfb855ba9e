import { ActionIcon, Button, Group, Loader, Modal, Text, Title, Tooltip } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { RateText } from '../components/Amount';
import { DateText, todayIn } from '../components/DateText';
import { useShortcuts } from '../components/keyboard';
import { ErrorState, PageHeader, StateBadge } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import classes from './SettingsPage.module.css';
import { CategoryForm, RateForm } from './TaxForms';

export type Category = Answer<'list_tax_categories'>[number];
export type Rate = Category['rates'][number];

/** The first day of the rates that set-up makes: they hold for everything a shop may bring in. */
const BEGINNING = '1970-01-01';

type Dialog = { kind: 'category'; category: Category | null } | { kind: 'rate'; category: Category; rate: Rate | null };

/** Categories of goods with their rates over time. A rate is never overwritten by the next: what was sold keeps what it was sold with. */
export default function TaxSettings() {
  const text = useText();
  const taxes = useOperation('list_tax_categories');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const add = () => setDialog({ kind: 'category', category: null });
  useShortcuts([{ keys: 'n', label: text('tax.add_category'), run: add }]);
  return (
    <>
      <PageHeader
        title={text('settings.tax')}
        description={text('tax.description')}
        actions={
          <Button leftSection={<IconPlus size={18} />} onClick={add}>
            {text('tax.add_category')}
          </Button>
        }
      />
      {taxes.isError && <ErrorState error={taxes.error} onRetry={() => void taxes.refetch()} />}
      {taxes.isPending && <Loader size="sm" />}
      {taxes.data?.map((category) => (
        <CategorySection
          key={category.id}
          category={category}
          onRename={() => setDialog({ kind: 'category', category })}
          onRate={(rate) => setDialog({ kind: 'rate', category, rate })}
        />
      ))}
      <Modal opened={dialog !== null} onClose={close} title={dialog && text(titleOf(dialog))} closeButtonProps={{ 'aria-label': text('action.close') }}>
        {dialog?.kind === 'category' && <CategoryForm category={dialog.category} onClose={close} />}
        {dialog?.kind === 'rate' && <RateForm category={dialog.category} rate={dialog.rate} onClose={close} />}
      </Modal>
    </>
  );
}

function titleOf(dialog: Dialog) {
  if (dialog.kind === 'category') return dialog.category ? 'tax.rename' : 'tax.add_category';
  return dialog.rate ? 'tax.correct_rate' : 'tax.add_rate';
}

interface CategorySectionProps {
  category: Category;
  onRename: () => void;
  onRate: (rate: Rate | null) => void;
}

function CategorySection({ category, onRename, onRate }: CategorySectionProps) {
  const text = useText();
  return (
    <section className={classes.section}>
      <Group justify="space-between" wrap="nowrap" mb="xs">
        <Group gap={6} wrap="nowrap">
          <Title order={2}>{category.name}</Title>
          <Text size="sm" c="dimmed">
            {category.code}
          </Text>
          <Tooltip label={text('tax.rename')}>
            <ActionIcon variant="subtle" color="gray" aria-label={text('tax.rename_of', { name: category.name })} onClick={onRename}>
              <IconPencil size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
        <Button size="xs" variant="default" leftSection={<IconPlus size={16} />} onClick={() => onRate(null)} aria-label={text('tax.add_rate_to', { name: category.name })}>
          {text('tax.add_rate')}
        </Button>
      </Group>
      {category.rates.length === 0 && (
        <Text size="sm" c="dimmed">
          {text('tax.no_rates')}
        </Text>
      )}
      {category.rates.map((rate) => (
        <RateRow key={rate.id} rate={rate} onEdit={() => onRate(rate)} />
      ))}
    </section>
  );
}

function RateRow({ rate, onEdit }: { rate: Rate; onEdit: () => void }) {
  const text = useText();
  const { time_zone } = useShopFormat();
  const today = todayIn(time_zone);
  const when = rate.valid_from > today ? 'future' : rate.valid_until && rate.valid_until < today ? 'past' : 'now';
  return (
    <div className={classes.rate}>
      <Group gap="md" wrap="nowrap">
        <Text fw={600} w={72} ta="right">
          <RateText millionths={rate.rate_millionths} />
        </Text>
        <Text size="sm">{rate.name}</Text>
        <Text size="sm" c="dimmed">
          {rate.valid_from <= BEGINNING ? text('tax.always') : <DateText date={rate.valid_from} />} – {rate.valid_until ? <DateText date={rate.valid_until} /> : text('tax.open_end')}
        </Text>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <StateBadge tone={when === 'now' ? 'good' : when === 'future' ? 'pending' : 'neutral'}>{text(`tax.when.${when}`)}</StateBadge>
        <Tooltip label={text('tax.correct_rate')}>
          <ActionIcon variant="subtle" color="gray" aria-label={text('tax.correct_rate')} onClick={onEdit}>
            <IconPencil size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </div>
  );
}
