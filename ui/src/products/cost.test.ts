import { describe, expect, it } from 'vitest';
import { averageCost, marginRate, netPrice, rateOn } from './cost';

describe('cost and margin', () => {
  it('divides what the stock had cost by how much there is', () => {
    expect(averageCost(1000, 3000, 2)).toBe(3_333_333);
    expect(averageCost(1000, 250, 2)).toBe(40_000_000);
    expect(averageCost(1000, 3000, 0)).toBe(333_333_333);
    expect(averageCost(1000, 0, 2)).toBeNull();
    expect(averageCost(1000, -1000, 2)).toBeNull();
    expect(averageCost(undefined, 1000, 2)).toBeNull();
  });

  it('takes the tax out of a price that includes it', () => {
    expect(netPrice(11_900_000, 190_000, true)).toBe(10_000_000);
    expect(netPrice(11_900_000, 190_000, false)).toBe(11_900_000);
    expect(netPrice(9_007_199_254_740_991, 0, true)).toBe(9_007_199_254_740_991);
  });

  it('says what is left of the net price, also when it is less than nothing', () => {
    expect(marginRate(10_000_000, 4_000_000)).toBe(600_000);
    expect(marginRate(10_000_000, 12_500_000)).toBe(-250_000);
    expect(marginRate(0, 1)).toBeNull();
  });

  it('finds the rates that hold on a day and adds several up', () => {
    const categories = [
      {
        id: 't',
        rates: [
          { rate_millionths: 160_000, valid_from: '2020-07-01', valid_until: '2020-12-31' },
          { rate_millionths: 190_000, valid_from: '2021-01-01', valid_until: null },
        ],
      },
    ];
    expect(rateOn(categories, 't', '2020-12-31')).toBe(160_000);
    expect(rateOn(categories, 't', '2026-01-01')).toBe(190_000);
    expect(rateOn(categories, 'x', '2026-01-01')).toBeNull();
  });
});
