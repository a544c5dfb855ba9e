import { Button, Group, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { usePerform } from '../api/hooks';
import { Amount, QuantityText } from '../components/Amount';
import { ExpiryText } from '../components/Expiry';
import { PageLink } from '../components/PageLink';
import { FormError, Notice } from '../components/pieces';
import { useMay } from '../components/shop';
import { useToast } from '../components/toast';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import type { LotRow } from './LotsPage';
import { LotStateBadge, type LotState } from './LotStateBadge';
import classes from './stock.module.css';

/** One lot: what is left of it, its movements, and whether it may be sold. Another state needs a reason, which stays with the lot. */
export function LotDialog({ lot, onClose }: { lot: LotRow; onClose: () => void }) {
  const text = useText();
  const fieldError = useFieldError();
  const may = useMay();
  const toast = useToast();
  const [state, setState] = useState<LotState>(lot.state);
  const [reason, setReason] = useState('');
  const change = usePerform('change_lot_state');
  const isOther = state !== lot.state;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { path: { lot_id: lot.id }, body: { state, reason: reason.trim() } },
      {
        onSuccess: () => {
          toast.done(text(`stock.lot_now.${state}`, { code: lot.code }));
          onClose();
        },
      },
    );
  };
  const reasonError = fieldError(change.error, 'reason');
  return (
    <Modal opened onClose={onClose} title={text('stock.lot_title', { code: lot.code })} centered size="md" closeButtonProps={{ 'aria-label': text('action.close') }}>
      <form onSubmit={submit}>
        <Stack>
          <dl className={classes.facts}>
            <dt>{text('stock.product')}</dt>
            <dd>
              <PageLink to={`/products/${lot.product_id}`}>{lot.name}</PageLink>
            </dd>
            <dt>{text('stock.good_until')}</dt>
            <dd>
              <ExpiryText date={lot.expiry_date} withDate />
            </dd>
            <dt>{text('stock.on_hand')}</dt>
            <dd>
              <PageLink to={`/stock/movements?variant_id=${lot.variant_id}&lot_id=${lot.id}`}>
                <QuantityText thousandths={lot.on_hand_thousandths} /> · {text('stock.show_movements')}
              </PageLink>
            </dd>
            {may('see_costs') && (
              <>
                <dt>{text('stock.value')}</dt>
                <dd>
                  <Amount minor={lot.value_minor} withCurrency />
                </dd>
              </>
            )}
            <dt>{text('stock.lot_state')}</dt>
            <dd>
              <LotStateBadge state={lot.state} isExpired={lot.band === 'expired'} />
              {lot.state_reason && (
                <Text size="sm" c="dimmed" mt={4}>
                  {lot.state_reason}
                </Text>
              )}
            </dd>
          </dl>
          {may('adjust_stock') && (
            <>
              <SegmentedControl
                fullWidth
                aria-label={text('stock.lot_state')}
                value={state}
                onChange={(value) => setState(value as LotState)}
                data={(['open', 'quarantined', 'recalled'] as const).map((value) => ({ value, label: text(`stock.lot_state.${value}`) }))}
              />
              {isOther && (
                <>
                  <Notice tone={state === 'open' ? 'info' : 'warning'}>{text(`stock.lot_means.${state}`)}</Notice>
                  <Textarea
                    label={text('stock.lot_reason')}
                    placeholder={text(`stock.lot_reason_example.${state}`)}
                    required
                    maxLength={500}
                    autosize
                    minRows={2}
                    value={reason}
                    error={reasonError}
                    onChange={(event) => setReason(event.currentTarget.value)}
                    data-autofocus
                  />
                </>
              )}
            </>
          )}
          {change.isError && !reasonError && <FormError error={change.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {text(isOther ? 'action.cancel' : 'action.close')}
            </Button>
            {isOther && (
              <Button type="submit" loading={change.isPending} disabled={reason.trim() === ''} {...(state === 'recalled' && { color: 'red' })}>
                {text(`stock.lot_make.${state}`)}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
