/** How long documents and idle customers are kept, and removing what is older. */
import { Button, Group, List, Loader, NumberInput, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer, Body } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { formatDate } from '../components/DateText';
import { ErrorState, FormError, Notice } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { JobProgress } from './JobProgress';
import { useTableName } from './privacy';
import { Section } from './Section';
import { useJob } from './useJob';

type State = Answer<'find_retention'>;
type Retention = Body<'change_retention'>;

export function RetentionSection() {
  const text = useText();
  const state = useOperation('find_retention');
  const purge = useJob('start_retention_purge', text('privacy.purge_done'));
  const [isSure, setSure] = useState(false);
  return (
    <Section title={text('privacy.retention')} description={text('privacy.retention_hint')}>
      {state.error && <ErrorState error={state.error} onRetry={() => void state.refetch()} />}
      {state.isPending && <Loader size="sm" />}
      {state.data && (
        <>
          <Years key={JSON.stringify(state.data.retention)} retention={state.data.retention} />
          {purge.job && <JobProgress job={purge.job} onCancel={purge.cancel} />}
          {purge.problem && (
            <Notice tone="danger" isAnswer>
              {purge.problem}
            </Notice>
          )}
          {!purge.isRunning && <Past state={state.data} onPurge={() => setSure(true)} />}
          <ConfirmDialog
            opened={isSure}
            isDangerous
            title={text('privacy.purge_sure')}
            confirmLabel={text('privacy.purge')}
            onConfirm={() => {
              setSure(false);
              purge.run();
            }}
            onCancel={() => setSure(false)}
          >
            <Stack gap="sm">
              <Counts state={state.data} />
              <Text size="sm">{text('privacy.purge_hint')}</Text>
            </Stack>
          </ConfirmDialog>
        </>
      )}
    </Section>
  );
}

function Years({ retention }: { retention: State['retention'] }) {
  const text = useText();
  const save = usePerform('change_retention');
  const [years, setYears] = useState<number | string>(retention.retention_years);
  const [customerYears, setCustomerYears] = useState<number | string>(retention.customer_years ?? '');
  const wanted: Retention = { retention_years: Number(years), customer_years: customerYears === '' ? null : Number(customerYears) };
  const isChanged = wanted.retention_years !== retention.retention_years || wanted.customer_years !== (retention.customer_years ?? null);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ body: wanted });
      }}
    >
      <Stack gap="sm" align="flex-start">
        <NumberInput label={text('privacy.retention_years')} value={years} onChange={setYears} min={1} max={100} allowDecimal={false} w={320} required withAsterisk={false} />
        <NumberInput label={text('privacy.customer_years')} description={text('privacy.customer_years_hint')} value={customerYears} onChange={setCustomerYears} min={1} max={100} allowDecimal={false} w={320} />
        {save.isError && <FormError error={save.error} />}
        {isChanged && years !== '' && (
          <Button type="submit" loading={save.isPending}>
            {text('action.save')}
          </Button>
        )}
      </Stack>
    </form>
  );
}

function Past({ state, onPurge }: { state: State; onPurge: () => void }) {
  const text = useText();
  if (state.holdings.length === 0 && state.inactive_customers === 0) {
    return (
      <Text size="sm" c="dimmed">
        {text('privacy.nothing_past')}
      </Text>
    );
  }
  return (
    <Stack gap="sm" align="flex-start">
      <Counts state={state} />
      <Button variant="default" leftSection={<IconTrash size={18} />} onClick={onPurge}>
        {text('privacy.purge')}
      </Button>
    </Stack>
  );
}

function Counts({ state }: { state: State }) {
  const text = useText();
  const tableName = useTableName();
  const shop = useShopFormat();
  return (
    <div>
      {state.holdings.length > 0 && (
        <>
          <Text size="sm" fw={500}>
            {text('privacy.since', { date: formatDate(state.cutoff, shop) })}
          </Text>
          <List size="sm">
            {state.holdings.map(({ table, goes }) => (
              <List.Item key={table}>
                {tableName(table)}: <span className="figure">{formatCount(goes, shop.locale)}</span>
              </List.Item>
            ))}
          </List>
        </>
      )}
      {state.inactive_customers > 0 && state.customer_cutoff && (
        <Group gap={6}>
          <Text size="sm" fw={500}>
            {text('privacy.inactive', { date: formatDate(state.customer_cutoff, shop) })}
          </Text>
          <Text size="sm" className="figure">
            {formatCount(state.inactive_customers, shop.locale)}
          </Text>
        </Group>
      )}
    </div>
  );
}
