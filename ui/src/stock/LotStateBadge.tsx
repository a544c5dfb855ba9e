import { StateBadge, type Tone } from '../components/pieces';
import { useText } from '../i18n';

export type LotState = 'open' | 'quarantined' | 'recalled';

const TONES: Record<LotState, Tone> = { open: 'good', quarantined: 'warning', recalled: 'danger' };

export function LotStateBadge({ state }: { state: LotState }) {
  const text = useText();
  return <StateBadge tone={TONES[state]}>{text(`stock.lot_state.${state}`)}</StateBadge>;
}
