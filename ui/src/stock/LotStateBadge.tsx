import { StateBadge, type Tone } from '../components/pieces';
import { useText } from '../i18n';

export type LotState = 'open' | 'quarantined' | 'recalled';

const TONES: Record<LotState, Tone> = { open: 'good', quarantined: 'warning', recalled: 'danger' };

/** Whether a lot may be sold. An open lot that has expired may not, so it says so instead. */
export function LotStateBadge({ state, isExpired = false }: { state: LotState; isExpired?: boolean }) {
  const text = useText();
  if (isExpired && state === 'open') return <StateBadge tone="danger">{text('stock.band.expired')}</StateBadge>;
  return <StateBadge tone={TONES[state]}>{text(`stock.lot_state.${state}`)}</StateBadge>;
}
