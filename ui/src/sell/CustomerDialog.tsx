/** Whose ticket it is: found as one types, or made with a name. */
import { Button, Group, Loader, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import { useOperation, usePerform } from '../api/hooks';
import { ErrorState, FormError } from '../components/pieces';
import { useMay } from '../components/shop';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import classes from './ReturnPanel.module.css';
import type { Customer } from './ticket';

interface CustomerDialogProps {
  onSet: (customer: Customer) => void;
  onClose: () => void;
}

export function CustomerDialog({ onSet, onClose }: CustomerDialogProps) {
  const text = useText();
  const [newName, setNewName] = useState<string | null>(null);
  const set = (customer: Customer) => {
    onSet(customer);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={text(newName === null ? 'sell.customer' : 'sell.new_customer')} size="md" closeButtonProps={{ 'aria-label': text('action.close') }}>
      {newName === null ? <FindCustomer onSet={set} onNew={setNewName} /> : <NewCustomer name={newName} onSet={set} onBack={() => setNewName(null)} />}
    </Modal>
  );
}

function FindCustomer({ onSet, onNew }: { onSet: (customer: Customer) => void; onNew: (name: string) => void }) {
  const text = useText();
  const may = useMay();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [words] = useDebouncedValue(typed.trim(), 80);
  const found = useOperation('list_customers', { query: { text: words, limit: 8, offset: 0 } }, { keepsLast: true });
  const rows = found.data?.rows ?? [];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && rows.length > 0) {
      event.preventDefault();
      setAt((before) => (Math.min(before, rows.length - 1) + step + rows.length) % rows.length);
    }
    const chosen = rows[Math.min(at, rows.length - 1)];
    if (event.key === 'Enter' && chosen && words === typed.trim() && !found.isPlaceholderData) {
      event.preventDefault();
      onSet(chosen);
    }
  };
  return (
    <>
      <TextInput
        data-autofocus
        size="md"
        leftSection={<IconSearch size={18} />}
        rightSection={found.isFetching ? <Loader size={16} /> : null}
        placeholder={text('sell.find_customer')}
        aria-label={text('sell.find_customer')}
        role="combobox"
        aria-expanded
        aria-controls="sell-customers"
        aria-activedescendant={rows.length > 0 ? `sell-customer-${Math.min(at, rows.length - 1)}` : undefined}
        maxLength={100}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {found.error && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      <div className={classes.found} id="sell-customers" role="listbox" aria-label={text('sell.customer')}>
        {rows.map((customer, index) => (
          <UnstyledButton
            key={customer.id}
            id={`sell-customer-${index}`}
            role="option"
            aria-selected={index === Math.min(at, rows.length - 1)}
            tabIndex={-1}
            className={classes.sale}
            data-chosen={index === at || undefined}
            onMouseMove={() => setAt(index)}
            onClick={() => onSet(customer)}
          >
            <Text size="sm" c="dimmed" className="figure">
              {customer.number}
            </Text>
            <span>
              <Text fw={500} truncate>
                {customer.name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {[customer.email, customer.phone].filter(Boolean).join(' · ')}
              </Text>
            </span>
            <Text size="xs" c="dimmed">
              {customer.country}
            </Text>
          </UnstyledButton>
        ))}
      </div>
      {found.data && rows.length === 0 && (
        <Text size="sm" c="dimmed" p="sm">
          {words === '' ? text('sell.no_customers') : text('sell.no_customer_found', { words })}
        </Text>
      )}
      {may('edit_customers') && (
        <Button mt="sm" variant="default" leftSection={<IconUserPlus size={17} />} onClick={() => onNew(typed.trim())}>
          {text('sell.new_customer')}
        </Button>
      )}
    </>
  );
}

function NewCustomer({ name, onSet, onBack }: { name: string; onSet: (customer: Customer) => void; onBack: () => void }) {
  const text = useText();
  const fieldError = useFieldError();
  const [values, setValues] = useState({ name, email: '', phone: '', address: '' });
  const make = usePerform('create_customer');
  const field = (key: keyof typeof values, label: string) => (
    <TextInput
      label={label}
      value={values[key]}
      maxLength={key === 'address' ? 1000 : 200}
      error={fieldError(make.error, key)}
      onChange={(event) => setValues({ ...values, [key]: event.currentTarget.value })}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ body: { ...values, number: '', tax_number: '', country: '' } }, { onSuccess: onSet });
      }}
    >
      <Stack gap="sm">
        <TextInput
          data-autofocus
          autoFocus
          required
          label={text('sell.customer_name')}
          value={values.name}
          maxLength={200}
          error={fieldError(make.error, 'name')}
          onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
        />
        {field('email', text('sell.customer_email'))}
        {field('phone', text('sell.customer_phone'))}
        {field('address', text('sell.customer_address'))}
        {make.error && make.error.fields.length === 0 && <FormError error={make.error} />}
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            {text('action.back')}
          </Button>
          <Button type="submit" loading={make.isPending} disabled={values.name.trim() === ''}>
            {text('sell.make_customer')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
