import type { Masks } from "../../bits/masks.js";
import { popcount } from "../../bits/popcount.js";

/**
 * `tables[d][h]` = Σ_{|S| = d} χ_S(x)·χ_S(x′) for two masks that differ in h of n players (the Krawtchouk polynomials), d ≤ order:
 * d·K_d = (n − 2h)·K_{d−1} − (n − d + 2)·K_{d−2}. So a sum over all sets of a degree costs one look-up.
 */
export function krawtchouk(n: number, order: number): Float64Array[] {
  const tables = [new Float64Array(n + 1).fill(1)];
  for (let d = 1; d <= order; d++) {
    tables.push(
      Float64Array.from({ length: n + 1 }, (_, h) => {
        const before = d > 1 ? (n - d + 2) * tables[d - 2][h] : 0;
        return ((n - 2 * h) * tables[d - 1][h] - before) / d;
      }),
    );
  }
  return tables;
}

/** Number of players in which row `a` of `masks` and row `b` of `others` differ. */
export function distance(masks: Masks, a: number, others: Masks, b: number): number {
  const { stride } = masks;
  let differ = 0;
  for (let w = 0; w < stride; w++)
    differ += popcount(masks.words[a * stride + w] ^ others.words[b * stride + w]);
  return differ;
}
