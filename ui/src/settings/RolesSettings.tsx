import { ActionIcon, Button, Loader, Menu, Table, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconDots, IconPencil, IconShieldLock, IconTrash, IconUsersPlus } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { useOperation, usePerform } from '../api/hooks';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { useShortcuts } from '../components/keyboard';
import { ErrorState, PageHeader } from '../components/pieces';
import { useRoleName } from '../components/roles';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { GROUPS, inOrder, permissionKey, type Role } from './permissions';
import { RoleDialog } from './RoleDialog';
import classes from './Roles.module.css';

type Dialog = { kind: 'add'; from: Role | null } | { kind: 'edit' | 'delete'; role: Role };

/** Every role beside the others: a column each, a row for each permission. */
export default function RolesSettings() {
  const text = useText();
  const roleName = useRoleName();
  const toast = useToast();
  const roles = useOperation('list_roles');
  const remove = usePerform('delete_role');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => {
    remove.reset();
    setDialog(null);
  };
  const add = () => setDialog({ kind: 'add', from: null });
  useShortcuts([{ keys: 'n', label: text('roles.add'), run: add }]);
  const doomed = dialog?.kind === 'delete' ? dialog.role : null;
  const confirmRemoval = () => {
    if (!doomed) return;
    const done = () => {
      close();
      toast.done(text('roles.deleted', { name: roleName(doomed.name) }));
    };
    remove.mutate({ path: { id: doomed.id } }, { onSuccess: done });
  };
  return (
    <>
      <PageHeader
        title={text('roles.title')}
        description={text('roles.description')}
        actions={
          <Button leftSection={<IconUsersPlus size={18} />} onClick={add}>
            {text('roles.add')}
          </Button>
        }
      />
      {roles.isError && <ErrorState error={roles.error} onRetry={() => void roles.refetch()} />}
      {roles.isPending && <Loader size="sm" />}
      {roles.data && <Matrix roles={inOrder(roles.data)} onPick={setDialog} />}
      {(dialog?.kind === 'add' || dialog?.kind === 'edit') && (
        <RoleDialog roles={inOrder(roles.data ?? [])} role={dialog.kind === 'edit' ? dialog.role : null} from={dialog.kind === 'add' ? dialog.from : null} onClose={close} />
      )}
      <ConfirmDialog opened={doomed !== null} title={text('roles.delete')} confirmLabel={text('roles.delete')} isDangerous isBusy={remove.isPending} error={remove.error} onConfirm={confirmRemoval} onCancel={close}>
        {text('roles.delete_hint', { name: doomed ? roleName(doomed.name) : '' })}
      </ConfirmDialog>
    </>
  );
}

function Matrix({ roles, onPick }: { roles: Role[]; onPick: (dialog: Dialog) => void }) {
  const text = useText();
  return (
    <Table.ScrollContainer minWidth={420} type="native" className={classes.frame ?? ''}>
      <Table className={classes.matrix ?? ''} verticalSpacing={6} aria-label={text('roles.matrix')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.first ?? ''} scope="col">
              <span className="unseen">{text('roles.permission')}</span>
            </Table.Th>
            {roles.map((role) => (
              <Table.Th key={role.id} scope="col">
                <RoleHead role={role} onPick={onPick} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {GROUPS.map(({ label, permissions }) => (
            <Fragment key={label}>
              <Table.Tr className={classes.group ?? ''}>
                <Table.Th colSpan={roles.length + 1} scope="colgroup">
                  {text(label)}
                </Table.Th>
              </Table.Tr>
              {permissions.map((permission) => (
                <Table.Tr key={permission}>
                  <Table.Th className={classes.first ?? ''} scope="row">
                    {text(permissionKey(permission))}
                  </Table.Th>
                  {roles.map((role) => (
                    <Table.Td key={role.id}>
                      <Held is={role.permissions.includes(permission)} />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Held({ is }: { is: boolean }) {
  const text = useText();
  return (
    <>
      {is ? <IconCheck size={18} stroke={2} className={classes.held} aria-hidden /> : <span className={classes.missing} aria-hidden />}
      <span className="unseen">{text(is ? 'roles.has' : 'roles.has_not')}</span>
    </>
  );
}

function RoleHead({ role, onPick }: { role: Role; onPick: (dialog: Dialog) => void }) {
  const text = useText();
  const roleName = useRoleName();
  const name = roleName(role.name);
  const mayDelete = role.code !== 'owner' && role.person_count === 0;
  return (
    <div className={classes.head}>
      <span className={classes.name} title={name}>
        {name}
      </span>
      <span className={classes.people}>
        {text('roles.people', { count: role.person_count })}
        {role.requires_second_factor && (
          <Tooltip label={text('roles.second_factor')}>
            <IconShieldLock size={15} stroke={1.7} role="img" aria-label={text('roles.second_factor')} />
          </Tooltip>
        )}
      </span>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={text('staff.actions_of', { name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onPick({ kind: 'edit', role })}>
            {text('roles.edit')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => onPick({ kind: 'add', from: role })}>
            {text('roles.copy')}
          </Menu.Item>
          {role.code !== 'owner' && (
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} />}
              disabled={!mayDelete}
              {...(!mayDelete && { title: text('roles.in_use') })}
              onClick={() => onPick({ kind: 'delete', role })}
            >
              {text('roles.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
