import { Progress, Stack, Text } from '@mantine/core';
import { useSaid } from '../../components/said';
import type { Errand } from './RestorePages';

/** How far work on the shop's file is, in its own words. */
export function ErrandProgress({ errand }: { errand: Errand }) {
  const say = useSaid();
  const percent = errand.total ? Math.round((errand.done / errand.total) * 100) : null;
  return (
    <Stack gap={8} aria-live="polite">
      <Text>{say(errand)}</Text>
      <Progress value={percent ?? 100} animated={percent === null} aria-label={say(errand)} />
    </Stack>
  );
}
