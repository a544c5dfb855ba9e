import { SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { Amount, formatQuantity } from '../components/Amount';
import { PageLink } from '../components/PageLink';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import type { Figures } from './HomePage';
import classes from './HomePage.module.css';
import { productSalesOf, salesOf } from './links';
import { Row, Share } from './Row';

/** What sells best, and what lies still. */
export function Sellers({ figures }: { figures: Figures }) {
  const text = useText();
  const may = useMay();
  const { locale } = useShopFormat();
  const [ranking, setRanking] = useState<'best' | 'worst'>('best');
  const days = { from: figures.from, to: figures.to };
  const rows = ranking === 'best' ? figures.best_sellers : figures.worst_movers;
  const most = Math.max(1, ...rows.map(({ net_minor }) => net_minor));
  return (
    <section className={classes.card}>
      <div className={classes.cardHead}>
        <h2 className={classes.cardTitle}>{text(ranking === 'best' ? 'home.best_sellers' : 'home.worst_movers')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={text('home.ranking')}
          value={ranking}
          onChange={(value) => setRanking(value as 'best' | 'worst')}
          data={[
            { value: 'best', label: text('home.best') },
            { value: 'worst', label: text('home.worst') },
          ]}
        />
      </div>
      {rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {text('home.no_products_sold')}
        </Text>
      )}
      <ul className={classes.rows}>
        {rows.map((row) => (
          <li key={row.variant_id}>
            <Row to={may('see_sales') ? salesOf(days, { variant_id: row.variant_id }) : null}>
              <span className={classes.rowName} title={row.name}>
                {row.name}
              </span>
              <span className={`figure ${classes.quiet ?? ''}`}>{text('home.pieces', { quantity: formatQuantity(row.quantity_thousandths, locale) })}</span>
              <Amount minor={row.net_minor} />
              {ranking === 'best' && <Share part={row.net_minor} of={most} />}
            </Row>
          </li>
        ))}
      </ul>
      {rows.length > 0 && (
        <Text size="sm" mt="sm">
          <PageLink to={productSalesOf(days, ranking)}>{text('home.all_products')}</PageLink>
        </Text>
      )}
    </section>
  );
}
