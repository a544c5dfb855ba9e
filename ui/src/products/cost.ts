/** What a variant costs on average and what is left of its price. Integers throughout: a share of a cent decides nothing here, but nothing is a float either. */

/** Average cost of one piece in millionths: what the stock had cost by how much there is. Null where nothing lies there. */
export function averageCost(valueMinor: number | null | undefined, onHandThousandths: number, currencyExponent: number): number | null {
  if (valueMinor === null || valueMinor === undefined || onHandThousandths <= 0) return null;
  return Number(divideRounded(BigInt(valueMinor) * 10n ** BigInt(9 - currencyExponent), BigInt(onHandThousandths)));
}

/** The price without the tax it includes. */
export function netPrice(priceMillionths: number, taxRateMillionths: number, includesTax: boolean): number {
  if (!includesTax) return priceMillionths;
  return Number(divideRounded(BigInt(priceMillionths) * 1_000_000n, 1_000_000n + BigInt(taxRateMillionths)));
}

/** What is left of the net price after cost, in millionths of it. Null without a price. */
export function marginRate(netMillionths: number, costMillionths: number): number | null {
  if (netMillionths <= 0) return null;
  return Number(divideRounded(BigInt(netMillionths - costMillionths) * 1_000_000n, BigInt(netMillionths)));
}

interface TaxCategoryLike {
  id: string;
  rates: { rate_millionths: number; valid_from: string; valid_until?: string | null | undefined }[];
}

/** The sum of the rates that hold for a category on a day. */
export function rateOn(categories: TaxCategoryLike[], id: string | null, today: string): number | null {
  const category = categories.find((one) => one.id === id);
  if (!category) return null;
  const valid = category.rates.filter((rate) => rate.valid_from <= today && (!rate.valid_until || today <= rate.valid_until));
  return valid.reduce((sum, rate) => sum + rate.rate_millionths, 0);
}

/** Rounds half away from zero, as the program does everywhere. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const doubled = 2n * (dividend < 0n ? -dividend : dividend) + divisor;
  const quotient = doubled / (2n * divisor);
  return dividend < 0n ? -quotient : quotient;
}
