import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { countries } from '../components/country';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';

/** Asks for the country whose sales are wanted. */
export function CountryDialog({ onSet, onClose }: { onSet: (country: string) => void; onClose: () => void }) {
  const text = useText();
  const { locale } = useShopFormat();
  const [country, setCountry] = useState<string | null>(null);
  return (
    <Modal opened onClose={onClose} title={text('sales.by_country')} size="sm" centered closeButtonProps={{ 'aria-label': text('action.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (country !== null) onSet(country);
        }}
      >
        <Stack>
          <Select
            data-autofocus
            searchable
            limit={60}
            label={text('sales.country')}
            data={countries(locale).map(({ code, name }) => ({ value: code, label: name }))}
            value={country}
            onChange={setCountry}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={country === null}>
              {text('sales.filter')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
