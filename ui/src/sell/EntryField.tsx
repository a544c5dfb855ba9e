/**
 * The one field of the till. It finds products as one types, takes codes read off a label by eye, and changes the chosen line by plain
 * numbers: digits are its quantity, a star makes them its price, a per cent sign its discount. The list under it says what Enter will do.
 */
import { Loader, Text, TextInput } from '@mantine/core';
import { IconBarcode, IconCoin, IconDiscount, IconHash, type Icon } from '@tabler/icons-react';
import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { useOperation } from '../api/hooks';
import { formatPrice, formatQuantity, formatRate } from '../components/Amount';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { readEntry, type Entry } from './entry';
import classes from './EntryField.module.css';
import { Swatch } from './Swatch';
import type { Line } from './ticket';

export interface EntryFieldHandle {
  focus: () => void;
  clear: () => void;
}

interface EntryFieldProps {
  ref: Ref<EntryFieldHandle>;
  /** The line that numbers are about. */
  line: Line | undefined;
  mayDiscount: boolean;
  onVariant: (variantId: string) => void;
  onCode: (code: string) => void;
  onQuantity: (thousandths: number) => void;
  onPrice: (millionths: number) => void;
  onPercent: (millionths: number) => void;
  onRemove: () => void;
  onMove: (step: 1 | -1) => void;
}

interface Option {
  id: string;
  icon?: Icon;
  swatch?: string | null;
  label: string;
  detail?: string;
  price?: string;
  stock?: string;
  run: () => void;
}

export function EntryField(props: EntryFieldProps) {
  const { ref, line, onCode } = props;
  const text = useText();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [wantsFirst, setWantsFirst] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { locale } = useShopFormat();
  const entry = readEntry(typed, locale);
  const search = useSearch(entry);
  const options = [...useLineOptions(entry, props), ...search.options.map((option) => ({ ...option, run: () => props.onVariant(option.id) }))];
  const chosen = options[Math.min(at, options.length - 1)];

  const clear = () => {
    setTyped('');
    setAt(0);
    setWantsFirst(false);
  };
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus(), clear }));
  const run = (option: Option) => {
    clear();
    option.run();
  };

  // Enter pressed before the answer was there takes its first result as soon as it is.
  const first = search.options[0];
  useEffect(() => {
    if (!wantsFirst || search.isLoading) return;
    setWantsFirst(false);
    if (first) {
      clear();
      props.onVariant(first.id);
    }
    // Only the answer matters, not who asks.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wantsFirst, search.isLoading, first?.id]);

  const enter = () => {
    if (entry.kind === 'nothing') return;
    if (entry.kind === 'words' && (search.isLoading || !chosen)) {
      if (!entry.looksLikeCode) return setWantsFirst(search.isLoading);
      clear();
      return onCode(entry.words);
    }
    if (chosen) run(chosen);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const taken = keyOf(event, typed, options.length, { props, entry, setAt, enter, clear });
    if (taken) event.preventDefault();
  };

  const isOpen = typed.trim() !== '';
  return (
    <div className={classes.field}>
      <TextInput
        ref={input}
        autoFocus
        classNames={{ input: classes.input ?? '' }}
        leftSection={<IconBarcode size={22} stroke={1.6} />}
        leftSectionWidth={46}
        rightSection={search.isLoading || wantsFirst ? <Loader size={16} /> : null}
        placeholder={text('sell.field')}
        aria-label={text('sell.field')}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls="sell-options"
        aria-autocomplete="list"
        aria-activedescendant={isOpen && chosen ? `sell-option-${chosen.id}` : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
          setWantsFirst(false);
        }}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        <div className={classes.options} id="sell-options" role="listbox" aria-label={text('sell.found')}>
          {options.map((option, index) => (
            // Keys are handled by the field, which keeps the focus.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={option.id}
              id={`sell-option-${option.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={option === chosen}
              className={classes.option}
              onMouseMove={() => setAt(index)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => run(option)}
            >
              <OptionRow option={option} />
            </div>
          ))}
          {options.length === 0 && (
            <div className={classes.hint} role="option" aria-selected={false} aria-disabled tabIndex={-1}>
              {search.isLoading ? text('sell.searching') : text(line || entry.kind === 'words' ? 'sell.nothing_found' : 'sell.no_line', { words: typed.trim() })}
            </div>
          )}
        </div>
      )}
    </div>
  );
}

function OptionRow({ option }: { option: Option }) {
  return (
    <>
      {option.icon && <option.icon size={18} stroke={1.6} aria-hidden />}
      {option.swatch && <Swatch color={option.swatch} />}
      <span className={classes.name}>
        <Text size="sm" fw={500}>
          {option.label}
        </Text>
        {option.detail && <div className={classes.detail}>{option.detail}</div>}
      </span>
      {option.stock && <span className={`figure ${classes.stock ?? ''}`}>{option.stock}</span>}
      {option.price && <span className={`figure ${classes.price ?? ''}`}>{option.price}</span>}
    </>
  );
}

interface Keys {
  props: EntryFieldProps;
  entry: Entry;
  setAt: (change: (before: number) => number) => void;
  enter: () => void;
  clear: () => void;
}

/** True when the key meant something else than a character. */
function keyOf(event: KeyboardEvent, typed: string, count: number, { props, entry, setAt, enter, clear }: Keys): boolean {
  const isEmpty = typed === '';
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined;
  if (arrow) {
    if (isEmpty) props.onMove(arrow);
    else if (count > 0) setAt((before) => (Math.min(before, count - 1) + arrow + count) % count);
    return true;
  }
  if (event.key === 'Enter') {
    enter();
    return true;
  }
  if (event.key === 'Escape' && !isEmpty) {
    clear();
    return true;
  }
  if (event.key === 'Delete' && isEmpty && props.line) {
    props.onRemove();
    return true;
  }
  // Digits and then a star: the price at once, as on a cash register.
  if (event.key === '*' && !isEmpty && entry.kind === 'quantity' && props.line && props.mayDiscount) {
    props.onPrice(entry.thousandths * 1_000);
    clear();
    return true;
  }
  if ((event.key === '+' || event.key === '-') && isEmpty && props.line) {
    const next = props.line.quantityThousandths + (event.key === '+' ? 1_000 : -1_000);
    if (next > 0) props.onQuantity(next);
    return true;
  }
  return false;
}

/** What a plain number, a price or a per cent means for the chosen line. */
function useLineOptions(entry: Entry, { line, mayDiscount, onQuantity, onPrice, onPercent }: EntryFieldProps): Option[] {
  const text = useText();
  const shop = useShopFormat();
  if (!line) return [];
  const name = line.article.name;
  if (entry.kind === 'quantity') {
    const label = text('sell.option.quantity', { quantity: formatQuantity(entry.thousandths, shop.locale) });
    return [{ id: 'quantity', icon: IconHash, label, detail: name, run: () => onQuantity(entry.thousandths) }];
  }
  if (entry.kind === 'price' && mayDiscount) {
    return [{ id: 'price', icon: IconCoin, label: text('sell.option.price', { price: formatPrice(entry.millionths, shop, true) }), detail: name, run: () => onPrice(entry.millionths) }];
  }
  if (entry.kind === 'percent' && mayDiscount) {
    return [{ id: 'percent', icon: IconDiscount, label: text('sell.option.percent', { rate: formatRate(entry.millionths, shop.locale) }), detail: name, run: () => onPercent(entry.millionths) }];
  }
  return [];
}

/** Products as one types. */
function useSearch(entry: Entry): { options: Omit<Option, 'run'>[]; isLoading: boolean } {
  const text = useText();
  const shop = useShopFormat();
  const words = entry.kind === 'words' ? entry.words : '';
  const found = useOperation('search_variants', { query: { text: words, limit: 8, is_for_sale: true } }, { isOff: words === '', keepsLast: true });
  if (words === '') return { options: [], isLoading: false };
  const options = (found.data ?? []).map((variant) => ({
    id: variant.variant_id,
    swatch: variant.swatch ?? null,
    label: variant.name,
    detail: [variant.brand, variant.sku].filter(Boolean).join(' · '),
    price: formatPrice(variant.price_millionths, shop),
    ...(variant.track_stock && { stock: variant.on_hand_thousandths <= 0 ? text('sell.none_left') : text('sell.left', { quantity: formatQuantity(variant.on_hand_thousandths, shop.locale) }) }),
  }));
  return { options, isLoading: found.isFetching && (found.isPlaceholderData || !found.data) };
}
