import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { Amount, formatRate } from '../components/Amount';
import { countryName } from '../components/country';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import type { Figures } from './HomePage';
import classes from './HomePage.module.css';
import { salesOf } from './links';
import { Row, Share } from './Row';

const SHOWN = 8;

/** Where it was sold to, by the country on the order. */
export function Countries({ figures }: { figures: Figures }) {
  const text = useText();
  const may = useMay();
  const { locale } = useShopFormat();
  const [isAll, setAll] = useState(false);
  const days = { from: figures.from, to: figures.to };
  const rows = isAll ? figures.by_country : figures.by_country.slice(0, SHOWN);
  const most = Math.max(1, ...figures.by_country.map(({ net_minor }) => net_minor));
  return (
    <section className={classes.card}>
      <div className={classes.cardHead}>
        <h2 className={classes.cardTitle}>{text('home.countries')}</h2>
        <Text size="xs" c="dimmed" className="figure">
          {figures.by_country.length}
        </Text>
      </div>
      <ul className={classes.rows}>
        {rows.map((row) => (
          <li key={row.country}>
            <Row to={may('see_sales') && row.country !== '' ? salesOf(days, { country: row.country }) : null}>
              <span className={classes.rowName}>{countryName(row.country, locale) || text('home.no_country')}</span>
              <span className={`figure ${classes.quiet ?? ''}`}>{typeof row.share_millionths === 'number' ? formatRate(row.share_millionths - (row.share_millionths % 1_000), locale) : ''}</span>
              <Amount minor={row.net_minor} />
              <Share part={row.net_minor} of={most} />
            </Row>
          </li>
        ))}
      </ul>
      {figures.by_country.length > SHOWN && (
        <Button variant="subtle" size="compact-sm" mt={6} onClick={() => setAll(!isAll)}>
          {isAll ? text('home.fewer') : text('home.all_countries', { count: figures.by_country.length })}
        </Button>
      )}
    </section>
  );
}
