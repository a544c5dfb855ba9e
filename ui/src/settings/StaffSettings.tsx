import { Button, Group, Loader, Menu, ActionIcon, Modal, PasswordInput, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconDots, IconKey, IconShieldOff, IconUserCheck, IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { useShortcuts } from '../components/keyboard';
import { PASSWORD_LENGTH_MIN } from '../components/password';
import { ErrorState, FormError, PageHeader, StateBadge } from '../components/pieces';
import { useRoleName } from '../components/roles';
import { useToast } from '../components/toast';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import { inOrder, permissionKey, PERMISSIONS } from './permissions';
import classes from './SettingsPage.module.css';

type Person = Answer<'list_staff'>[number];
type Role = Answer<'list_roles'>[number];
type Dialog = { kind: 'add' } | { kind: 'edit' | 'password' | 'factor' | 'disable'; person: Person };

export default function StaffSettings() {
  const text = useText();
  const roleName = useRoleName();
  const staff = useOperation('list_staff');
  const roles = useOperation('list_roles');
  const toast = useToast();
  const change = usePerform('change_staff');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  useShortcuts([{ keys: 'n', label: text('staff.add'), run: () => setDialog({ kind: 'add' }) }]);

  const setState = (person: Person, state: Person['state']) =>
    change.mutate(
      { path: { id: person.id }, body: { state } },
      {
        onSuccess: () => {
          close();
          toast.done(text(state === 'active' ? 'staff.enabled' : 'staff.disabled', { name: person.name }));
        },
        ...(state === 'active' && { onError: toast.problem }),
      },
    );
  const takeFactor = (person: Person) =>
    change.mutate(
      { path: { id: person.id }, body: { removes_second_factor: true } },
      {
        onSuccess: () => {
          close();
          toast.done(text('staff.factor_gone', { name: person.name }));
        },
      },
    );
  const problem = staff.error ?? roles.error;
  return (
    <>
      <PageHeader
        title={text('settings.staff')}
        description={text('staff.description')}
        actions={
          <Button leftSection={<IconUserPlus size={18} />} onClick={() => setDialog({ kind: 'add' })}>
            {text('staff.add')}
          </Button>
        }
      />
      {problem && <ErrorState error={problem} onRetry={() => void Promise.all([staff.refetch(), roles.refetch()])} />}
      {(staff.isPending || roles.isPending) && !problem && <Loader size="sm" />}
      {staff.data && (
        <div className={classes.section}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{text('sign_in.name')}</Table.Th>
                <Table.Th>{text('staff.role')}</Table.Th>
                <Table.Th>{text('staff.factor')}</Table.Th>
                <Table.Th>{text('staff.state')}</Table.Th>
                <Table.Th w={48}>
                  <span className="unseen">{text('staff.actions')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {staff.data.map((person) => (
                <Table.Tr key={person.id}>
                  <Table.Td fw={500}>{person.name}</Table.Td>
                  <Table.Td>{roleName(person.role_name)}</Table.Td>
                  <Table.Td>
                    <FactorBadge person={person} />
                  </Table.Td>
                  <Table.Td>
                    <StateBadge tone={person.state === 'active' ? 'good' : 'neutral'}>{text(`staff.state.${person.state}`)}</StateBadge>
                  </Table.Td>
                  <Table.Td>
                    <PersonMenu person={person} onPick={setDialog} onEnable={() => setState(person, 'active')} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Modal
        opened={dialog?.kind === 'add' || dialog?.kind === 'edit'}
        onClose={close}
        title={text(dialog?.kind === 'edit' ? 'staff.edit' : 'staff.add')}
        closeButtonProps={{ 'aria-label': text('action.close') }}
      >
        {dialog?.kind === 'add' && <AddForm roles={roles.data ?? []} onClose={close} />}
        {dialog?.kind === 'edit' && <EditForm person={dialog.person} roles={roles.data ?? []} onClose={close} />}
      </Modal>
      <Modal opened={dialog?.kind === 'password'} onClose={close} title={text('staff.reset_password')} closeButtonProps={{ 'aria-label': text('action.close') }}>
        {dialog?.kind === 'password' && <PasswordForm person={dialog.person} onClose={close} />}
      </Modal>
      <ConfirmDialog
        opened={dialog?.kind === 'disable'}
        title={text('staff.disable')}
        confirmLabel={text('staff.disable')}
        isDangerous
        isBusy={change.isPending}
        error={change.error}
        onConfirm={() => dialog?.kind === 'disable' && setState(dialog.person, 'disabled')}
        onCancel={() => {
          change.reset();
          close();
        }}
      >
        {text('staff.disable_hint', { name: dialog?.kind === 'disable' ? dialog.person.name : '' })}
      </ConfirmDialog>
      <ConfirmDialog
        opened={dialog?.kind === 'factor'}
        title={text('staff.factor_away')}
        confirmLabel={text('staff.factor_away')}
        isDangerous
        isBusy={change.isPending}
        error={change.error}
        onConfirm={() => dialog?.kind === 'factor' && takeFactor(dialog.person)}
        onCancel={() => {
          change.reset();
          close();
        }}
      >
        {text('staff.factor_away_hint', { name: dialog?.kind === 'factor' ? dialog.person.name : '' })}
      </ConfirmDialog>
    </>
  );
}

function FactorBadge({ person }: { person: Person }) {
  const text = useText();
  if (person.has_second_factor) return <StateBadge tone="good">{text('staff.factor_on')}</StateBadge>;
  if (person.requires_second_factor) return <StateBadge tone="warning">{text('staff.factor_missing')}</StateBadge>;
  return <StateBadge tone="neutral">{text('staff.factor_off')}</StateBadge>;
}

function PersonMenu({ person, onPick, onEnable }: { person: Person; onPick: (dialog: Dialog) => void; onEnable: () => void }) {
  const text = useText();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={text('staff.actions_of', { name: person.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onPick({ kind: 'edit', person })}>{text('staff.edit')}</Menu.Item>
        <Menu.Item leftSection={<IconKey size={16} />} onClick={() => onPick({ kind: 'password', person })}>
          {text('staff.reset_password')}
        </Menu.Item>
        <Menu.Item leftSection={<IconShieldOff size={16} />} onClick={() => onPick({ kind: 'factor', person })}>
          {text('staff.factor_away')}
        </Menu.Item>
        {person.state === 'active' ? (
          <Menu.Item color="red" leftSection={<IconUserMinus size={16} />} onClick={() => onPick({ kind: 'disable', person })}>
            {text('staff.disable')}
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconUserCheck size={16} />} onClick={onEnable}>
            {text('staff.enable')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function RoleSelect({ roles, value, onChange }: { roles: Role[]; value: string; onChange: (id: string) => void }) {
  const text = useText();
  const roleName = useRoleName();
  const chosen = roles.find((role) => role.id === value);
  return (
    <Select
      label={text('staff.role')}
      description={chosen && inShort(chosen, text)}
      data={inOrder(roles).map((role) => ({ value: role.id, label: roleName(role.name) }))}
      value={value}
      allowDeselect={false}
      onChange={(id) => id && onChange(id)}
    />
  );
}

/** What a role may do, or what it may not do where that is shorter. */
function inShort({ permissions }: Role, text: ReturnType<typeof useText>): string {
  const missing = PERMISSIONS.filter((permission) => !permissions.includes(permission));
  if (missing.length === 0) return text('staff.may_all');
  const list = (missing.length < permissions.length ? missing : permissions).map((permission) => text(permissionKey(permission))).join(' · ');
  return text(missing.length < permissions.length ? 'staff.may_all_but' : 'staff.may', { list });
}

/** Who is added begins with little: as a cashier, or where there is no such role any more with the fewest permissions. */
function smallest(roles: Role[]): Role | undefined {
  return roles.find(({ code }) => code === 'cashier') ?? [...roles].sort((one, other) => one.permissions.length - other.permissions.length)[0];
}

function AddForm({ roles, onClose }: { roles: Role[]; onClose: () => void }) {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const create = usePerform('create_staff');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState(smallest(roles)?.id ?? '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          { body: { name: name.trim(), password, role_id: role } },
          {
            onSuccess: (person) => {
              onClose();
              toast.done(text('staff.added', { name: person.name }));
            },
          },
        );
      }}
    >
      <Stack>
        <TextInput label={text('sign_in.name')} description={text('staff.name_hint')} value={name} maxLength={100} required withAsterisk={false} data-autofocus error={fieldError(create.error, 'name')} onChange={(event) => setName(event.currentTarget.value)} />
        <RoleSelect roles={roles} value={role} onChange={setRole} />
        <NewPassword label={text('staff.first_password')} value={password} onChange={setPassword} error={fieldError(create.error, 'password')} />
        {create.isError && create.error.fields.length === 0 && <FormError error={create.error} />}
        <Buttons onClose={onClose} isBusy={create.isPending} label={text('staff.add')} />
      </Stack>
    </form>
  );
}

function EditForm({ person, roles, onClose }: { person: Person; roles: Role[]; onClose: () => void }) {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const change = usePerform('change_staff');
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState<string>(person.role_id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(
          { path: { id: person.id }, body: { name: name.trim(), role_id: role } },
          {
            onSuccess: () => {
              onClose();
              toast.done(text('settings.saved'));
            },
          },
        );
      }}
    >
      <Stack>
        <TextInput label={text('sign_in.name')} description={text('staff.name_hint')} value={name} maxLength={100} required withAsterisk={false} data-autofocus error={fieldError(change.error, 'name')} onChange={(event) => setName(event.currentTarget.value)} />
        <RoleSelect roles={roles} value={role} onChange={setRole} />
        {change.isError && change.error.fields.length === 0 && <FormError error={change.error} />}
        <Buttons onClose={onClose} isBusy={change.isPending} label={text('action.save')} />
      </Stack>
    </form>
  );
}

function PasswordForm({ person, onClose }: { person: Person; onClose: () => void }) {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const change = usePerform('change_staff');
  const [password, setPassword] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(
          { path: { id: person.id }, body: { password } },
          {
            onSuccess: () => {
              onClose();
              toast.done(text('staff.password_set', { name: person.name }));
            },
          },
        );
      }}
    >
      <Stack>
        <Text size="sm">{text('staff.reset_hint', { name: person.name })}</Text>
        <NewPassword label={text('staff.new_password')} value={password} onChange={setPassword} error={fieldError(change.error, 'password')} />
        {change.isError && change.error.fields.length === 0 && <FormError error={change.error} />}
        <Buttons onClose={onClose} isBusy={change.isPending} label={text('staff.reset_password')} />
      </Stack>
    </form>
  );
}

function NewPassword({ label, value, onChange, error }: { label: string; value: string; onChange: (value: string) => void; error: string | undefined }) {
  const text = useText();
  return (
    <PasswordInput
      label={label}
      description={text('password.hint', { count: PASSWORD_LENGTH_MIN })}
      value={value}
      minLength={PASSWORD_LENGTH_MIN}
      autoComplete="new-password"
      required
      withAsterisk={false}
      error={error}
      visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Buttons({ onClose, isBusy, label }: { onClose: () => void; isBusy: boolean; label: string }) {
  const text = useText();
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onClose}>
        {text('action.cancel')}
      </Button>
      <Button type="submit" loading={isBusy}>
        {label}
      </Button>
    </Group>
  );
}
