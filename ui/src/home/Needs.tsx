/** What needs somebody: the shop's file, backups, low stock and lots that expire, each a way to where something can be done about it. */
import { Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconClockHour4, IconDatabaseExport, IconStethoscope, IconTrendingDown } from '@tabler/icons-react';
import type { Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { formatAmount, formatCount, formatQuantity } from '../components/Amount';
import { formatDate, formatMoment } from '../components/DateText';
import { PageLink } from '../components/PageLink';
import { useSaid } from '../components/said';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import type { Figures } from './HomePage';
import classes from './HomePage.module.css';
import { Row } from './Row';

const SHOWN = 4;

export function Needs({ figures }: { figures: Figures }) {
  const text = useText();
  const say = useSaid();
  const { locale } = useShopFormat();
  const { low_stock: low, expiring_lots: expiring } = figures;
  const soon = expiring.count - expiring.expired_count;
  const may = useMay();
  const backups = useOperation('find_backup_state', undefined, { isOff: !may('manage_backups') }).data;
  const warnings = backups?.warnings ?? [];
  const health = useOperation('find_health', undefined, { isOff: !may('see_health') }).data;
  // What is wrong with the backups is told by themselves.
  const unwell = health?.checks.filter(({ state, subject }) => state === 'bad' && subject !== 'backups' && subject !== 'drill') ?? [];
  const isCalm = low.count === 0 && expiring.count === 0 && warnings.length === 0 && unwell.length === 0;
  return (
    <section className={classes.card}>
      <div className={classes.cardHead}>
        <h2 className={classes.cardTitle}>{text('home.needs')}</h2>
      </div>
      {isCalm && (
        <div className={classes.need}>
          <IconCircleCheck size={18} color="var(--mantine-color-green-7)" aria-hidden />
          <Text size="sm">{text('home.nothing_needed')}</Text>
        </div>
      )}
      {unwell.map((check) => (
        <Need
          key={check.subject}
          to="/settings/health"
          permission="see_health"
          icon={<IconStethoscope size={18} color="var(--mantine-color-error)" aria-hidden />}
          title={text(`health.subject.${check.subject}`)}
        >
          {say(check)}
        </Need>
      ))}
      {warnings.map((warning) => (
        <Need
          key={warning}
          to="/settings/backup"
          permission="manage_backups"
          icon={<IconDatabaseExport size={18} color="var(--mantine-color-error)" aria-hidden />}
          title={text(`backups.warning.${warning}`)}
        >
          {text(`backups.warning_hint.${warning}`)}
        </Need>
      ))}
      {expiring.expired_count > 0 && (
        <Need to="/stock/lots?band=expired" icon={<IconAlertTriangle size={18} color="var(--mantine-color-error)" aria-hidden />} title={text('home.expired', { count: expiring.expired_count })} />
      )}
      {soon > 0 && (
        <Need to="/stock?expiring=yes" icon={<IconClockHour4 size={18} aria-hidden />} title={text('home.expiring', { count: soon })}>
          <ExpiringValue figures={figures} />
        </Need>
      )}
      <LotRows figures={figures} />
      {low.count > 0 && (
        <Need to="/stock?low=yes" icon={<IconTrendingDown size={18} aria-hidden />} title={text('home.low', { count: low.count })}>
          {low.count > SHOWN && text('home.first_of', { count: SHOWN, total: formatCount(low.count, locale) })}
        </Need>
      )}
      <LowRows figures={figures} />
      {backups && warnings.length === 0 && <BackedUp backups={backups} />}
    </section>
  );
}

/** When the shop was last backed up, and that a restore was tried: what lets one sleep. */
function BackedUp({ backups }: { backups: Answer<'find_backup_state'> }) {
  const text = useText();
  const shop = useShopFormat();
  const when = (atMs: number) => formatMoment(atMs, shop);
  if (typeof backups.newest_at_ms !== 'number') return null;
  return (
    <Need to="/settings/backup" permission="manage_backups" icon={<IconCircleCheck size={18} color="var(--mantine-color-green-7)" aria-hidden />} title={text('home.backup_good', { when: when(backups.newest_at_ms) })}>
      {backups.drill?.is_good && text('home.backup_tried', { when: when(backups.drill.at_ms) })}
    </Need>
  );
}

interface NeedProps {
  to: string;
  icon: React.ReactNode;
  title: string;
  /** Who may follow it. */
  permission?: string;
  children?: React.ReactNode;
}

function Need({ to, icon, title, permission = 'see_stock', children }: NeedProps) {
  const may = useMay();
  const content = (
    <>
      {icon}
      <span>
        <Text size="sm" fw={500}>
          {title}
        </Text>
        {children && <span className={classes.quiet}>{children}</span>}
      </span>
    </>
  );
  if (!may(permission)) return <div className={classes.need}>{content}</div>;
  return (
    <PageLink to={to} className={classes.need ?? ''} underline="never">
      {content}
    </PageLink>
  );
}

function ExpiringValue({ figures: { expiring_lots: expiring } }: { figures: Figures }) {
  const text = useText();
  const shop = useShopFormat();
  const until = text('home.until', { date: formatDate(expiring.until, shop) });
  return typeof expiring.value_minor === 'number' ? `${until} · ${text('home.worth', { amount: formatAmount(expiring.value_minor, shop, { withCurrency: true }) })}` : until;
}

function LotRows({ figures }: { figures: Figures }) {
  const text = useText();
  const may = useMay();
  const shop = useShopFormat();
  return (
    <ul className={classes.rows}>
      {figures.expiring_lots.rows.slice(0, SHOWN).map((lot) => (
        <li key={lot.lot_id}>
          <Row to={may('see_stock') ? `/stock/lots?variant_id=${lot.variant_id}` : null}>
            <span className={classes.rowName} title={lot.name}>
              {lot.name}
            </span>
            <span className={classes.quiet}>{text(lot.is_expired ? 'home.expired_on' : 'home.expires_on', { date: formatDate(lot.expiry_date, shop) })}</span>
            <span className="figure">{formatQuantity(lot.quantity_thousandths, shop.locale)}</span>
          </Row>
        </li>
      ))}
    </ul>
  );
}

function LowRows({ figures }: { figures: Figures }) {
  const text = useText();
  const may = useMay();
  const { locale } = useShopFormat();
  return (
    <ul className={classes.rows}>
      {figures.low_stock.rows.slice(0, SHOWN).map((row) => (
        <li key={row.variant_id}>
          <Row to={may('see_products') ? `/products/${row.product_id}` : null}>
            <span className={classes.rowName} title={row.name}>
              {row.name}
            </span>
            <span className={classes.quiet}>{typeof row.reorder_point_thousandths === 'number' ? text('home.reorder_at', { quantity: formatQuantity(row.reorder_point_thousandths, locale) }) : ''}</span>
            <span className="figure">{formatQuantity(row.quantity_thousandths, locale)}</span>
          </Row>
        </li>
      ))}
    </ul>
  );
}
