import { Loader } from '@mantine/core';
import type { Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { Amount, formatAmount, PriceText, QuantityText } from '../components/Amount';
import { useAddressPart } from '../components/area';
import { DateText } from '../components/DateText';
import { ExpiryText } from '../components/Expiry';
import { useShortcuts } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { ErrorState, Page, PageHeader } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import classes from './stock.module.css';

type Receipt = Answer<'find_goods_receipt'>;

/** One delivery as it was booked. It is not changed any more: a mistake is corrected by an adjustment dated today. */
export default function ReceiptPage() {
  const text = useText();
  const open = useOpenPage();
  const shop = useShopFormat();
  const id = useAddressPart('id');
  const found = useOperation('find_goods_receipt', { path: { goods_receipt_id: id } });
  useShortcuts([{ keys: 'Escape', label: text('stock.receipts'), run: () => open('/stock/receipts'), isHidden: true }]);
  const back = <PageLink to="/stock/receipts">← {text('stock.receipts')}</PageLink>;
  const receipt = found.data;
  if (found.isError)
    return (
      <Page>
        <PageHeader title={text('stock.receipt')} back={back} />
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      </Page>
    );
  if (!receipt)
    return (
      <Page>
        <Loader size="sm" />
      </Page>
    );
  const facts = [receipt.supplier, receipt.reference, receipt.location_name, receipt.actor_name].filter(Boolean).join(' · ');
  return (
    <Page>
      <PageHeader
        title={text('stock.receipt_title', { number: receipt.number })}
        back={back}
        description={
          <>
            <DateText atMs={receipt.at_ms} withTime /> · {facts}
          </>
        }
        badges={receipt.value_minor !== undefined && receipt.value_minor !== null && <strong className="figure">{formatAmount(receipt.value_minor, shop, { withCurrency: true })}</strong>}
      />
      <Lines receipt={receipt} />
    </Page>
  );
}

function Lines({ receipt }: { receipt: Receipt }) {
  const text = useText();
  const may = useMay();
  const shop = useShopFormat();
  const seesCosts = may('see_costs');
  const hasLots = receipt.lines.some((line) => line.lot_code);
  return (
    <div className={classes.lines}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text('stock.product')}</th>
            <th scope="col">{text('stock.sku')}</th>
            {hasLots && <th scope="col">{text('stock.lot')}</th>}
            {hasLots && <th scope="col">{text('stock.good_until')}</th>}
            <th scope="col" className={classes.right}>
              {text('stock.quantity')}
            </th>
            {seesCosts && <th scope="col" className={classes.right}>{`${text('stock.unit_cost')} (${shop.currency})`}</th>}
            {seesCosts && <th scope="col" className={classes.right}>{`${text('stock.value')} (${shop.currency})`}</th>}
          </tr>
        </thead>
        <tbody>
          {receipt.lines.map((line) => (
            <tr key={line.line_no}>
              <td>
                <PageLink to={`/products/${line.product_id}?variant=${line.variant_id}`} fw={500} c="inherit">
                  {line.name}
                </PageLink>
              </td>
              <td>{line.sku}</td>
              {hasLots && <td>{line.lot_code && <PageLink to={`/stock/lots?code=${encodeURIComponent(line.lot_code)}&empty=yes`}>{line.lot_code}</PageLink>}</td>}
              {hasLots && <td>{line.lot_code && <ExpiryText date={line.expiry_date} withDate />}</td>}
              <td className={classes.right}>
                <PageLink to={`/stock/movements?variant_id=${line.variant_id}${line.lot_id ? `&lot_id=${line.lot_id}` : ''}`} c="inherit" title={text('stock.show_movements')}>
                  <QuantityText thousandths={line.quantity_thousandths} />
                </PageLink>
              </td>
              {seesCosts && (
                <td className={classes.right}>
                  <PriceText millionths={line.unit_cost_millionths} />
                </td>
              )}
              {seesCosts && (
                <td className={classes.right}>
                  <Amount minor={line.value_minor} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
