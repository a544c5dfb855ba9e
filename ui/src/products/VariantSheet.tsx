import { ActionIcon, Button, Checkbox, Group, Menu, Text, Title, Tooltip } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconColumns, IconDots, IconListDetails, IconPackages, IconPlus, IconTrash } from '@tabler/icons-react';
import { memo, useCallback, useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from 'react';
import { Amount, QuantityText } from '../components/Amount';
import { newId } from '../components/ids';
import { PageLink, useOpenPage } from '../components/PageLink';
import { useMay, useShopFormat } from '../components/shop';
import { useText, type MessageId } from '../i18n';
import { cellText, newVariant, readBlock, withBlock, withCell, type CellColumn, type ProductDraft, type VariantDraft } from './draft';
import { OptionsDialog } from './OptionsDialog';
import classes from './products.module.css';

/** Most variants of one product, as the server takes them. */
export const VARIANTS_MAX = 500;

/** What the server knows of a variant beside what can be edited. */
export interface StoredStock {
  on_hand_thousandths: number;
  stock_value_minor?: number | null | undefined;
  is_low: boolean;
}

interface VariantSheetProps {
  draft: ProductDraft;
  onChange: (change: (draft: ProductDraft) => ProductDraft) => void;
  /** By variant id; nothing for a new product. */
  stock: ReadonlyMap<string, StoredStock>;
  /** What is wrong, by the server's name of the field: `variants[0].sku`. */
  problems: ReadonlyMap<string, string>;
  mayEdit: boolean;
  /** The row to light up: what was just scanned. */
  lit?: string | undefined;
}

interface SheetColumn {
  id: CellColumn;
  heading: string;
  isRight?: boolean;
  width: number;
}

/** The variants of a product, edited like a sheet: arrows and Enter move, a block from a spreadsheet is pasted whole. */
export function VariantSheet({ draft, onChange, stock, problems, mayEdit, lit }: VariantSheetProps) {
  const text = useText();
  const may = useMay();
  const shop = useShopFormat();
  const table = useRef<HTMLTableElement>(null);
  const [hasMore, setMore] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const seesCosts = may('see_costs') && stock.size > 0;
  const columns = sheetColumns(draft, hasMore, text, shop.currency);
  const columnIds = columns.map(({ id }) => id);
  const columnKey = columnIds.join(' ');

  const change = useCallback(
    (row: number, edit: (variant: VariantDraft) => VariantDraft) =>
      onChange((before) => ({ ...before, variants: before.variants.map((variant, index) => (index === row ? edit(variant) : variant)) })),
    [onChange],
  );
  const type = useCallback((row: number, column: CellColumn, typed: string) => change(row, (variant) => withCell(variant, column, typed, shop.locale)), [change, shop.locale]);
  const focus = useCallback((row: number, column: string) => {
    const cell = table.current?.querySelector<HTMLInputElement>(`input[data-row="${row}"][data-column="${column}"]`);
    cell?.focus();
    return cell !== null && cell !== undefined;
  }, []);
  const add = () => {
    onChange((before) => ({ ...before, variants: [...before.variants, newVariant(newId(), before.variants.at(-1))] }));
    const row = draft.variants.length;
    requestAnimationFrame(() => focus(row, columnIds[0] ?? 'sku'));
  };
  const paste = useCallback(
    (row: number, column: CellColumn, block: string[][]) =>
      onChange((before) => ({
        ...before,
        variants: withBlock(before.variants, { row, column }, block, columnKey.split(' ') as CellColumn[], { locale: shop.locale, newKey: newId, rowsMax: VARIANTS_MAX }),
      })),
    [onChange, columnKey, shop.locale],
  );
  const remove = useCallback((row: number) => onChange((before) => ({ ...before, variants: before.variants.filter((_variant, index) => index !== row) })), [onChange]);

  return (
    <>
      <Group justify="space-between" px={16} py={12}>
        <div>
          <Title order={2}>{text('products.variants')}</Title>
          {mayEdit && (
            <Text size="xs" c="dimmed">
              {text('products.sheet_hint')}
            </Text>
          )}
        </div>
        <Group gap="xs">
          <Button size="xs" variant="subtle" leftSection={<IconColumns size={15} />} aria-pressed={hasMore} onClick={() => setMore(!hasMore)}>
            {text(hasMore ? 'products.fewer_columns' : 'products.more_columns')}
          </Button>
          {mayEdit && (
            <>
              <Button size="xs" variant="default" leftSection={<IconListDetails size={15} />} onClick={() => setChoosing(true)}>
                {text('products.options')}
              </Button>
              <Button size="xs" variant="default" leftSection={<IconPlus size={15} />} disabled={draft.variants.length >= VARIANTS_MAX} onClick={add}>
                {text('products.add_variant')}
              </Button>
            </>
          )}
        </Group>
      </Group>
      {/* Scrolls, so the keyboard must be able to reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.sheet} tabIndex={0} role="group" aria-label={text('products.variants')}>
        <table ref={table}>
          <thead>
            <tr>
              {columns.map(({ id, heading, isRight, width }) => (
                <th key={id} scope="col" className={isRight ? classes.right : ''} style={{ minWidth: width }}>
                  {heading}
                </th>
              ))}
              {hasMore && <th scope="col">{text('products.track_stock')}</th>}
              <th scope="col">{text('products.track_lots')}</th>
              {stock.size > 0 && (
                <th scope="col" className={classes.right}>
                  {text('products.on_hand')}
                </th>
              )}
              {seesCosts && (
                <th scope="col" className={classes.right}>
                  {text('products.stock_value')}
                </th>
              )}
              <th scope="col">
                <span className="unseen">{text('products.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {draft.variants.map((variant, row) => (
              <SheetRow
                key={variant.key}
                variant={variant}
                row={row}
                columnKey={columnKey}
                hasSwatch={draft.option_1_name.trim() !== ''}
                hasMore={hasMore}
                isGoods={draft.kind === 'goods'}
                isOnly={draft.variants.length === 1}
                isLit={variant.id !== null && variant.id === lit}
                stock={variant.id === null ? undefined : stock.get(variant.id)}
                hasStock={stock.size > 0}
                seesCosts={seesCosts}
                problems={problemsOfRow(problems, row)}
                mayEdit={mayEdit}
                onType={type}
                onChange={change}
                onPaste={paste}
                onRemove={remove}
                onMove={focus}
              />
            ))}
          </tbody>
        </table>
      </div>
      {isChoosing && <OptionsDialog draft={draft} onChange={onChange} onClose={() => setChoosing(false)} newKey={newId} />}
    </>
  );
}

function sheetColumns(draft: ProductDraft, hasMore: boolean, text: (id: MessageId) => string, currency: string): SheetColumn[] {
  const columns: SheetColumn[] = [];
  const names = [draft.option_1_name, draft.option_2_name, draft.option_3_name];
  (['option_1', 'option_2', 'option_3'] as const).forEach((id, index) => {
    const name = names[index]?.trim();
    if (name) columns.push({ id, heading: name, width: index === 0 ? 165 : 120 });
  });
  columns.push(
    { id: 'sku', heading: text('products.sku'), width: 110 },
    { id: 'barcodes', heading: text('products.barcodes'), width: 150 },
    { id: 'price_millionths', heading: `${text('products.price')} (${currency})`, isRight: true, width: 100 },
    { id: 'reorder_point_thousandths', heading: text('products.reorder_point'), isRight: true, width: 90 },
  );
  if (hasMore)
    columns.push(
      { id: 'reorder_target_thousandths', heading: text('products.reorder_target'), isRight: true, width: 90 },
      { id: 'unit', heading: text('products.unit'), width: 80 },
      { id: 'content_thousandths', heading: text('products.content'), isRight: true, width: 80 },
      { id: 'content_unit', heading: text('products.content_unit'), width: 80 },
    );
  return columns;
}

/** The problems of a row as one text, so that rows without any need not be drawn again. */
function problemsOfRow(problems: ReadonlyMap<string, string>, row: number): string {
  const start = `variants[${row}].`;
  const found = [...problems].filter(([field]) => field.startsWith(start)).map(([field, message]) => [field.slice(start.length), message]);
  return found.length === 0 ? '' : JSON.stringify(found);
}

interface SheetRowProps {
  variant: VariantDraft;
  row: number;
  columnKey: string;
  hasSwatch: boolean;
  hasMore: boolean;
  isGoods: boolean;
  isOnly: boolean;
  isLit: boolean;
  stock: StoredStock | undefined;
  hasStock: boolean;
  seesCosts: boolean;
  problems: string;
  mayEdit: boolean;
  onType: (row: number, column: CellColumn, typed: string) => void;
  onChange: (row: number, edit: (variant: VariantDraft) => VariantDraft) => void;
  onPaste: (row: number, column: CellColumn, block: string[][]) => void;
  onRemove: (row: number) => void;
  onMove: (row: number, column: string) => boolean;
}

const SheetRow = memo(function SheetRow(props: SheetRowProps) {
  const { variant, row, columnKey, hasSwatch, hasMore, isGoods, isLit, stock, hasStock, seesCosts, mayEdit, onChange } = props;
  const text = useText();
  const columns = columnKey.split(' ') as CellColumn[];
  const problems = new Map<string, string>(props.problems === '' ? [] : (JSON.parse(props.problems) as [string, string][]));
  const tracksStock = isGoods && variant.track_stock;
  return (
    <tr data-archived={variant.state === 'archived' || undefined} data-lit={isLit || undefined} {...(isLit && { 'aria-current': true })}>
      {columns.map((column, index) => (
        <td key={column}>
          {hasSwatch && index === 0 ? (
            <Group gap={0} wrap="nowrap">
              <SwatchInput value={variant.swatch} isOff={!mayEdit} onChange={(swatch) => onChange(row, (before) => ({ ...before, swatch }))} />
              <Cell {...props} column={column} problem={problems.get(column)} />
            </Group>
          ) : (
            <Cell {...props} column={column} problem={problems.get(column)} />
          )}
        </td>
      ))}
      {hasMore && (
        <td className={classes.fixed}>
          <Checkbox
            size="xs"
            aria-label={text('products.track_stock')}
            checked={tracksStock}
            disabled={!mayEdit || !isGoods}
            onChange={(event) => {
              const { checked } = event.currentTarget;
              onChange(row, (before) => ({ ...before, track_stock: checked, track_lots: checked && before.track_lots }));
            }}
          />
        </td>
      )}
      <td className={classes.fixed}>
        <Tooltip label={problems.get('track_lots') ?? text('products.track_lots_hint')}>
          <Checkbox
            size="xs"
            aria-label={text('products.track_lots')}
            checked={tracksStock && variant.track_lots}
            disabled={!mayEdit || !tracksStock}
            error={problems.has('track_lots')}
            onChange={(event) => {
              const { checked } = event.currentTarget;
              onChange(row, (before) => ({ ...before, track_lots: checked }));
            }}
          />
        </Tooltip>
      </td>
      {hasStock && (
        <td className={`${classes.fixed} ${classes.right}`}>
          {stock && tracksStock ? (
            <span className={classes.onHand}>
              {stock.is_low && <span className={classes.low}>{text('products.low_short')}</span>}
              <PageLink to={`/stock/movements?variant_id=${variant.id}`} c="inherit" title={text('products.show_movements')}>
                <QuantityText thousandths={stock.on_hand_thousandths} />
              </PageLink>
            </span>
          ) : (
            '–'
          )}
        </td>
      )}
      {seesCosts && <td className={`${classes.fixed} ${classes.right}`}>{tracksStock ? <Amount minor={stock?.stock_value_minor} /> : '–'}</td>}
      <td className={classes.fixed}>
        <RowMenu {...props} />
      </td>
    </tr>
  );
});

function RowMenu({ variant, row, isOnly, mayEdit, onChange, onRemove }: SheetRowProps): ReactNode {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const mayAdjust = may('adjust_stock') && variant.id !== null && variant.track_stock;
  if (!mayEdit && !mayAdjust) return null;
  const isArchived = variant.state === 'archived';
  const setState = (state: VariantDraft['state']) => onChange(row, (before) => ({ ...before, state }));
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={text('products.variant_actions', { number: row + 1 })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayAdjust && (
          <Menu.Item leftSection={<IconPackages size={15} />} onClick={() => open(`/stock?adjust=${variant.id}`)}>
            {text('products.adjust')}
          </Menu.Item>
        )}
        {mayEdit && variant.id !== null && (
          <Menu.Item leftSection={isArchived ? <IconArchiveOff size={15} /> : <IconArchive size={15} />} onClick={() => setState(isArchived ? 'active' : 'archived')}>
            {text(isArchived ? 'products.restore_variant' : 'products.archive_variant')}
          </Menu.Item>
        )}
        {mayEdit && variant.id === null && (
          <Menu.Item leftSection={<IconTrash size={15} />} disabled={isOnly} onClick={() => onRemove(row)}>
            {text('products.remove_variant')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The colour of a shade; without one the circle is dashed. The name beside it says the same in words. */
function SwatchInput({ value, isOff, onChange }: { value: string | null; isOff: boolean; onChange: (value: string) => void }) {
  const text = useText();
  return (
    <Tooltip label={text('products.swatch')}>
      <input
        type="color"
        className={classes.swatch}
        aria-label={text('products.swatch')}
        data-empty={value === null || undefined}
        value={value ?? '#cccccc'}
        disabled={isOff}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Tooltip>
  );
}

const RIGHT: CellColumn[] = ['price_millionths', 'reorder_point_thousandths', 'reorder_target_thousandths', 'content_thousandths'];

interface CellProps extends SheetRowProps {
  column: CellColumn;
  problem: string | undefined;
}

function Cell({ variant, row, column, columnKey, problem, mayEdit, onType, onPaste, onMove }: CellProps) {
  const text = useText();
  const shop = useShopFormat();
  // What is being typed: the value itself would be written anew at every key.
  const [typed, setTyped] = useState<string | null>(null);
  const before = useRef('');
  const unread = variant.unread[column as keyof VariantDraft['unread']];
  const message = unread ? text(`input.${unread.problem}`, { decimals: column === 'price_millionths' ? 6 : 3 }) : problem;
  const shown = typed ?? cellText(variant, column, shop.locale, shop.currency_exponent);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const columns = columnKey.split(' ');
    const at = columns.indexOf(column);
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const isAtStart = selectionStart === 0 && selectionEnd === (typed === null ? value.length : 0);
    const isAtEnd = selectionEnd === value.length && (typed === null || selectionStart === value.length);
    const move = (down: number, right: number) => {
      const next = columns[at + right];
      if (next !== undefined && onMove(row + down, next)) event.preventDefault();
    };
    if (event.key === 'ArrowDown' || (event.key === 'Enter' && !event.shiftKey)) move(1, 0);
    else if (event.key === 'ArrowUp' || event.key === 'Enter') move(-1, 0);
    else if (event.key === 'ArrowLeft' && isAtStart) move(0, -1);
    else if (event.key === 'ArrowRight' && isAtEnd) move(0, 1);
    else if (event.key === 'Escape' && typed !== null) {
      event.preventDefault();
      setTyped(null);
      onType(row, column, before.current);
    }
  };
  const onCellPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const block = readBlock(event.clipboardData.getData('text/plain'));
    if (!block) return;
    event.preventDefault();
    setTyped(null);
    onPaste(row, column, block);
  };
  return (
    <Tooltip label={message ?? ''} disabled={!message}>
      <input
        className={classes.cell}
        data-row={row}
        data-column={column}
        data-right={RIGHT.includes(column) || undefined}
        aria-label={text(`products.column.${column}`)}
        aria-invalid={message !== undefined}
        autoComplete="off"
        spellCheck={false}
        value={shown}
        disabled={!mayEdit}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          onType(row, column, event.currentTarget.value);
        }}
        onFocus={(event) => {
          before.current = shown;
          event.currentTarget.select();
        }}
        onBlur={() => setTyped(null)}
        onKeyDown={onKeyDown}
        onPaste={onCellPaste}
      />
    </Tooltip>
  );
}
