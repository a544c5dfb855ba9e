import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { Amount, formatCount, PriceText, QuantityText } from '../components/Amount';
import { formatDate } from '../components/DateText';
import { PageLink } from '../components/PageLink';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import type { Order } from './SalePage';
import classes from './SalePage.module.css';

type Line = Order['lines'][number];

/** Longer sales, as imports bring them, are drawn in full only when that is wanted. */
const SHOWN = 100;

export function SaleLines({ order }: { order: Order }) {
  const text = useText();
  const { locale } = useShopFormat();
  const [isAll, setAll] = useState(false);
  const seesCosts = order.lines.some((line) => typeof line.cost_minor === 'number') && order.channel !== 'import';
  const hasDiscounts = order.lines.some((line) => line.line_discount_minor !== 0 || line.order_discount_minor !== 0);
  const isAdded = order.tax_basis === 'added';
  const lines = isAll ? order.lines : order.lines.slice(0, SHOWN);
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{text('sales.product')}</th>
            <th className={classes.right}>{text('sales.quantity')}</th>
            <th className={classes.right}>{text('sales.price')}</th>
            {hasDiscounts && <th className={classes.right}>{text('sales.discount')}</th>}
            {seesCosts && <th className={classes.right}>{text('sales.cost')}</th>}
            <th className={classes.right}>{text(isAdded ? 'sales.amount_net' : 'sales.amount')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line_no}>
              <td>
                <LineName line={line} />
              </td>
              <td className={classes.right}>
                <QuantityText thousandths={line.quantity_thousandths} />
              </td>
              <td className={classes.right}>
                <PriceText millionths={line.unit_price_millionths} />
              </td>
              {hasDiscounts && (
                <td className={classes.right}>
                  <Amount minor={-(line.line_discount_minor + line.order_discount_minor)} />
                </td>
              )}
              {seesCosts && (
                <td className={classes.right}>
                  <Text span c="dimmed">
                    <Amount minor={line.cost_minor} />
                  </Text>
                </td>
              )}
              <td className={classes.right}>
                <Amount minor={isAdded ? line.net_minor : line.gross_minor} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!isAll && order.lines.length > SHOWN && (
        <Button variant="default" size="xs" mt="sm" onClick={() => setAll(true)}>
          {text('sales.all_lines', { count: formatCount(order.lines.length, locale) })}
        </Button>
      )}
    </div>
  );
}

function LineName({ line }: { line: Line }) {
  const text = useText();
  const may = useMay();
  const shop = useShopFormat();
  const lots = line.lots.map((lot) => text('sales.lot', { code: lot.code }) + (lot.expiry_date ? ` · ${text('sales.expires', { date: formatDate(lot.expiry_date, shop, { month: '2-digit', year: 'numeric' }) })}` : ''));
  const details = [line.sku, line.kind === 'goods' ? '' : text(`sales.line_kind.${line.kind}`), ...lots].filter(Boolean).join(' · ');
  return (
    <>
      {line.product_id && may('see_products') ? <PageLink to={`/products/${line.product_id}`}>{line.name}</PageLink> : <span>{line.name}</span>}
      {details && (
        <Text size="xs" c="dimmed">
          {details}
        </Text>
      )}
      {line.returned_thousandths !== 0 && (
        <Text size="xs" c="dimmed">
          <QuantityText thousandths={Math.abs(line.returned_thousandths)} /> {text('sales.came_back')}
        </Text>
      )}
    </>
  );
}
