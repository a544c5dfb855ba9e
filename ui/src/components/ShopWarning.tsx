import { IconAlertTriangle } from '@tabler/icons-react';
import { useOperation } from '../api/hooks';
import { useText } from '../i18n';
import { useSaid } from './said';
import classes from './ShopWarning.module.css';

/** How often it is asked whether there is something to warn of. */
const LOOK_MS = 5 * 60_000;

/** What nobody may overlook about an open shop, such as acknowledged work that is missing from its file. It stands on every page until it is put right. */
export function ShopWarning() {
  const text = useText();
  const say = useSaid();
  const shop = useOperation('find_shop_state', undefined, { everyMs: () => LOOK_MS });
  const warning = shop.data?.state === 'open' ? say(shop.data) : '';
  if (warning === '') return null;
  return (
    <aside className={classes.warning} aria-label={text('shell.warning')}>
      <IconAlertTriangle size={18} stroke={1.8} aria-hidden />
      <span>{warning}</span>
    </aside>
  );
}
