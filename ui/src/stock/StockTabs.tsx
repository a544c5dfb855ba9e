import { Button } from '@mantine/core';
import { IconAdjustments, IconTruckDelivery } from '@tabler/icons-react';
import { useRouterState } from '@tanstack/react-router';
import { useShortcuts } from '../components/keyboard';
import { useOpenPage } from '../components/PageLink';
import { PageHeader } from '../components/pieces';
import { useMay } from '../components/shop';
import { useText } from '../i18n';
import classes from './stock.module.css';

const TABS = [
  { to: '/stock', label: 'stock.on_hand' },
  { to: '/stock/movements', label: 'stock.movements' },
  { to: '/stock/lots', label: 'stock.lots' },
  { to: '/stock/receipts', label: 'stock.receipts' },
] as const;

/** Title, what can be done anywhere in Stock, and the tabs; each tab is an address of its own. */
export function StockTabs({ onAdjust }: { onAdjust?: () => void }) {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const receive = () => open('/stock/receive');
  const adjust = onAdjust ?? (() => open('/stock?adjust=choose'));
  useShortcuts([
    ...(may('receive_stock') ? [{ keys: 'n', label: text('stock.receive'), run: receive }] : []),
    ...(may('adjust_stock') ? [{ keys: 'a', label: text('stock.adjust'), run: adjust }] : []),
  ]);
  return (
    <>
      <PageHeader
        title={text('stock.title')}
        actions={
          <>
            {may('adjust_stock') && (
              <Button variant="default" leftSection={<IconAdjustments size={16} />} onClick={adjust}>
                {text('stock.adjust')}
              </Button>
            )}
            {may('receive_stock') && (
              <Button leftSection={<IconTruckDelivery size={16} />} onClick={receive}>
                {text('stock.receive')}
              </Button>
            )}
          </>
        }
      />
      <nav className={classes.tabs} aria-label={text('stock.title')}>
        {TABS.map(({ to, label }) => (
          <a key={to} href={to} className={classes.tab} aria-current={path === to ? 'page' : undefined} onClick={(event) => open(to, event)}>
            {text(label)}
          </a>
        ))}
      </nav>
    </>
  );
}
