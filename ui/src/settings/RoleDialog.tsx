import { Button, Checkbox, Group, Modal, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { FormError, Notice } from '../components/pieces';
import { useRoleName } from '../components/roles';
import { useFieldError } from '../components/said';
import { useMay } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { GROUPS, permissionKey, PERMISSIONS, type Permission, type Role } from './permissions';
import classes from './Roles.module.css';

interface RoleDialogProps {
  roles: Role[];
  /** The role that is changed; none for a new one. */
  role: Role | null;
  /** What a new one begins with. */
  from: Role | null;
  onClose: () => void;
}

/** A role as it is to be: its name, whether it requires a second factor, and every permission as a box to tick. */
export function RoleDialog({ roles, role, from, onClose }: RoleDialogProps) {
  const text = useText();
  const roleName = useRoleName();
  const fieldError = useFieldError();
  const may = useMay();
  // Nobody gives what they do not hold, so a copy of a role begins without it.
  const givable = (of: Role | null | undefined) => new Set(of?.permissions.filter((permission) => may(permission)));
  const [origin, setOrigin] = useState(from?.id ?? '');
  const [name, setName] = useState(role ? roleName(role.name) : from ? text('roles.copy_name', { name: roleName(from.name) }) : '');
  const [isStrict, setStrict] = useState((role ?? from)?.requires_second_factor ?? false);
  const [held, setHeld] = useState<ReadonlySet<Permission>>(() => (role ? new Set(role.permissions) : givable(from)));
  const isOwner = role?.code === 'owner';
  const { save, isBusy, error } = useSaving(role, { name: name.trim(), held, isStrict }, onClose);

  const begin = (id: string) => {
    const chosen = roles.find((known) => known.id === id);
    setOrigin(id);
    setHeld(givable(chosen));
    setStrict(chosen?.requires_second_factor ?? false);
  };
  const toggle = (permission: Permission) => {
    const next = new Set(held);
    if (!next.delete(permission)) next.add(permission);
    setHeld(next);
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={role ? `${text('roles.edit')}: ${roleName(role.name)}` : text('roles.add')} closeButtonProps={{ 'aria-label': text('action.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack>
          {isOwner && <Notice tone="info">{text('roles.owner_hint')}</Notice>}
          {!isOwner && <TextInput label={text('roles.name')} value={name} maxLength={60} required withAsterisk={false} data-autofocus error={fieldError(error, 'name')} onChange={(event) => setName(event.currentTarget.value)} />}
          {!role && (
            <Select
              label={text('roles.from')}
              description={text('roles.from_hint')}
              placeholder={text('roles.from_nothing')}
              data={roles.map((known) => ({ value: known.id, label: roleName(known.name) }))}
              value={origin || null}
              clearable
              clearButtonProps={{ 'aria-label': text('roles.from_nothing') }}
              onChange={(id) => begin(id ?? '')}
            />
          )}
          <Switch label={text('roles.second_factor')} description={text('roles.second_factor_hint')} checked={isStrict} onChange={(event) => setStrict(event.currentTarget.checked)} />
          {!isOwner && <Boxes held={held} had={role?.permissions ?? []} onToggle={toggle} />}
          {error && error.fields.length === 0 && <FormError error={error} />}
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {text('roles.summary', { held: isOwner ? PERMISSIONS.length : held.size, all: PERMISSIONS.length })}
            </Text>
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                {text('action.cancel')}
              </Button>
              <Button type="submit" loading={isBusy}>
                {text(role ? 'action.save' : 'roles.add')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface BoxesProps {
  held: ReadonlySet<Permission>;
  /** What the role had before, which may be more than one holds oneself. */
  had: readonly Permission[];
  onToggle: (permission: Permission) => void;
}

function Boxes({ held, had, onToggle }: BoxesProps) {
  const text = useText();
  const may = useMay();
  const isOpen = (permission: Permission) => may(permission) || had.includes(permission);
  return (
    <Stack gap="md">
      <div className={classes.boxes}>
        {GROUPS.map(({ label, permissions }) => (
          <Checkbox.Group key={label} label={text(label)} value={permissions.filter((permission) => held.has(permission))}>
            <Stack gap={6} mt={6}>
              {permissions.map((permission) => (
                <Checkbox key={permission} value={permission} size="sm" label={text(permissionKey(permission))} disabled={!isOpen(permission)} onChange={() => onToggle(permission)} />
              ))}
            </Stack>
          </Checkbox.Group>
        ))}
      </div>
      {!PERMISSIONS.every(isOpen) && (
        <Text size="sm" c="dimmed">
          {text('roles.not_held')}
        </Text>
      )}
    </Stack>
  );
}

interface Wanted {
  name: string;
  held: ReadonlySet<Permission>;
  isStrict: boolean;
}

/** Makes the role, or changes what of it is another: the words of a ready role's name are not sent as a name. */
function useSaving(role: Role | null, { name, held, isStrict }: Wanted, onClose: () => void) {
  const text = useText();
  const roleName = useRoleName();
  const toast = useToast();
  const create = usePerform('create_role');
  const change = usePerform('change_role');
  const permissions = PERMISSIONS.filter((permission) => held.has(permission));
  const save = () => {
    if (!role) {
      const done = () => {
        onClose();
        toast.done(text('roles.added', { name }));
      };
      create.mutate({ body: { name, permissions, requires_second_factor: isStrict } }, { onSuccess: done });
      return;
    }
    const own = role.code === 'owner' ? {} : { permissions, ...(name !== roleName(role.name) && { name }) };
    const done = () => {
      onClose();
      toast.done(text('settings.saved'));
    };
    change.mutate({ path: { id: role.id }, body: { ...own, requires_second_factor: isStrict } }, { onSuccess: done });
  };
  return { save, isBusy: create.isPending || change.isPending, error: create.error ?? change.error };
}
