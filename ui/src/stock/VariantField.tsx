import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { IconBarcode } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { QuantityText } from '../components/Amount';
import { useShortcuts } from '../components/keyboard';
import { useText } from '../i18n';
import classes from './stock.module.css';

export type FoundVariant = Answer<'search_variants'>[number];

interface VariantFieldProps {
  label: string;
  onChoose: (variant: FoundVariant) => void;
  error?: string | undefined;
  isFocused?: boolean;
}

/** Finds one variant as its name, SKU or barcode is typed; Enter takes the first. Scans are taken by the page, not by this field. */
export function VariantField({ label, onChoose, error, isFocused = false }: VariantFieldProps) {
  const text = useText();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), 100);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useOperation('search_variants', { query: { text: asked, limit: 12 } }, { isOff: asked === '', keepsLast: true });
  const variants = asked === '' ? [] : (found.data ?? []);
  const count = variants.length;
  useEffect(() => {
    if (count > 0) combobox.selectFirstOption();
    // The store of the list is the same for the life of the field.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [asked, count]);
  useShortcuts([{ keys: '/', label, run: () => input.current?.focus() }]);
  const isWaiting = typed.trim() !== asked || found.isFetching;

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const variant = variants.find(({ variant_id }) => variant_id === id);
        if (variant) onChoose(variant);
        setTyped('');
        setAsked('');
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          ref={input}
          label={label}
          placeholder={text('stock.find_variant')}
          leftSection={<IconBarcode size={17} stroke={1.7} aria-hidden />}
          rightSection={isWaiting && typed !== '' ? <Loader size={14} /> : null}
          value={typed}
          error={error}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
          }}
          onClick={() => typed && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          {...(isFocused && { 'data-autofocus': true })}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={asked === ''}>
        <Combobox.Options aria-label={label} mah={320} className="scrolls">
          {variants.map((variant) => (
            <Combobox.Option key={variant.variant_id} value={variant.variant_id}>
              <span className={classes.option}>
                <span className={classes.two}>
                  <span className={classes.first}>{variant.name}</span>
                  <span className={classes.second}>{[variant.brand, variant.sku].filter(Boolean).join(' · ')}</span>
                </span>
                {variant.track_stock && (
                  <span className={classes.none}>
                    <QuantityText thousandths={variant.on_hand_thousandths} />
                  </span>
                )}
              </span>
            </Combobox.Option>
          ))}
          {count === 0 && !isWaiting && <Combobox.Empty>{text('stock.no_variant', { text: asked })}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
