/** What the audit shows, said in words. What has none, such as an operation of an older version, is shown as it is kept. */
import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Answer } from '../api/client';
import { formatAmount, formatPrice, formatQuantity, formatRate } from '../components/Amount';
import { formatDate } from '../components/DateText';
import { useRoleName } from '../components/roles';
import { usePersonName } from '../components/people';
import { useShopFormat, type ShopFormat } from '../components/shop';
import { useText, type MessageId } from '../i18n';

export type Commit = Answer<'list_commits'>['rows'][number];
export type Change = Commit['changes'][number];
export type Access = Answer<'list_accesses'>['rows'][number];

/** The kinds of records that changes are written down of, as the filter offers them. */
export const TABLES = ['products', 'variants', 'categories', 'customers', 'lots', 'imports', 'shop', 'key_slots', 'tax_categories', 'tax_rates', 'staff', 'roles', 'devices'] as const;

/** How an access can end, as the filter offers it: every refusal together, then each. */
export const REFUSED = 'refused_any';
export const OUTCOMES = ['granted', REFUSED, 'signed_out', 'code_needed', 'throttled', 'forbidden', 'password_needed', 'second_factor_needed'] as const;

export const FILTERS = { tab: '', person: '', table: '', from: '', to: '', account: '', operation: '', outcome: '' };
export type AuditFilters = Record<keyof typeof FILTERS, string>;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY_MS = 86_400_000;

export interface CommitsQuery {
  staff_id?: string;
  table?: string;
  from_ms?: number;
  until_ms?: number;
}

/** What the server is asked for: days are those of the shop, the last one included. What makes no sense in an address is left out. */
export function asQuery(filters: AuditFilters, timeZone: string): CommitsQuery {
  const query: CommitsQuery = {};
  if (ID.test(filters.person)) query.staff_id = filters.person;
  if ((TABLES as readonly string[]).includes(filters.table)) query.table = filters.table;
  if (DATE.test(filters.from)) query.from_ms = beginOfDay(filters.from, timeZone);
  if (DATE.test(filters.to)) query.until_ms = beginOfDay(dayAfter(filters.to), timeZone);
  return query;
}

export interface AccessesQuery {
  account?: string;
  operation?: string;
  outcome?: string;
  refused?: true;
  from_ms?: number;
  until_ms?: number;
}

/** As [`asQuery`], of who was let in and who was refused. */
export function asAccessesQuery(filters: AuditFilters, timeZone: string): AccessesQuery {
  const { from_ms, until_ms } = asQuery(filters, timeZone);
  const account = filters.account.trim();
  const isOutcome = (OUTCOMES as readonly string[]).includes(filters.outcome);
  return {
    ...(account !== '' && { account }),
    ...(/^[a-z_]+$/.test(filters.operation) && { operation: filters.operation }),
    ...(filters.outcome === REFUSED ? { refused: true as const } : isOutcome && { outcome: filters.outcome }),
    ...(from_ms !== undefined && { from_ms }),
    ...(until_ms !== undefined && { until_ms }),
  };
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** The moment at which a day begins in a time zone, in UTC milliseconds. */
export function beginOfDay(date: string, timeZone: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`);
  // The offset of the guess may be that of the other side of a change of the clocks, so it is looked up once more.
  const guess = wanted - offsetAt(wanted, timeZone);
  return wanted - offsetAt(guess, timeZone);
}

/** How far the clocks of a time zone are ahead of UTC at a moment. */
function offsetAt(atMs: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(atMs);
  return Date.parse(`${clock.replace(' ', 'T')}Z`) - atMs;
}

/** What a value means by itself, from the field's name and what is kept; words of the languages are looked up by the caller. */
export function valueText(field: string, raw: string, shop: ShopFormat, inWords: (id: string) => string | undefined): string {
  const whole = /^-?\d+$/.test(raw) ? Number(raw) : null;
  if (whole !== null && field === 'rate_millionths') return formatRate(whole, shop.locale);
  if (whole !== null && field.endsWith('_millionths')) return formatPrice(whole, shop, true);
  if (whole !== null && field.endsWith('_thousandths')) return formatQuantity(whole, shop.locale);
  if (whole !== null && field.endsWith('_minor')) return formatAmount(whole, shop, { withCurrency: true });
  if (DATE.test(raw)) return formatDate(raw, shop);
  if (raw.startsWith('[')) return listText(raw);
  return inWords(`audit.value.${field}.${raw}`) ?? inWords(`audit.value.${raw}`) ?? raw;
}

function listText(raw: string): string {
  try {
    const list: unknown = JSON.parse(raw);
    return Array.isArray(list) ? list.join(', ') : raw;
  } catch {
    return raw;
  }
}

export type Tone = 'good' | 'danger' | 'pending';

/** How an access went, as the colour of its badge. Being asked for the code is a step on the way in. */
export function toneOf(outcome: string): Tone {
  if (outcome === 'granted') return 'good';
  return outcome === 'code_needed' ? 'pending' : 'danger';
}

/** Operations that ask for the password or the PIN of somebody who is signed in already. */
const ASK_AGAIN = ['unlock_current_session', 'switch_person', 'change_current_session', 'create_second_factor', 'delete_second_factor', 'set_pin'];

/** Which words an outcome has: "forbidden" is about the key with the recovery kit, about what was typed where a password or PIN is asked for, and else about a role. */
export function outcomeKey({ operation, outcome }: Pick<Access, 'operation' | 'outcome'>): string {
  if (outcome !== 'forbidden') return outcome;
  if (operation === 'recover_owner') return 'wrong_kit';
  return ASK_AGAIN.includes(operation) ? 'wrong_secret' : outcome;
}

/** What can be done before anybody is signed in; all else without a person the program does by itself. */
const BEFORE_SIGN_IN = ['create_session', 'recover_owner', 'set_up_shop', 'unseal_shop'];

/** `const words = useAuditWords(); words.operation('change_staff')`. */
export function useAuditWords() {
  const intl = useIntl();
  const text = useText();
  const roleName = useRoleName();
  const shop = useShopFormat();
  const personName = usePersonName();
  return useMemo(() => {
    const inWords = (id: string) => (id in intl.messages ? text(id as MessageId) : undefined);
    const value = (field: string, raw: string | null | undefined) => {
      if (raw === null || raw === undefined || raw === '') return '';
      if (field === 'permission') return inWords(`permission.${raw}`) ?? raw;
      return field === 'role' ? roleName(raw) : valueText(field, raw, shop, inWords);
    };
    const field = (raw: string) => inWords(`audit.field.${raw}`) ?? raw;
    const table = (raw: string) => inWords(`audit.table.${raw}`) ?? raw;
    const change = ({ field: name, before, after }: Change) => {
      const [was, is] = [value(name, before), value(name, after)];
      if (was === '' && is === '') return field(name);
      return `${field(name)}: ${was === '' ? is : text('audit.instead', { before: was, after: is === '' ? text('audit.nothing') : is })}`;
    };
    const named = (kind: string, name: string) => (kind === 'roles' ? roleName(name) : personName(name));
    const record = ({ table: kind, record_name }: Change) => (typeof record_name === 'string' ? `${table(kind)} ${named(kind, record_name)}` : table(kind));
    return {
      person: ({ staff_name, operation }: Commit) => personName(staff_name) || text(BEFORE_SIGN_IN.includes(operation) ? 'audit.nobody' : 'audit.program'),
      operation: (raw: string) => inWords(`audit.operation.${raw}`) ?? raw,
      outcome: (access: Pick<Access, 'operation' | 'outcome'>) => inWords(`audit.outcome.${outcomeKey(access)}`) ?? access.outcome,
      table,
      field,
      value,
      change,
      record,
      /** The record of a commit, or the first of several with how many more there are. */
      records: (changes: readonly Change[]) => {
        const [first] = changes;
        const others = new Set(changes.map((one) => one.record)).size - 1;
        if (!first) return '';
        return others > 0 ? `${record(first)} ${text('audit.more', { count: others })}` : record(first);
      },
    };
  }, [intl, text, roleName, shop, personName]);
}

export type AuditWords = ReturnType<typeof useAuditWords>;
