import { Tooltip } from '@mantine/core';
import { useText, type Text } from '../i18n';
import { formatDate, todayIn } from './DateText';
import { bandOf, daysUntil, shareLeft } from './expiry';
import classes from './Expiry.module.css';
import { useShopFormat } from './shop';

/** How long a lot is still good: a bar of ninety days and the same in words, the date on hover. */
export function ExpiryText({ date, withDate = false }: { date: string | null | undefined; withDate?: boolean }) {
  const text = useText();
  const shop = useShopFormat();
  const today = todayIn(shop.time_zone);
  const days = daysUntil(date, today);
  if (!date || days === null) return <span>{text('expiry.none')}</span>;
  const band = bandOf(date, today);
  const words = withDate ? `${formatDate(date, shop)} · ${expiryWords(days, text)}` : expiryWords(days, text);
  return (
    <Tooltip label={text('expiry.good_until', { date: formatDate(date, shop, { dateStyle: 'full' }) })}>
      <span className={classes.expiry}>
        <span className={classes.track} data-band={band} aria-hidden>
          <svg width="100%" height="100%" preserveAspectRatio="none" viewBox="0 0 100 6">
            <rect className={classes.bar} data-band={band} width={shareLeft(days)} height="6" />
          </svg>
        </span>
        <span className={classes.words}>{words}</span>
      </span>
    </Tooltip>
  );
}

/** "Expired 3 days ago", "Expires today", "12 days left". */
export function expiryWords(days: number, text: Text): string {
  if (days < 0) return text('expiry.expired', { days: -days });
  if (days === 0) return text('expiry.today');
  return days <= 90 ? text('expiry.left', { days }) : text('expiry.months_left', { months: Math.floor(days / 30.44) });
}
