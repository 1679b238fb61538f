import { orderOf, type Terms } from "../bits/terms.js";
import type { IndexName } from "../types.js";
import { checkOrder } from "./catalogue.js";
import { biiWeight } from "./families/banzhaf.js";
import { fbiiWeight } from "./families/faithBanzhaf.js";
import { fsiiWeight } from "./families/faithShapley.js";
import { kSiiWeight } from "./families/kSii.js";
import { moebiusWeight } from "./families/moebius.js";
import { siiWeight, svWeight } from "./families/shapley.js";
import { stiiWeight } from "./families/shapleyTaylor.js";
import { spread, type Weight } from "./spread.js";

/** For each index, what a Fourier term of t players gives to its subsets of s players when the maximum order is k. */
const weightOf: { readonly [index in IndexName]: (k: number) => Weight } = {
  SV: () => svWeight,
  BV: () => biiWeight,
  SII: () => siiWeight,
  "k-SII": kSiiWeight,
  STII: stiiWeight,
  FSII: fsiiWeight,
  BII: () => biiWeight,
  FBII: fbiiWeight,
  Moebius: () => moebiusWeight,
  Fourier: () => (t, s) => (t === s ? 1 : 0),
};

/**
 * An index of maximum order `order` from a Fourier transform, in closed form.
 *
 * Returns the sets of 0 to `order` players whose value is not zero. The empty set has what the catalogue says: f(∅) for
 * SV, k-SII, STII, FSII and Moebius; the mean of f for BV, BII and Fourier; SII's own formula for SII; the intercept of the fit for FBII.
 * An order above n is as n players allow (STII and FSII of order > n are the Möbius transform).
 *
 * Cost: the subsets of at most `order` players of each term (n = 1000, 3,000 terms of degree 5, order 3: some 10 ms), or, for
 * n ≤ 20 with many large terms, a few transforms of 2^n (all of 2^20 terms, order 3: 0.2 s).
 * Throws `BAD_OPTION` for an order that is not a whole number from 1 up (exactly 1 for SV and BV), `TOO_MANY_SETS` above
 * 5,000,000 sets.
 */
export function convert(fourier: Terms, index: IndexName, order: number): Terms {
  const k = checkOrder(index, order);
  if (index === "Fourier" && degree(fourier) <= k) return fourier;
  return spread(fourier, k, weightOf[index](k));
}

function degree(terms: Terms): number {
  let largest = 0;
  for (let t = 0; t < terms.length; t++) largest = Math.max(largest, orderOf(terms, t));
  return largest;
}
