import { Button, Text, ThemeIcon } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useState } from 'react';
import { useShortcuts } from '../components/keyboard';
import { Notice } from '../components/pieces';
import { useText } from '../i18n';
import { chooseFile } from '../platform';
import { guessKind, HEAD_BYTES, problemOfFile, type FileProblem, type ImportKind } from './file';
import classes from './imports.module.css';

/** Takes one file, dropped or chosen, and guesses what it holds. */
export function FileDrop({ onFile }: { onFile: (file: File, kind: ImportKind) => void }) {
  const text = useText();
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState<FileProblem | 'unreadable' | null>(null);

  const take = async (file: File | null | undefined) => {
    if (!file) return;
    const found = problemOfFile(file.size);
    setProblem(found);
    if (found) return;
    try {
      const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
      onFile(file, guessKind(file.name, head));
    } catch {
      // A folder, or a file that went away between choosing and reading.
      setProblem('unreadable');
    }
  };
  const choose = () => void chooseFile('.csv,.txt,.tsv,.xz').then(take);
  useShortcuts([{ keys: 'o', label: text('imports.choose'), run: choose }]);

  return (
    <>
      <section
        className={classes.drop}
        data-over={isOver || undefined}
        aria-label={text('imports.drop')}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer.files[0]);
        }}
      >
        <ThemeIcon size={48} radius={24} variant="light" aria-hidden>
          <IconFileImport size={24} stroke={1.5} />
        </ThemeIcon>
        <Text fw={600}>{text('imports.drop')}</Text>
        <Text size="sm" c="dimmed" maw={520}>
          {text('imports.drop_hint')}
        </Text>
        <Button mt={8} onClick={choose} data-autofocus>
          {text('imports.choose')}
        </Button>
      </section>
      {problem && (
        <div className={classes.problem}>
          <Notice tone="warning" isAnswer>
            {text(`imports.problem.${problem}`)}
          </Notice>
        </div>
      )}
    </>
  );
}
