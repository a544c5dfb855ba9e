import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconBuildingStore, IconCheck, IconChevronDown, IconInfoCircle, IconKey, IconLock, IconLogout, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { usePerform } from '../api/hooks';
import { useLanguage } from '../components/language';
import { useOpenPage } from '../components/PageLink';
import { useToast } from '../components/toast';
import { LANGUAGES, useText } from '../i18n';
import { useRoleName } from '../components/roles';
import { CloseShopDialog } from './CloseShopDialog';
import { useOwnChoices } from './own';
import { useSession } from './session';
import classes from './UserMenu.module.css';

export function UserMenu({ onLock, onSwitch }: { onLock: () => void; onSwitch: () => void }) {
  const text = useText();
  const { staff, register } = useSession();
  const { language } = useLanguage();
  const { speak } = useOwnChoices();
  const roleName = useRoleName();
  const toast = useToast();
  const open = useOpenPage();
  const signOut = usePerform('delete_current_session');
  const [isClosing, setClosing] = useState(false);
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <UnstyledButton className={classes.target} aria-label={text('user.menu', { name: staff.name })}>
            <Avatar size={28} radius="xl" color="plum" name={staff.name} aria-hidden />
            <span className={classes.name}>{staff.name}</span>
            <IconChevronDown size={14} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes.who}>
            <Text fw={600} truncate>
              {staff.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {roleName(staff.role_name)} · {register.name}
            </Text>
          </div>
          <Menu.Divider />
          <Menu.Label>{text('language.title')}</Menu.Label>
          {LANGUAGES.map(({ code, name }) => (
            <Menu.Item key={code} lang={code} rightSection={code === language ? <IconCheck size={16} /> : null} onClick={() => speak(code)}>
              {name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => open('/settings/account')}>
            {text('settings.account')}
          </Menu.Item>
          <Menu.Item leftSection={<IconInfoCircle size={16} />} onClick={() => open('/settings/about')}>
            {text('about.title')}
          </Menu.Item>
          <Menu.Item leftSection={<IconUsers size={16} />} rightSection={<Text size="xs">Ctrl U</Text>} onClick={onSwitch}>
            {text('user.switch')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLock size={16} />} rightSection={<Text size="xs">Ctrl L</Text>} onClick={onLock}>
            {text('user.lock')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate(undefined, { onError: toast.problem })}>
            {text('user.sign_out')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconBuildingStore size={16} />} onClick={() => setClosing(true)}>
            {text('seal.menu')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <CloseShopDialog opened={isClosing} onCancel={() => setClosing(false)} />
    </>
  );
}
