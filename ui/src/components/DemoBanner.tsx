import { UnstyledButton } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useOperation, usePerform } from '../api/hooks';
import { useText } from '../i18n';
import classes from './DemoBanner.module.css';

/** Stands on every page of a demo shop and cannot be put away, so that nobody takes made-up figures for real ones. */
export function DemoBanner() {
  const text = useText();
  const shop = useOperation('find_shop_state');
  const leave = usePerform('leave_demo_shop');
  if (!shop.data?.demo) return null;
  return (
    <aside className={classes.banner} aria-label={text('demo.title')}>
      <IconFlask size={16} stroke={2} aria-hidden />
      <strong>{text('demo.title')}</strong>
      <span>{text('demo.banner')}</span>
      {shop.data.demo.can_leave && (
        <UnstyledButton className={classes.leave} disabled={leave.isPending} onClick={() => leave.mutate(undefined)}>
          {text('demo.leave')}
        </UnstyledButton>
      )}
    </aside>
  );
}
