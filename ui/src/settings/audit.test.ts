import { describe, expect, it } from 'vitest';
import document from '../api/openapi.json';
import { LANGUAGES, loadMessages } from '../i18n';
import { asAccessesQuery, asQuery, beginOfDay, FILTERS, outcomeKey, REFUSED, TABLES, toneOf, valueText } from './audit';

const shop = { locale: 'en-GB', currency: 'EUR', currency_exponent: 2, time_zone: 'Europe/Berlin' };

type Listed = { operationId: string; 'x-permission': string; 'x-invalidates'?: unknown };
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods) as unknown as Listed[]);
const all = await Promise.all(LANGUAGES.map(async ({ code, name }) => ({ name, messages: await loadMessages(code) })));

describe.each(all)('the audit in $name', ({ messages }) => {
  it('has words for every operation that writes', () => {
    const writing = operations.filter((operation) => 'x-invalidates' in operation);
    expect(writing.length).toBeGreaterThan(30);
    expect(writing.map(({ operationId }) => operationId).filter((name) => !(`audit.operation.${name}` in messages))).toEqual([]);
  });

  it('has words for every operation that a role can be refused', () => {
    const guarded = operations.filter((operation) => !['public', 'session', 'signed_in'].includes(operation['x-permission']));
    expect(guarded.map(({ operationId }) => operationId).filter((name) => !(`audit.operation.${name}` in messages))).toEqual([]);
  });

  it('has words for every kind of record that can be filtered by', () => {
    expect(TABLES.filter((table) => !(`audit.table.${table}` in messages))).toEqual([]);
  });
});

describe('the filters of the audit', () => {
  it('ask for whole days of the shop, the last one included', () => {
    const query = asQuery({ ...FILTERS, from: '2026-03-28', to: '2026-03-29' }, 'Europe/Berlin');
    expect(new Date(query.from_ms!).toISOString()).toBe('2026-03-27T23:00:00.000Z');
    expect(new Date(query.until_ms!).toISOString()).toBe('2026-03-29T22:00:00.000Z');
  });

  it('leave out what makes no sense in an address typed by hand', () => {
    expect(asQuery({ ...FILTERS, person: 'Ada', table: 'secrets', from: 'today' }, 'UTC')).toEqual({});
    expect(asAccessesQuery({ ...FILTERS, account: '  ', operation: 'DROP TABLE', outcome: 'well' }, 'UTC')).toEqual({});
  });

  it('ask for accesses by account, operation, outcome and day', () => {
    const filters = { ...FILTERS, account: ' Ben ', operation: 'create_session', outcome: 'throttled', from: '2026-03-28' };
    expect(asAccessesQuery(filters, 'UTC')).toEqual({ account: 'Ben', operation: 'create_session', outcome: 'throttled', from_ms: Date.UTC(2026, 2, 28) });
    expect(asAccessesQuery({ ...FILTERS, outcome: REFUSED }, 'UTC')).toEqual({ refused: true });
  });
});

describe('the beginning of a day', () => {
  it('is midnight on the clocks of the shop, on both sides of a change of the clocks', () => {
    expect(new Date(beginOfDay('2026-10-25', 'Europe/Berlin')).toISOString()).toBe('2026-10-24T22:00:00.000Z');
    expect(new Date(beginOfDay('2026-10-26', 'Europe/Berlin')).toISOString()).toBe('2026-10-25T23:00:00.000Z');
    expect(new Date(beginOfDay('2026-07-01', 'America/New_York')).toISOString()).toBe('2026-07-01T04:00:00.000Z');
    expect(new Date(beginOfDay('2026-07-01', 'Pacific/Auckland')).toISOString()).toBe('2026-06-30T12:00:00.000Z');
  });
});

describe('a value of the audit', () => {
  const words: Record<string, string> = { 'audit.value.true': 'yes', 'audit.value.state.active': 'active' };
  const said = (field: string, raw: string) => valueText(field, raw, shop, (id) => words[id]);

  it('is said as the field means it', () => {
    expect(said('price_millionths', '14900000')).toBe('€14.90');
    expect(said('rate_millionths', '190000')).toBe('19%');
    expect(said('reorder_point_thousandths', '2500')).toBe('2.5');
    expect(said('cash_rounding_minor', '5')).toBe('€0.05');
    expect(said('expiry_date', '2027-03-31')).toBe('31 Mar 2027');
    expect(said('barcodes', '["4006381333931","4006381333948"]')).toBe('4006381333931, 4006381333948');
    expect(said('track_lots', 'true')).toBe('yes');
    expect(said('state', 'active')).toBe('active');
  });

  it('stays as it is kept when nothing is known about it', () => {
    expect(said('name', 'Benno')).toBe('Benno');
    expect(said('price_millionths', 'many')).toBe('many');
    expect(said('note', '[not a list')).toBe('[not a list');
  });
});

describe('an access', () => {
  it('that was asked for its code is on its way in, not refused', () => {
    expect([toneOf('granted'), toneOf('code_needed'), toneOf('throttled')]).toEqual(['good', 'pending', 'danger']);
  });

  it('is refused for the key with the recovery kit, for what was typed where a secret is asked for, else for the role', () => {
    expect(outcomeKey({ operation: 'recover_owner', outcome: 'forbidden' })).toBe('wrong_kit');
    expect(outcomeKey({ operation: 'list_staff', outcome: 'forbidden' })).toBe('forbidden');
    expect(outcomeKey({ operation: 'switch_person', outcome: 'forbidden' })).toBe('wrong_secret');
  });
});
