import { Button, Group, Modal, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n';
import { withCombinations, type ProductDraft } from './draft';
import classes from './products.module.css';
import { VARIANTS_MAX } from './VariantSheet';

interface OptionsDialogProps {
  draft: ProductDraft;
  onChange: (change: (draft: ProductDraft) => ProductDraft) => void;
  onClose: () => void;
  newKey: () => string;
}

const NAMES = ['option_1_name', 'option_2_name', 'option_3_name'] as const;
const VALUES = ['option_1', 'option_2', 'option_3'] as const;

/** What variants differ in, such as shade and size; every combination becomes a row, and rows that are there stay. */
export function OptionsDialog({ draft, onChange, onClose, newKey }: OptionsDialogProps) {
  const text = useText();
  const [names, setNames] = useState(() => NAMES.map((name) => draft[name]));
  const [values, setValues] = useState(() => VALUES.map((value) => [...new Set(draft.variants.map((variant) => variant[value]).filter((known) => known !== ''))]));
  const used = values.map((list, index) => (names[index]?.trim() ? list : []));
  const made = withCombinations(draft.variants, used, () => 'preview').length;
  const isTooMany = made > VARIANTS_MAX;
  const apply = () => {
    const [option_1_name = '', option_2_name = '', option_3_name = ''] = names.map((name) => name.trim());
    onChange((before) => ({ ...before, option_1_name, option_2_name, option_3_name, variants: withCombinations(before.variants, used, newKey) }));
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={text('products.options')} size="lg" centered closeButtonProps={{ 'aria-label': text('action.close') }}>
      <Stack>
        <Text size="sm" c="dimmed">
          {text('products.options_hint')}
        </Text>
        {NAMES.map((name, index) => (
          <div key={name} className={classes.option}>
            <TextInput
              label={text('products.option_name', { number: index + 1 })}
              placeholder={text(index === 0 ? 'products.option_example_1' : index === 1 ? 'products.option_example_2' : 'products.option_example_3')}
              maxLength={50}
              value={names[index] ?? ''}
              disabled={index > 0 && !names[index - 1]?.trim()}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setNames((before) => before.map((known, at) => (at === index ? value : known)));
              }}
              {...(index === 0 && { 'data-autofocus': true })}
            />
            <TagsInput
              label={text('products.option_values')}
              placeholder={text('products.option_values_hint')}
              splitChars={[',', ';']}
              value={values[index] ?? []}
              disabled={!names[index]?.trim()}
              onChange={(list) => setValues((before) => before.map((known, at) => (at === index ? list : known)))}
            />
          </div>
        ))}
        <Text size="sm" c={isTooMany ? 'red' : 'dimmed'} aria-live="polite">
          {text(isTooMany ? 'products.too_many_variants' : 'products.combinations', { count: made, most: VARIANTS_MAX })}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text('action.cancel')}
          </Button>
          <Button onClick={apply} disabled={isTooMany}>
            {text('products.apply_options')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
