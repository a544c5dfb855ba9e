import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { formatDate } from '../components/DateText';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { readExpiry } from './receive';

interface ExpiryInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: string | null;
  onChange: (date: string | null) => void;
}

/** An expiry date typed as it is printed on the goods: 31.3.27, 03/2027, 2027-03-31. A month alone means its last day. */
export function ExpiryInput({ value, onChange, error, ...rest }: ExpiryInputProps) {
  const text = useText();
  const shop = useShopFormat();
  const [typed, setTyped] = useState<string | null>(null);
  const isUnread = typed !== null && typed.trim() !== '' && value === null;
  return (
    <TextInput
      placeholder={text('stock.expiry_example')}
      autoComplete="off"
      {...rest}
      value={typed ?? (value === null ? '' : formatDate(value, shop, { dateStyle: 'short' }))}
      error={isUnread && typed.length > 3 ? text('stock.not_a_date') : error}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        onChange(readExpiry(next, shop.locale));
      }}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => {
        if (!isUnread) setTyped(null);
      }}
    />
  );
}
