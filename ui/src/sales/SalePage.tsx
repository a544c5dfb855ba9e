/** One sale or return: what was on it, how it was paid, what was printed, what came back, and what can be done next. */
import { Anchor, Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconFileInvoice, IconReceiptRefund } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { Amount, formatRate } from '../components/Amount';
import { useAddressPart } from '../components/area';
import { countryName } from '../components/country';
import { DateText } from '../components/DateText';
import { useShortcuts } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { usePersonName } from '../components/people';
import { ErrorState, Notice, Page, PageHeader, StateBadge } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { Documents } from './Documents';
import classes from './SalePage.module.css';
import { SaleLines } from './SaleLines';

export type Order = Answer<'find_order'>;

export default function SalePage() {
  const text = useText();
  const id = useAddressPart('id');
  const order = useOperation('find_order', { path: { id } });
  useShortcuts([{ keys: 'Escape', label: text('sales.back_to_list'), run: useBack(), isHidden: true }]);
  if (order.error) {
    return (
      <Page>
        <PageHeader title={text('sales.title')} back={<BackLink />} />
        <ErrorState error={order.error} onRetry={() => void order.refetch()} />
      </Page>
    );
  }
  if (!order.data) {
    return (
      <Page>
        <Skeleton height={28} width={180} mb="lg" />
        <div className={classes.columns}>
          <Skeleton height={320} radius="md" />
          <Skeleton height={220} radius="md" />
        </div>
      </Page>
    );
  }
  return <Sale order={order.data} />;
}

/** Back to the list as it was left; to the list at all when the page was opened by its address. */
function useBack(): () => void {
  const router = useRouter();
  const open = useOpenPage();
  return () => (router.history.canGoBack() ? router.history.back() : open('/sales'));
}

function BackLink() {
  const text = useText();
  const back = useBack();
  return (
    <Anchor component="button" type="button" size="sm" mb={4} onClick={back} style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
      <IconArrowLeft size={15} aria-hidden />
      {text('sales.title')}
    </Anchor>
  );
}

function Sale({ order }: { order: Order }) {
  const text = useText();
  const personName = usePersonName();
  const isImported = order.channel === 'import';
  const isReturn = order.kind === 'return';
  return (
    <Page>
      <PageHeader
        title={text(isReturn ? 'sales.return_number' : 'sales.sale_number', { number: order.number })}
        back={<BackLink />}
        badges={<Badges order={order} />}
        description={
          <>
            <DateText atMs={order.at_ms} withTime />
            {[personName(order.staff_name), order.register_name].filter(Boolean).map((word) => ` · ${word ?? ''}`)}
          </>
        }
        actions={!isImported && <Actions order={order} />}
      />
      <div className={classes.columns}>
        <Stack gap="md">
          {isImported && <Notice tone="info">{text('sales.imported_hint')}</Notice>}
          <Card title={text('sales.lines')}>
            <SaleLines order={order} />
            <Sums order={order} />
          </Card>
          {order.note !== '' && (
            <Card title={text('sales.note')}>
              <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {order.note}
              </Text>
            </Card>
          )}
        </Stack>
        <Stack gap="md">
          <Card title={text('sales.customer')}>
            <CustomerFacts order={order} />
          </Card>
          <Card title={text(isReturn ? 'sales.given_back' : 'sales.paid')}>
            <Payments order={order} />
          </Card>
          {(order.original || order.returns.length > 0) && <Related order={order} />}
          {!isImported && (
            <Card title={text('sales.documents')}>
              <Documents order={order} />
            </Card>
          )}
        </Stack>
      </div>
    </Page>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.card}>
      <h2 className={classes.cardTitle}>{title}</h2>
      {children}
    </section>
  );
}

function Badges({ order }: { order: Order }) {
  const text = useText();
  const returned = order.returns.length > 0;
  return (
    <>
      {order.channel === 'import' && <StateBadge tone="neutral">{text('sales.imported')}</StateBadge>}
      {order.kind === 'return' ? (
        <StateBadge tone="warning">{text('sales.kind.return')}</StateBadge>
      ) : returned ? (
        <StateBadge tone="warning">{text(order.is_returnable ? 'sales.partly_returned' : 'sales.returned')}</StateBadge>
      ) : (
        order.channel !== 'import' && <StateBadge tone="good">{text('sales.paid')}</StateBadge>
      )}
    </>
  );
}

function Actions({ order }: { order: Order }) {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const toast = useToast();
  const invoice = usePerform('issue_invoice');
  const hasInvoice = order.documents.some(({ kind }) => kind === 'invoice');
  const isSale = order.kind === 'sale';
  const issue = () => {
    invoice.mutate(
      { path: { id: order.id } },
      { onSuccess: ({ number }) => toast.done(text('sales.invoice_issued', { number })), onError: (error) => toast.problem(error) },
    );
  };
  return (
    <>
      {isSale && may('take_returns') && may('sell') && (
        <Button variant="default" leftSection={<IconReceiptRefund size={17} />} disabled={!order.is_returnable} onClick={() => open(`/sell?return=${order.id}`)}>
          {text('sales.take_back')}
        </Button>
      )}
      {isSale && !hasInvoice && may('issue_documents') && (
        <Button leftSection={<IconFileInvoice size={17} />} loading={invoice.isPending} onClick={issue}>
          {text('sales.issue_invoice')}
        </Button>
      )}
      {!isSale && order.original && may('issue_documents') && <CreditNoteKey order={order} originalId={order.original.id} />}
    </>
  );
}

/** A return of a sale that was invoiced is corrected by a credit note. */
function CreditNoteKey({ order, originalId }: { order: Order; originalId: string }) {
  const text = useText();
  const toast = useToast();
  const original = useOperation('find_order', { path: { id: originalId } });
  const note = usePerform('issue_credit_note');
  const isWanted = original.data?.documents.some(({ kind }) => kind === 'invoice') && order.documents.length === 0;
  if (!isWanted) return null;
  return (
    <Button
      leftSection={<IconFileInvoice size={17} />}
      loading={note.isPending}
      onClick={() =>
        note.mutate(
          { path: { id: order.id } },
          { onSuccess: ({ number }) => toast.done(text('sales.credit_note_issued', { number })), onError: (error) => toast.problem(error) },
        )
      }
    >
      {text('sales.issue_credit_note')}
    </Button>
  );
}

function Sums({ order }: { order: Order }) {
  const text = useText();
  const { locale } = useShopFormat();
  const sign = order.kind === 'return' ? 1 : -1;
  return (
    <div className={classes.sums}>
      {order.discount_minor !== 0 && (
        <div className={classes.sum}>
          <span>{text('sales.discounts')}</span>
          <Amount minor={sign * Math.abs(order.discount_minor)} />
        </div>
      )}
      <div className={classes.sum}>
        <span>{text('sales.net')}</span>
        <Amount minor={order.net_minor} />
      </div>
      {order.tax_basis === 'not_recorded' ? (
        <div className={classes.sum}>
          <span>{text('sales.tax')}</span>
          <span>{text('sales.tax_not_recorded')}</span>
        </div>
      ) : (
        order.taxes.map((tax) => (
          <div className={classes.sum} key={`${tax.name} ${tax.rate_millionths}`}>
            <span>
              {tax.name} {formatRate(tax.rate_millionths, locale)}
            </span>
            <Amount minor={tax.tax_minor} />
          </div>
        ))
      )}
      <div className={`${classes.sum ?? ''} ${classes.total ?? ''}`}>
        <span>{text('sales.total')}</span>
        <Amount minor={order.total_minor} currency={order.currency} withCurrency />
      </div>
      {typeof order.cost_minor === 'number' && order.channel !== 'import' && (
        <>
          <div className={classes.sum}>
            <Text span c="dimmed" size="sm">
              {text('sales.cost')}
            </Text>
            <Text span c="dimmed" size="sm">
              <Amount minor={order.cost_minor} />
            </Text>
          </div>
          <div className={classes.sum}>
            <Text span c="dimmed" size="sm">
              {text('sales.margin')}
            </Text>
            <Text span c="dimmed" size="sm">
              <Amount minor={order.net_minor - order.cost_minor} />
            </Text>
          </div>
        </>
      )}
    </div>
  );
}

function CustomerFacts({ order }: { order: Order }) {
  const text = useText();
  const personName = usePersonName();
  const { locale } = useShopFormat();
  return (
    <>
      {!order.customer_id && (
        <Text size="sm" c="dimmed" mb={4}>
          {text('sales.no_customer')}
        </Text>
      )}
      <dl style={{ margin: 0 }}>
        {order.customer_id && (
          <Fact label={text('sales.name')}>
            <PageLink to={`/sales?customer_id=${order.customer_id}`} title={text('sales.all_of_customer')}>
              {personName(order.customer_name) || order.customer_number || '–'}
            </PageLink>
          </Fact>
        )}
        {order.customer_number && <Fact label={text('sales.customer_number')}>{order.customer_number}</Fact>}
        {order.country !== '' && <Fact label={text('sales.country')}>{countryName(order.country, locale)}</Fact>}
      </dl>
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Payments({ order }: { order: Order }) {
  const text = useText();
  return (
    <div>
      {order.payments.map((payment) => (
        <div key={payment.payment_no}>
          <dl style={{ margin: 0 }}>
            <Fact label={[text(`sales.method.${payment.method}`), payment.reference].filter(Boolean).join(' ')}>
              <Amount minor={payment.amount_minor} />
            </Fact>
          </dl>
          {payment.change_minor !== 0 && (
            <Text size="xs" c="dimmed">
              {text('sales.handed_over')} <Amount minor={payment.tendered_minor} /> · {text('sales.change')} <Amount minor={payment.change_minor} />
            </Text>
          )}
          {payment.rounding_minor !== 0 && (
            <Text size="xs" c="dimmed">
              {text('sales.rounding')} <Amount minor={payment.rounding_minor} signed />
            </Text>
          )}
        </div>
      ))}
      {order.payments.length === 0 && (
        <Text size="sm" c="dimmed">
          {text('sales.nothing_to_pay')}
        </Text>
      )}
    </div>
  );
}

function Related({ order }: { order: Order }) {
  const text = useText();
  return (
    <Card title={text(order.original ? 'sales.original' : 'sales.returns')}>
      <dl style={{ margin: 0 }}>
        {[...(order.original ? [order.original] : []), ...order.returns].map((other) => (
          <div className={classes.fact} key={other.id}>
            <dt>
              <PageLink to={`/sales/${other.id}`}>{other.number}</PageLink>{' '}
              <Text span size="xs" c="dimmed">
                <DateText date={other.business_date} />
              </Text>
            </dt>
            <dd>
              <Amount minor={other.total_minor} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
