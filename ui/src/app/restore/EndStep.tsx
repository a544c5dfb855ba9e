import { Button, Group, Stack } from '@mantine/core';
import { Notice } from '../../components/pieces';
import { useSaid } from '../../components/said';
import { useText } from '../../i18n';
import type { Errand } from './RestorePages';
import classes from './restore.module.css';

interface EndStepProps {
  errand: Errand;
  onDone: () => void;
  onAgain: () => void;
}

/** What came of it: what somebody should know and the way to the sign-in, or why it failed and the way back. */
export function EndStep({ errand, onDone, onAgain }: EndStepProps) {
  const text = useText();
  const say = useSaid();
  if (errand.state !== 'done') {
    return (
      <Stack>
        <Notice tone="danger" isAnswer>
          {say(errand)}
        </Notice>
        <Group>
          <Button variant="default" onClick={onAgain}>
            {text('action.back')}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <ul className={classes.notes}>
        {errand.notes.map((note) => (
          <li key={note.text}>{say(note)}</li>
        ))}
      </ul>
      <Group justify="flex-end">
        <Button onClick={onDone} autoFocus>
          {text('restore.sign_in')}
        </Button>
      </Group>
    </Stack>
  );
}
