import { IconBuildingStore, IconCloudDownload, IconDatabaseExport, IconEyeOff, IconHistory, IconInfoCircle, IconKey, IconLockSquareRounded, IconPercentage, IconStethoscope, IconUserShield, IconUsers, type Icon } from '@tabler/icons-react';
import type { MessageId } from '../i18n';

interface Theme {
  id: string;
  label: MessageId;
  icon: Icon;
  permission?: string;
  /** Its page is a list, which takes all the room there is. */
  isList?: boolean;
}

/** The pages of Settings from top to bottom; the side of Settings and the palette both show them. */
export const THEMES: Theme[] = [
  { id: 'shop', label: 'settings.shop', icon: IconBuildingStore, permission: 'change_settings' },
  { id: 'tax', label: 'settings.tax', icon: IconPercentage, permission: 'change_settings' },
  { id: 'staff', label: 'settings.staff', icon: IconUsers, permission: 'manage_staff' },
  { id: 'roles', label: 'roles.title', icon: IconUserShield, permission: 'manage_staff' },
  { id: 'keys', label: 'keys.title', icon: IconLockSquareRounded, permission: 'manage_keys' },
  { id: 'backup', label: 'backups.title', icon: IconDatabaseExport, permission: 'manage_backups' },
  { id: 'health', label: 'health.title', icon: IconStethoscope, permission: 'see_health' },
  { id: 'audit', label: 'audit.title', icon: IconHistory, permission: 'see_audit', isList: true },
  { id: 'privacy', label: 'privacy.title', icon: IconEyeOff, permission: 'manage_privacy' },
  { id: 'account', label: 'settings.account', icon: IconKey },
  { id: 'updates', label: 'updates.title', icon: IconCloudDownload, permission: 'manage_updates' },
  { id: 'about', label: 'about.title', icon: IconInfoCircle },
];
