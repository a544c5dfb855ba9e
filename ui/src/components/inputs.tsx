/**
 * Inputs for integers with implied decimals. They read what the locale writes, say what is wrong at once, never round, and hand over
 * an integer or null (empty or unreadable).
 */
import { TextInput, type TextInputProps } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useText } from '../i18n';
import { formatInteger, parseInteger, PERCENT_DECIMALS, PRICE_DECIMALS, QUANTITY_DECIMALS, type ParseProblem } from './numbers';
import { useShopFormat } from './shop';

interface IntegerInputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue'> {
  value: number | null;
  onChange: (value: number | null) => void;
  /** Allow a minus sign. */
  mayBeNegative?: boolean;
  /** Called with true while the text cannot be read. */
  onProblem?: (hasProblem: boolean) => void;
}

interface Shape {
  decimals: number;
  shownDecimals: number;
  unit?: ReactNode;
}

function IntegerInput({ value, onChange, mayBeNegative = false, onProblem, decimals, shownDecimals, unit, error, onBlur, onFocus, ...rest }: IntegerInputProps & Shape) {
  const { locale } = useShopFormat();
  const text = useText();
  // What is being typed; null while the value itself is shown.
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<ParseProblem | null>(null);
  const shown = value === null ? '' : formatInteger(value, decimals, locale, { minimumFractionDigits: shownDecimals, maximumFractionDigits: decimals });

  const read = (next: string) => {
    setTyped(next);
    const parsed = next.trim() === '' ? { value: null } : parseInteger(next, decimals, locale);
    const found = 'problem' in parsed ? parsed.problem : parsed.value !== null && parsed.value < 0 && !mayBeNegative ? 'negative' : null;
    setProblem(found);
    onProblem?.(found !== null);
    onChange(found === null && 'value' in parsed ? parsed.value : null);
  };

  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      classNames={{ input: 'figure-input' }}
      value={typed ?? shown}
      error={problem ? text(`input.${problem}`, { decimals }) : error}
      {...(unit !== undefined && { rightSection: <span className="input-unit">{unit}</span>, rightSectionWidth: 44, rightSectionPointerEvents: 'none' as const })}
      onChange={(event) => read(event.currentTarget.value)}
      onFocus={(event) => {
        event.currentTarget.select();
        onFocus?.(event);
      }}
      onBlur={(event) => {
        if (problem === null) setTyped(null);
        onBlur?.(event);
      }}
    />
  );
}

/** A total in minor units of the shop's currency. */
export function MoneyInput(props: IntegerInputProps) {
  const { currency, currency_exponent } = useShopFormat();
  return <IntegerInput {...props} decimals={currency_exponent} shownDecimals={currency_exponent} unit={currency} />;
}

/** A unit price or unit cost in millionths. */
export function PriceInput(props: IntegerInputProps) {
  const { currency, currency_exponent } = useShopFormat();
  return <IntegerInput {...props} decimals={PRICE_DECIMALS} shownDecimals={currency_exponent} unit={currency} />;
}

/** A quantity in thousandths. */
export function QuantityInput({ unit, ...props }: IntegerInputProps & { unit?: ReactNode }) {
  return <IntegerInput {...props} decimals={QUANTITY_DECIMALS} shownDecimals={0} {...(unit !== undefined && { unit })} />;
}

/** A rate in millionths, typed in per cent. */
export function RateInput(props: IntegerInputProps) {
  return <IntegerInput {...props} decimals={PERCENT_DECIMALS} shownDecimals={0} unit="%" />;
}
