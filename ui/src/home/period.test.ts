import { describe, expect, it } from 'vitest';
import { countDays, daysOf, grainOf, isDate, pointsOf, presetOf } from './period';

const today = '2026-03-31';

describe('a period', () => {
  it.each([
    ['today', '2026-03-31', '2026-03-31'],
    ['yesterday', '2026-03-30', '2026-03-30'],
    ['last_7', '2026-03-25', '2026-03-31'],
    ['last_30', '2026-03-02', '2026-03-31'],
    ['month', '2026-03-01', '2026-03-31'],
    ['year', '2026-01-01', '2026-03-31'],
  ] as const)('%s is from %s to %s', (preset, from, to) => {
    expect(daysOf(preset, today)).toEqual({ from, to });
  });

  it('of one’s own is put in order, and is today when it makes no sense', () => {
    expect(daysOf('custom', today, { from: '2011-12-09', to: '2010-12-01' })).toEqual({ from: '2010-12-01', to: '2011-12-09' });
    expect(daysOf('custom', today, { from: '2011-02-30', to: '' })).toEqual({ from: today, to: today });
    expect(daysOf('custom', today, { from: '2011-02-28' })).toEqual({ from: '2011-02-28', to: '2011-02-28' });
  });

  it('counts days over the change of clocks and leap years', () => {
    expect(countDays({ from: '2026-03-28', to: '2026-03-30' })).toBe(3);
    expect(countDays({ from: '2024-02-28', to: '2024-03-01' })).toBe(3);
    expect(isDate('2023-02-29')).toBe(false);
    expect(isDate('2011-12-9')).toBe(false);
  });

  it('named wrongly in an address is today', () => {
    expect(presetOf('month')).toBe('month');
    expect(presetOf('always')).toBe('today');
  });
});

describe('points', () => {
  it('are days up to a quarter and months beyond', () => {
    expect(grainOf({ from: '2026-01-01', to: '2026-03-31' })).toBe('day');
    expect(grainOf({ from: '2010-12-01', to: '2011-12-09' })).toBe('month');
  });

  it('sum whole months, the first and last cut to the period', () => {
    const days = { from: '2010-12-30', to: '2011-02-02' };
    const byDay = Array.from({ length: countDays(days) }, (_, index) => (index < 2 ? 1 : index < 33 ? 10 : 100));
    expect(pointsOf(days, byDay, 'month')).toEqual([
      { days: { from: '2010-12-30', to: '2010-12-31' }, value: 2 },
      { days: { from: '2011-01-01', to: '2011-01-31' }, value: 310 },
      { days: { from: '2011-02-01', to: '2011-02-02' }, value: 200 },
    ]);
  });

  it('keep every day, those without a sale too', () => {
    expect(pointsOf({ from: '2024-02-28', to: '2024-03-01' }, [5, 0, -3], 'day').map(({ days, value }) => [days.from, value])).toEqual([
      ['2024-02-28', 5],
      ['2024-02-29', 0],
      ['2024-03-01', -3],
    ]);
  });
});
