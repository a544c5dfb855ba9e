/** One line of the ticket; the chosen one opens its tools. */
import { ActionIcon, Button, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconMinus, IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Amount, formatAmount, formatPrice, formatQuantity, formatRate } from '../components/Amount';
import { formatDate } from '../components/DateText';
import { useShopFormat, type ShopFormat } from '../components/shop';
import { useText, type Text } from '../i18n';
import { asLot, leftOver, plannedLots, sellableLots, type LotPart } from './shelf';
import { Swatch } from './Swatch';
import classes from './TicketPane.module.css';
import { ONE, type Line, type Lot } from './ticket';
import type { PricedLine, TillVariant } from './usePriced';

interface LineRowProps {
  line: Line;
  priced: PricedLine | undefined;
  isCurrent: boolean;
  shelf: TillVariant | undefined;
  /** All of this variant on the ticket. */
  wantedThousandths: number;
  /** What lines above take of the same lots. */
  takenBefore: ReadonlyMap<string, number>;
  /** What the server says against this line. */
  problem: string | undefined;
  isChosen: boolean;
  /** Counts up whenever the line was added to. */
  lit: number | null;
  mayDiscount: boolean;
  mayGoBelowZero: boolean;
  onChoose: () => void;
  onQuantity: (thousandths: number) => void;
  onLot: (lot: Lot | null) => void;
  onPrice: () => void;
  onDiscount: () => void;
  onRemove: () => void;
}

export function LineRow(props: LineRowProps) {
  const { line, priced, isCurrent, shelf, isChosen, lit, problem } = props;
  const text = useText();
  const shop = useShopFormat();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen, lit]);
  const lots = shelf ? plannedLots(shelf, line.quantityThousandths, line.lot?.id ?? null, props.takenBefore) : [];
  const left = shelf && !props.mayGoBelowZero ? leftOver(shelf, props.wantedThousandths) : null;
  const warning = problem ?? (left !== null && left < 0 && shelf ? text('sell.too_many', { left: formatQuantity(shelf.sellable_thousandths, shop.locale) }) : undefined);
  return (
    <li ref={item} className={classes.line} data-chosen={isChosen || undefined}>
      {lit !== null && <span key={lit} className={classes.line} data-lit style={{ position: 'absolute', inset: 0, borderBottom: 0, pointerEvents: 'none' }} aria-hidden />}
      <UnstyledButton className={classes.row} aria-pressed={isChosen} onClick={props.onChoose}>
        <span className={classes.name}>
          {line.article.swatch && <Swatch color={line.article.swatch} size={14} />}
          {line.article.name}
        </span>
        <span className={`figure ${classes.quantity ?? ''}`} data-many={line.quantityThousandths !== ONE || undefined}>
          {formatQuantity(line.quantityThousandths, shop.locale)} ×
        </span>
        <span className={classes.amount} data-waiting={!isCurrent || undefined}>
          <Amount minor={priced?.amount_minor} />
        </span>
        <span className={classes.below}>{describe(line, lots, shop, text)}</span>
        {line.discount && <span className={`figure ${classes.off ?? ''}`}>−{describeDiscount(line, priced, shop)}</span>}
        {warning && (
          <span className={classes.warning} role="status">
            <IconAlertTriangle size={14} aria-hidden />
            {warning}
          </span>
        )}
      </UnstyledButton>
      {isChosen && <Tools {...props} />}
    </li>
  );
}

/** Unit price where it is not plain, SKU, lot and expiry. */
function describe(line: Line, lots: LotPart[], shop: ShopFormat, text: Text): string {
  const price = line.priceMillionths ?? line.article.priceMillionths;
  const shown = lots.length > 0 ? lots.map((part) => asLot(part.lot)) : line.lot ? [line.lot] : [];
  return [
    line.quantityThousandths !== ONE || line.priceMillionths !== null ? text('sell.each', { price: formatPrice(price, shop) }) : '',
    shown.map((lot) => describeLot(lot, shop, text)).join(', ') || line.article.sku,
  ]
    .filter(Boolean)
    .join(' · ');
}

export function describeLot(lot: Lot, shop: Pick<ShopFormat, 'locale'>, text: Text): string {
  const expiry = lot.expiryDate === null ? '' : ` · ${text('sell.expires', { date: formatDate(lot.expiryDate, shop, { month: '2-digit', year: 'numeric' }) })}`;
  return text('sell.lot', { code: lot.code }) + expiry;
}

function describeDiscount(line: Line, priced: PricedLine | undefined, shop: ShopFormat): string {
  if (line.discount?.kind === 'percent') {
    const amount = priced ? ` (${formatAmount(priced.line_discount_minor, shop)})` : '';
    return formatRate(line.discount.rate_millionths, shop.locale) + amount;
  }
  return formatAmount(line.discount?.amount_minor ?? 0, shop);
}

function Tools({ line, shelf, mayDiscount, onQuantity, onLot, onPrice, onDiscount, onRemove }: LineRowProps) {
  const text = useText();
  const shop = useShopFormat();
  const lots = shelf ? sellableLots(shelf) : [];
  return (
    <div className={classes.tools} role="group" aria-label={line.article.name}>
      <div className={classes.stepper}>
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={text('sell.one_less')} disabled={line.quantityThousandths <= ONE} onClick={() => onQuantity(line.quantityThousandths - ONE)}>
          <IconMinus size={16} />
        </ActionIcon>
        <span className={`figure ${classes.stepperValue ?? ''}`} aria-live="polite">
          {formatQuantity(line.quantityThousandths, shop.locale)}
        </span>
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={text('sell.one_more')} onClick={() => onQuantity(line.quantityThousandths + ONE)}>
          <IconPlus size={16} />
        </ActionIcon>
      </div>
      {mayDiscount && (
        <>
          <Button size="xs" variant="default" onClick={onPrice}>
            {text('sell.price')}
          </Button>
          <Button size="xs" variant="default" onClick={onDiscount}>
            {text('sell.discount')}
          </Button>
        </>
      )}
      {(lots.length > 1 || line.lot) && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="xs" variant="default">
              {text('sell.choose_lot')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onLot(null)}>{text('sell.first_to_expire')}</Menu.Item>
            {lots.map((lot) => (
              <Menu.Item key={lot.lot_id} onClick={() => onLot(asLot(lot))} rightSection={<span className="figure">{formatQuantity(lot.on_hand_thousandths, shop.locale)}</span>}>
                {describeLot(asLot(lot), shop, text)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Tooltip label={`${text('sell.remove')} · Del`}>
        <ActionIcon variant="subtle" color="red" size={32} ml="auto" aria-label={text('sell.remove')} onClick={onRemove}>
          <IconTrash size={17} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
