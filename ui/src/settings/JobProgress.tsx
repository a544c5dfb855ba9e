import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useSaid } from '../components/said';
import { useText } from '../i18n';
import type { Job } from './useJob';

/** How far long work is, in its own words. */
export function JobProgress({ job, onCancel }: { job: Job; onCancel?: () => void }) {
  const text = useText();
  const say = useSaid();
  const percent = job.total ? Math.round((job.done / job.total) * 100) : null;
  return (
    <Stack gap={6} mb="md" aria-live="polite">
      <Text size="sm">{say(job)}</Text>
      <Group gap="sm" wrap="nowrap">
        <Progress value={percent ?? 100} animated={percent === null} aria-label={say(job)} flex={1} />
        {onCancel && (
          <Button size="compact-sm" variant="default" onClick={onCancel}>
            {text('action.cancel')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
