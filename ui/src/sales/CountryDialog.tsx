import { Autocomplete, Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n';

/** Asks for a country as it stands on the sales: a code, or the word an import brought. */
export function CountryDialog({ onSet, onClose }: { onSet: (country: string) => void; onClose: () => void }) {
  const text = useText();
  const [country, setCountry] = useState('');
  return (
    <Modal opened onClose={onClose} title={text('sales.by_country')} size="sm" centered closeButtonProps={{ 'aria-label': text('action.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSet(country.trim());
        }}
      >
        <Stack>
          <Autocomplete data-autofocus label={text('sales.country')} data={[]} maxLength={60} value={country} onChange={setCountry} />
          <Group justify="flex-end">
            <Button type="submit" disabled={country.trim() === ''}>
              {text('sales.filter')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
