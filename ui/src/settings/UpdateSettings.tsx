/** Where new versions of the program come from, and installing one. Off until an owner says where. */
import { Button, Group, Loader, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconCloudDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { ErrorState, FormError, Notice, PageHeader } from '../components/pieces';
import { useErrorText, useFieldError } from '../components/said';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { versions, type FoundVersion } from '../platform';
import { Section } from './Section';

type Source = Answer<'find_update_source'>['source'];

export default function UpdateSettings() {
  const text = useText();
  const choice = useOperation('find_update_source');
  return (
    <>
      <PageHeader title={text('updates.title')} description={text('updates.description')} />
      {choice.error && <ErrorState error={choice.error} onRetry={() => void choice.refetch()} />}
      {!choice.error && !choice.data && <Loader size="sm" />}
      {choice.data && (
        <>
          {choice.data.source && <Look />}
          <SourceForm source={choice.data.source} />
        </>
      )}
    </>
  );
}

function Look() {
  const text = useText();
  const errorText = useErrorText();
  const [found, setFound] = useState<FoundVersion | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [works, setWorks] = useState<'look' | 'install' | null>(null);
  if (!versions) return <Notice tone="info">{text('updates.window_only')}</Notice>;
  const perform = (what: 'look' | 'install', work: () => Promise<FoundVersion | undefined>) => {
    setWorks(what);
    setProblem(null);
    work()
      .then((answer) => answer && setFound(answer), setProblem)
      .finally(() => setWorks(null));
  };
  const { look, install } = versions;
  return (
    <Stack mb="md">
      <Group>
        <Button variant="default" leftSection={<IconCloudDownload size={18} />} loading={works === 'look'} onClick={() => perform('look', look)}>
          {text('updates.look')}
        </Button>
      </Group>
      {problem !== null && (
        <Notice tone="danger" isAnswer>
          {errorText(problem)}
        </Notice>
      )}
      {found && !found.version && (
        <Notice tone="info" isAnswer>
          {text('updates.none')}
        </Notice>
      )}
      {found?.version && (
        <Section title={text('updates.found', { version: found.version })} description={text('updates.install_hint')}>
          {found.notes && (
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {found.notes}
            </Text>
          )}
          <Group>
            <Button
              loading={works === 'install'}
              onClick={() =>
                perform('install', async () => {
                  await install();
                  return undefined;
                })
              }
            >
              {text('updates.install')}
            </Button>
          </Group>
        </Section>
      )}
    </Stack>
  );
}

function SourceForm({ source }: { source: Source }) {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const save = usePerform('set_update_source');
  const [address, setAddress] = useState(source?.address ?? '');
  const [key, setKey] = useState(source?.public_key ?? '');
  const set = (next: Source, done: string) =>
    save.mutate(
      { body: { source: next } },
      {
        onSuccess: () => {
          if (!next) {
            setAddress('');
            setKey('');
          }
          toast.done(done);
        },
      },
    );
  return (
    <Section title={text('updates.source')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          set({ address, public_key: key }, text('updates.saved'));
        }}
      >
        <Stack>
          <TextInput
            label={text('updates.address')}
            description={text('updates.address_hint')}
            value={address}
            type="url"
            autoComplete="off"
            spellCheck={false}
            error={fieldError(save.error, 'address')}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <Textarea
            label={text('updates.key')}
            description={text('updates.key_hint')}
            value={key}
            autosize
            minRows={2}
            autoComplete="off"
            spellCheck={false}
            error={fieldError(save.error, 'public_key')}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          {save.isError && save.error.fields.length === 0 && <FormError error={save.error} />}
          <Group justify="flex-end">
            {source && (
              <Button variant="subtle" color="red" onClick={() => set(null, text('updates.off_done'))}>
                {text('updates.off')}
              </Button>
            )}
            <Button type="submit" loading={save.isPending} disabled={!address.trim() || !key.trim()}>
              {text('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
