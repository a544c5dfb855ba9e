import { Button, Checkbox, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { usePerform } from '../api/hooks';
import { codeSheet, groupsOfFour, qrPath } from '../components/code';
import { CodeField } from '../components/CodeField';
import { CopyButton } from '../components/CopyButton';
import { FormError, Notice } from '../components/pieces';
import { useOwnAccount } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { saveFile } from '../platform';
import classes from './Enrolment.module.css';
import { PasswordForm } from './SecondFactorSection';

/** Whole pixels for each cell keep the edges sharp. */
const CELL_PX = 4;

type Secret = Answer<'create_second_factor'>;

/** Setting up a second factor in a dialog over My account. */
export function Enrolment({ onClose }: { onClose: () => void }) {
  const text = useText();
  // The codes go away only with the button under them.
  const [showsCodes, setShowsCodes] = useState(false);
  return (
    <Modal
      opened
      onClose={onClose}
      title={text(showsCodes ? 'factor.codes' : 'factor.set_up_title')}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={!showsCodes}
      withCloseButton={!showsCodes}
      closeButtonProps={{ 'aria-label': text('action.close') }}
    >
      <EnrolmentSteps hint={text('factor.off_hint')} onCodes={() => setShowsCodes(true)} onCancel={onClose} onDone={onClose} />
    </Modal>
  );
}

interface EnrolmentStepsProps {
  /** What the first step says. */
  hint: string;
  /** What the way out is called. */
  cancelLabel?: string;
  /** The recovery codes are on the page now. */
  onCodes?: () => void;
  onCancel: () => void;
  /** They are kept. */
  onDone: () => void;
}

/** The present password, the secret with its first code, and the recovery codes, which are shown this once. */
export function EnrolmentSteps({ hint, cancelLabel, onCodes, onCancel, onDone }: EnrolmentStepsProps) {
  const text = useText();
  const create = usePerform('create_second_factor');
  const [secret, setSecret] = useState<Secret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const show = (made: string[]) => {
    setCodes(made);
    onCodes?.();
  };
  if (codes) return <CodesStep codes={codes} onClose={onDone} />;
  if (secret) return <SecretStep secret={secret} onCodes={show} cancelLabel={cancelLabel} onClose={onCancel} />;
  return (
    <PasswordForm
      hint={hint}
      label={text('action.continue')}
      cancelLabel={cancelLabel}
      isBusy={create.isPending}
      error={create.error}
      onClose={onCancel}
      onPassword={(password, onRefused) => create.mutate({ body: { password } }, { onSuccess: setSecret, onError: onRefused })}
    />
  );
}

interface SecretStepProps {
  secret: Secret;
  cancelLabel: string | undefined;
  onCodes: (codes: string[]) => void;
  onClose: () => void;
}

function SecretStep({ secret, cancelLabel, onCodes, onClose }: SecretStepProps) {
  const text = useText();
  const start = usePerform('start_second_factor');
  return (
    <Stack>
      <Text size="sm">{text('factor.scan')}</Text>
      <div className={classes.secret}>
        <QrCode rows={secret.qr} label={text('factor.qr')} />
        <Stack gap="md" className={classes.beside ?? ''}>
          <div>
            <Text size="sm" fw={500} mb={4}>
              {text('factor.secret')}
            </Text>
            <Code block className={classes.letters ?? ''}>
              {groupsOfFour(secret.secret)}
            </Code>
            <Group mt={8}>
              <CopyButton size="xs" content={secret.secret} label={text('factor.copy_secret')} />
            </Group>
          </div>
          <div>
            <CodeField label={text('factor.first_code')} isBusy={start.isPending} onCode={(code, onRefused) => start.mutate({ body: { code } }, { onSuccess: (made) => onCodes(made.codes), onError: onRefused })} />
          </div>
        </Stack>
      </div>
      {start.isError && <FormError error={start.error} />}
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {text('factor.never_mind')}
        </Text>
        <Button variant="default" onClick={onClose}>
          {cancelLabel ?? text('action.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Black on white with the quiet zone of four cells that readers need, in dark colours too. */
function QrCode({ rows, label }: { rows: string[]; label: string }) {
  const size = rows.length + 8;
  return (
    <svg className={classes.qr} width={size * CELL_PX} height={size * CELL_PX} viewBox={`-4 -4 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={label}>
      <rect x={-4} y={-4} width={size} height={size} fill="#fff" />
      <path d={qrPath(rows)} fill="#000" />
    </svg>
  );
}

function CodesStep({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const text = useText();
  const toast = useToast();
  const { name, shop_name } = useOwnAccount();
  const [isKept, setKept] = useState(false);
  const sheet = codeSheet({ heading: text('factor.file_heading', { name, shop: shop_name }), hint: text('factor.file_hint'), codes });
  const save = async () => {
    try {
      const outcome = await saveFile(text('factor.file_name'), new Blob([sheet], { type: 'text/plain;charset=utf-8' }));
      if (outcome === 'done') toast.done(text('settings.saved'));
    } catch (reason) {
      toast.problem(reason);
    }
  };
  return (
    <Stack>
      <Notice tone="info">{text('factor.codes_hint')}</Notice>
      <ol className={classes.codes} aria-label={text('factor.codes')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group gap="xs">
        <Button variant="default" leftSection={<IconDeviceFloppy size={17} />} onClick={() => void save()} data-autofocus>
          {text('factor.save_codes')}
        </Button>
        <CopyButton content={codes.join('\n')} label={text('factor.copy_codes')} />
      </Group>
      <Checkbox checked={isKept} onChange={(event) => setKept(event.currentTarget.checked)} label={text('factor.codes_kept')} />
      <Group justify="flex-end">
        <Button disabled={!isKept} onClick={onClose}>
          {text('factor.done')}
        </Button>
      </Group>
    </Stack>
  );
}
