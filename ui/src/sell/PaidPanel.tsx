/** After the commit: what goes back, and the receipt as the very file that prints. The next scan starts a new ticket by itself. */
import { Button, Group, Modal, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconFileInvoice } from '@tabler/icons-react';
import { useOperation, usePerform } from '../api/hooks';
import { Amount } from '../components/Amount';
import { FileKeys } from '../components/FileKeys';
import { PageImage } from '../components/PageImage';
import { ErrorState, FormError, Notice } from '../components/pieces';
import { useMay } from '../components/shop';
import { useText } from '../i18n';
import classes from './Pay.module.css';
import type { Posted } from './PayPanel';

interface PaidPanelProps {
  posted: Posted;
  /** The sale a return was made against had an invoice, so its correction is a credit note. */
  needsCreditNote?: boolean;
  /** What the till had shown. It differs when the ticket was posted before, unnoticed, and changed since. */
  expectedMinor: number;
  onClose: () => void;
}

export function PaidPanel({ posted, needsCreditNote = false, expectedMinor, onClose }: PaidPanelProps) {
  const text = useText();
  const may = useMay();
  const isReturn = posted.kind === 'return';
  return (
    <Modal opened onClose={onClose} size={760} title={text(isReturn ? 'sell.returned_title' : 'sell.paid_title', { number: posted.number })} closeButtonProps={{ 'aria-label': text('action.close') }}>
      <div className={classes.done}>
        <Stack justify="space-between" gap="lg">
          <div>
            <Group gap="sm" mb="lg">
              <ThemeIcon color="green" size={36} radius={18} aria-hidden>
                <IconCheck size={22} />
              </ThemeIcon>
              <Text fw={600}>{text(isReturn ? 'sell.return_posted' : 'sell.sale_posted')}</Text>
            </Group>
            {posted.total_minor !== expectedMinor && (
              <Group mb="md">
                <Notice tone="warning" isAnswer>
                  {text('sell.posted_before')}
                </Notice>
              </Group>
            )}
            <Outcome posted={posted} />
          </div>
          <Stack gap="xs">
            {may('issue_documents') && (!isReturn || needsCreditNote) && <DocumentKey orderId={posted.id} isReturn={isReturn} />}
            <Button size="lg" data-autofocus onClick={onClose}>
              {text('sell.next_ticket')}
            </Button>
            <Text size="xs" c="dimmed" ta="center">
              {text('sell.next_ticket_hint')}
            </Text>
          </Stack>
        </Stack>
        <Receipt orderId={posted.id} number={posted.number} />
      </div>
    </Modal>
  );
}

function Outcome({ posted }: { posted: Posted }) {
  const text = useText();
  const cashOut = posted.payments.filter(({ method, amount_minor }) => method === 'cash' && amount_minor < 0).reduce((sum, payment) => sum - payment.tendered_minor, 0);
  const isReturn = posted.kind === 'return';
  const isToCard = isReturn && cashOut === 0;
  const shown = isToCard ? -posted.total_minor : isReturn ? cashOut : posted.change_minor;
  return (
    <div role="status">
      <div className={classes.label}>{text(isToCard ? 'sell.given_back_to_card' : isReturn ? 'sell.give_out' : 'sell.change')}</div>
      <div className={classes.change}>
        <Amount minor={shown} withCurrency />
      </div>
      {!isReturn && (
        <Text size="sm" c="dimmed" mt={6}>
          {text('sell.of_total')} <Amount minor={posted.total_minor} withCurrency />
        </Text>
      )}
    </div>
  );
}

function Receipt({ orderId, number }: { orderId: string; number: string }) {
  const text = useText();
  const picture = useOperation('preview_receipt', { path: { id: orderId }, query: { width_px: 520 } });
  return (
    <div>
      {/* A region that scrolls must be reachable with the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.receipt} tabIndex={0} role="region" aria-label={text('sell.receipt')}>
        {picture.error ? <ErrorState error={picture.error} onRetry={() => void picture.refetch()} /> : <PageImage file={picture.data as Blob | undefined} alt={text('sell.receipt_of', { number })} />}
      </div>
      <FileKeys operation="find_receipt" id={orderId} />
    </div>
  );
}

/** Issues the invoice (or credit note) and offers its file. */
function DocumentKey({ orderId, isReturn }: { orderId: string; isReturn: boolean }) {
  const text = useText();
  const invoice = usePerform('issue_invoice');
  const note = usePerform('issue_credit_note');
  const issue = isReturn ? note : invoice;
  if (issue.data) return <IssuedKeys documentId={issue.data.id} number={issue.data.number} isReturn={isReturn} />;
  return (
    <>
      {issue.error && <FormError error={issue.error} />}
      <Button variant="default" size="md" leftSection={<IconFileInvoice size={18} />} loading={issue.isPending} onClick={() => issue.mutate({ path: { id: orderId } })}>
        {text(isReturn ? 'sell.issue_credit_note' : 'sell.issue_invoice')}
      </Button>
    </>
  );
}

function IssuedKeys({ documentId, number, isReturn }: { documentId: string; number: string; isReturn: boolean }) {
  const text = useText();
  return (
    <div role="status">
      <Text size="sm" fw={500}>
        {text(isReturn ? 'sell.credit_note_issued' : 'sell.invoice_issued', { number })}
      </Text>
      <FileKeys operation="download_document" id={documentId} />
    </div>
  );
}
