import { createIntl, createIntlCache } from 'react-intl';
import { describe, expect, it } from 'vitest';
import type { ServerMessage } from '../api/error';
import { loadServerMessages, type Language } from '../i18n';
import type { Template } from '../i18n/templates';
import { sayIn } from './said';

async function say(language: Language, locale: string, said: ServerMessage): Promise<string> {
  const onError = (problem: unknown) => expect.fail(String(problem));
  const intl = createIntl({ locale: language, defaultLocale: 'en', messages: await loadServerMessages(language), onError }, createIntlCache());
  return sayIn(intl, locale, said).replaceAll('\u00a0', ' ');
}

/** A sentence the server says; one that it says no longer does not compile. */
function sentence(text: Template, values: ServerMessage['values'], message = 'in English'): ServerMessage {
  return { message, text, values };
}

describe('a sentence of the server', () => {
  it('is said in the language of the interface, with days and amounts as it writes them', async () => {
    const total = sentence('The total is {total} now and not {expected}, because a price, a tax or the ticket has changed since it was shown. Nothing was posted; look at the ticket and post it again.', {
      total: { amount_minor: 123_450, currency: 'EUR', exponent: 2 },
      expected: { amount_minor: 500, currency: 'EUR', exponent: 2 },
    });
    expect(await say('de', 'de-DE', total)).toContain('Die Summe ist jetzt 1.234,50 € und nicht 5,00 €,');
    expect(await say('en', 'en-IE', total)).toContain('The total is €1,234.50 now and not €5.00,');
    const expired = sentence('This piece expired on {date}. Put it aside and take another one.', { date: { date: '2026-11-02' } });
    expect(await say('de', 'de-AT', expired)).toContain('am 02.11.2026 abgelaufen');
    const rate = sentence('No tax category of the shop has the rate {rate} today. Use one of: {names}.', { rate: { rate_millionths: 85_000 }, names: 'A' });
    expect(await say('de', 'de-DE', rate)).toContain('den Satz 8,5 %.');
  });

  it('holds other sentences in the same language', async () => {
    const blocked = sentence('What may not be sold: {blocked}.', {
      blocked: {
        list: [
          sentence('{quantity} of lot {code} (is quarantined)', { quantity: { quantity_thousandths: 1_500 }, code: 'L1' }),
          sentence('{quantity} of lot {code} (was recalled)', { quantity: { quantity_thousandths: 2_000 }, code: 'L2' }),
        ],
      },
    });
    const line = sentence('Line {line}: {problem}', { line: 3, problem: blocked });
    expect(await say('de', 'de-DE', line)).toBe('Zeile 3: Was nicht verkauft werden darf: 1,5 aus Charge L1 (gesperrt) und 2 aus Charge L2 (zurückgerufen).');
    expect(await say('en', 'en-GB', line)).toBe('Line 3: What may not be sold: 1.5 of lot L1 (is quarantined) and 2 of lot L2 (was recalled).');
  });

  it('is said in English when there is no translation of it', async () => {
    expect(await say('de', 'de-DE', { message: 'An older version said this.', text: 'An older {one} said this.', values: { one: 'version' } })).toBe('An older version said this.');
    expect(await say('de', 'de-DE', { message: '', text: '', values: {} })).toBe('');
  });
});
