/** What can be done to the products that are chosen in the list: a look at the changes first, one transaction, ten seconds to take it back. */
import { Button, Group, Modal, ScrollArea, Select, Stack, Text } from '@mantine/core';
import { IconArchive, IconFolder, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { useShortcuts } from '../components/keyboard';
import { FormError, Notice } from '../components/pieces';
import { useSaid } from '../components/said';
import { SELECTED_MAX, useSelected, type Selection } from '../components/selection';
import { useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { changesOf, undoOf, type Change, type Wanted } from './bulk';
import { categoryOptions } from './categories';
import classes from './products.module.css';

type Row = Answer<'list_products'>['rows'][number];
type Refused = Answer<'change_products'>['refused'];
type Task = 'archive' | 'activate' | 'category';

/** Takes the place of "no category" in a select, which knows no empty value. */
const NONE = 'none';

export function BulkBar({ selection }: { selection: Selection<Row> }) {
  const text = useText();
  const toast = useToast();
  const say = useSaid();
  const shop = useShopFormat();
  const rows = useSelected(selection);
  const [task, setTask] = useState<Task | null>(null);
  const [refused, setRefused] = useState<Refused>([]);
  const change = usePerform('change_products');
  const count = rows.size;
  useShortcuts(count > 0 ? [{ keys: 'Escape', label: text('list.select_none'), run: () => selection.clear() }] : []);

  const undo = (changes: Change[]) =>
    change.mutate(
      { body: { changes } },
      {
        onSuccess: (answer) => {
          setRefused(answer.refused);
          if (answer.changed.length > 0) toast.done(text('products.bulk_undone', { count: answer.changed.length }));
        },
        onError: toast.problem,
      },
    );
  const run = (changes: Change[]) =>
    change.mutate(
      { body: { changes } },
      {
        onSuccess: (answer) => {
          const back = undoOf(changes, answer.changed);
          setTask(null);
          selection.clear();
          setRefused(answer.refused);
          if (back.length > 0) toast.done(text('products.bulk_done', { count: back.length }), { onUndo: () => undo(back) });
        },
      },
    );
  const begin = (next: Task) => {
    change.reset();
    setTask(next);
  };
  return (
    <>
      {count > 0 && (
        <section className={classes.bulk} aria-label={text('products.bulk')}>
          <Text size="sm" fw={500} className="figure" aria-live="polite">
            {text(count === SELECTED_MAX ? 'products.bulk_most' : 'products.bulk_chosen', { count, shown: formatCount(count, shop.locale) })}
          </Text>
          <Group gap="xs">
            <Button size="xs" variant="default" leftSection={<IconPlayerPlay size={15} />} onClick={() => begin('activate')}>
              {text('products.activate')}
            </Button>
            <Button size="xs" variant="default" leftSection={<IconArchive size={15} />} onClick={() => begin('archive')}>
              {text('products.archive')}
            </Button>
            <Button size="xs" variant="default" leftSection={<IconFolder size={15} />} onClick={() => begin('category')}>
              {text('products.bulk_category')}
            </Button>
            <Button size="xs" variant="subtle" color="gray" leftSection={<IconX size={15} />} onClick={() => selection.clear()}>
              {text('list.select_none')}
            </Button>
          </Group>
        </section>
      )}
      {task !== null && (
        <Preview key={task} task={task} rows={[...rows.values()]} isBusy={change.isPending} error={change.error} onRun={run} onClose={() => setTask(null)} />
      )}
      <Modal opened={refused.length > 0} onClose={() => setRefused([])} title={text('products.bulk_refused', { count: refused.length })} closeButtonProps={{ 'aria-label': text('action.close') }}>
        <ScrollArea.Autosize mah={320}>
          <Stack gap="xs">
            {refused.map((row) => (
              <Notice key={row.product_id} tone="warning">
                {say(row)}
              </Notice>
            ))}
          </Stack>
        </ScrollArea.Autosize>
      </Modal>
    </>
  );
}

interface PreviewProps {
  task: Task;
  rows: Row[];
  isBusy: boolean;
  error: unknown;
  onRun: (changes: Change[]) => void;
  onClose: () => void;
}

/** Every product that will be another one afterwards, with what it is and what it becomes. */
function Preview({ task, rows, isBusy, error, onRun, onClose }: PreviewProps) {
  const text = useText();
  const { locale } = useShopFormat();
  const categories = useOperation('list_categories', undefined, { isOff: task !== 'category' });
  const [category, setCategory] = useState<string | null>(null);
  const wanted: Wanted = task === 'archive' ? { state: 'archived' } : task === 'activate' ? { state: 'active' } : category === null ? {} : { category_id: category === NONE ? null : category };
  const changes = changesOf(rows, wanted);
  const names = new Map(rows.map((row) => [row.id, row]));
  const isDecided = task !== 'category' || category !== null;
  const nameOf = (id: string | null | undefined) => categories.data?.find((known) => known.id === id)?.name ?? text('products.no_category');
  const same = rows.length - changes.length;
  return (
    <Modal opened onClose={onClose} title={text(`products.bulk_title.${task}`, { count: rows.length })} closeButtonProps={{ 'aria-label': text('action.close') }}>
      <Stack>
        {task === 'category' && (
          <Select
            label={text('products.category')}
            data={[{ value: NONE, label: text('products.no_category') }, ...categoryOptions(categories.data ?? [])]}
            value={category}
            onChange={setCategory}
            searchable
            data-autofocus
          />
        )}
        {isDecided && changes.length > 0 && (
          <ScrollArea.Autosize mah={260} className={classes.changes ?? ''} viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': text('products.bulk_changes') }}>
            <ul>
              {changes.map(({ product_id, before, after }) => (
                <li key={product_id}>
                  <span className={classes.first}>{names.get(product_id)?.name}</span>
                  <span className={classes.second}>
                    {task === 'category'
                      ? `${names.get(product_id)?.category_name ?? text('products.no_category')} → ${nameOf(after.category_id)}`
                      : `${text(`products.state.${before.state}`)} → ${text(`products.state.${after.state}`)}`}
                  </span>
                </li>
              ))}
            </ul>
          </ScrollArea.Autosize>
        )}
        {isDecided && same > 0 && (
          <Text size="sm" c="dimmed">
            {text('products.bulk_same', { count: same, shown: formatCount(same, locale) })}
          </Text>
        )}
        {Boolean(error) && <FormError error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} {...(task !== 'category' && { 'data-autofocus': true })}>
            {text('action.cancel')}
          </Button>
          <Button disabled={!isDecided || changes.length === 0} loading={isBusy} onClick={() => onRun(changes)}>
            {text('products.bulk_run', { count: changes.length, shown: formatCount(changes.length, locale) })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
