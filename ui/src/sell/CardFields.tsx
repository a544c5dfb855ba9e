import { Autocomplete, Group, TextInput } from '@mantine/core';
import { useText } from '../i18n';
import { lastFour } from './tender';

export interface CardText {
  brand: string;
  lastFour: string;
}

/** Kinds of cards most terminals print; any other word is taken too. */
const BRANDS = ['Visa', 'Mastercard', 'Maestro', 'girocard', 'American Express', 'V PAY'];

/** What is kept of a card, both as one likes. There is no field a whole number fits into. */
export function CardFields({ card, onChange }: { card: CardText; onChange: (card: CardText) => void }) {
  const text = useText();
  return (
    <Group grow align="flex-start">
      <Autocomplete label={text('sell.card_brand')} description={text('sell.optional')} data={BRANDS} maxLength={30} value={card.brand} onChange={(brand) => onChange({ ...card, brand })} />
      <TextInput
        label={text('sell.card_last_four')}
        description={text('sell.optional')}
        inputMode="numeric"
        autoComplete="off"
        value={card.lastFour}
        onChange={(event) => onChange({ ...card, lastFour: lastFour(event.currentTarget.value) })}
      />
    </Group>
  );
}
