/** The history as text for somebody else. It is readable, so that is said before it is written. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { Notice } from '../components/pieces';
import { useText } from '../i18n';
import { JobProgress } from './JobProgress';
import { Section } from './Section';
import { useJob, type Job } from './useJob';

interface Written {
  path: string;
  lines: number;
  seq: number;
  hash: string;
}

export function ArchiveSection() {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const [path, setPath] = useState('');
  const [written, setWritten] = useState<Written | null>(null);
  const onDone = useCallback((job: Job) => setWritten(job.result as unknown as Written), []);
  const archive = useJob('start_archive', text('history.archive_done'), { onDone });
  return (
    <Section title={text('history.archive')} description={text('history.archive_hint')}>
      {archive.job && <JobProgress job={archive.job} onCancel={archive.cancel} />}
      {archive.problem && (
        <Notice tone="danger" isAnswer>
          {archive.problem}
        </Notice>
      )}
      {written && !archive.isRunning && (
        <Text size="sm" className="figure" style={{ overflowWrap: 'anywhere' }}>
          {text('history.archive_written', { ...written })}
        </Text>
      )}
      <Group>
        <Button variant="default" leftSection={<IconFileExport size={18} />} loading={archive.isRunning} onClick={() => setAsking(true)}>
          {text('history.archive')}
        </Button>
      </Group>
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={text('history.archive')} closeButtonProps={{ 'aria-label': text('action.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setAsking(false);
            archive.run({ body: { path } });
          }}
        >
          <Stack>
            <Notice tone="warning">{text('history.archive_readable')}</Notice>
            <TextInput
              label={text('history.archive_folder')}
              description={text('history.archive_folder_hint')}
              value={path}
              required
              withAsterisk={false}
              data-autofocus
              onChange={(event) => setPath(event.currentTarget.value)}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setAsking(false)}>
                {text('action.cancel')}
              </Button>
              <Button type="submit">{text('history.archive')}</Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </Section>
  );
}
