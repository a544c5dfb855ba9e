import { Button, Group, Text } from '@mantine/core';
import { useShortcuts } from '../components/keyboard';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { FormError } from '../components/pieces';
import { useText } from '../i18n';
import classes from './products.module.css';
import type { Draft } from './useDraft';

interface UnsavedBarProps {
  form: Draft;
  isSaving: boolean;
  onSave: () => void;
  saveLabel: string;
  /** A new product shows the bar before anything is typed. */
  isNew?: boolean;
  onDiscard: () => void;
}

/** Stands at the foot of the page while something is not saved, and asks before it is lost. */
export function UnsavedBar({ form, isSaving, onSave, saveLabel, isNew = false, onDiscard }: UnsavedBarProps) {
  const text = useText();
  const { changes, problems, error, blocker } = form;
  useShortcuts([{ keys: 'mod+s', label: saveLabel, run: () => changes > 0 && !isSaving && onSave() }]);
  const isLeaving = blocker.status === 'blocked';
  return (
    <>
      {(changes > 0 || isNew) && (
        <div className={classes.bar} role="region" aria-label={text('products.unsaved')}>
          <div>
            {error ? (
              <FormError error={error} />
            ) : (
              <Text size="sm" {...(problems.size > 0 && { c: 'red' })} aria-live="polite">
                {problems.size > 0 ? text('products.to_put_right', { count: problems.size }) : text('products.changes', { count: changes })}
              </Text>
            )}
          </div>
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" onClick={onDiscard}>
              {text(isNew ? 'action.cancel' : 'products.discard')}
            </Button>
            <Button onClick={onSave} loading={isSaving} disabled={changes === 0}>
              {saveLabel}
            </Button>
          </Group>
        </div>
      )}
      <ConfirmDialog
        opened={isLeaving}
        title={text('products.leave_title')}
        confirmLabel={text('products.leave')}
        isDangerous
        onConfirm={form.leave}
        onCancel={() => blocker.reset?.()}
      >
        {text('products.leave_hint', { count: changes })}
      </ConfirmDialog>
    </>
  );
}
