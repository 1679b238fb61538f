import type { Design } from "../sampling/design.js";
import type { Propose } from "./binDecoder.js";
import type { Correlator } from "./correlator.js";
import type { Signatures } from "./signature.js";

/** Largest order whose sets, all smaller ones included, number at most `limit`. */
export function screenableOrder(n: number, maxOrder: number, limit: number): number {
  let sets = 1;
  let ofOrder = 1;
  for (let d = 1; d <= maxOrder; d++) {
    ofOrder = (ofOrder * (n - d + 1)) / d;
    sets += ofOrder;
    if (sets > limit) return d - 1;
    if (d === n) return d;
  }
  return maxOrder;
}

/** Share of its threshold that a set's z² must reach to be proposed: all bins taken as equally noisy, it may be too low. */
const PROMISING = 0.5;

/**
 * Tries every set up to the largest order with at most `limit` sets, if one of its bins is `fresh` (1 at c·2^b + j), against all groups at once and reports those whose z² comes near `thresholds[size]`.
 * This finds small coefficients that drown in any single bin. Cost: one matched filter a set.
 */
export function screen(
  { n, t }: Design,
  limit: number,
  signatures: Signatures,
  correlator: Correlator,
  thresholds: Float64Array,
  floor: number,
  fresh: Uint8Array,
  propose: Propose,
): void {
  const { stride, players: rows } = signatures;
  const order = screenableOrder(n, t, limit);
  const stack = new Uint32Array((order + 1) * stride);
  const set = new Int32Array(order);
  correlator.prepare();
  const visit = (size: number): void => {
    const first = size === 0 ? 0 : set[size - 1] + 1;
    const base = size * stride;
    correlator.extend(stack, base, first, PROMISING * thresholds[size + 1], floor, fresh, (i) => {
      set[size] = i;
      propose(set, size + 1);
    });
    if (size + 1 === order) return;
    for (let i = first; i < n; i++) {
      set[size] = i;
      for (let w = 0; w < stride; w++) stack[base + stride + w] = stack[base + w] ^ rows[i * stride + w];
      visit(size + 1);
    }
  };
  propose(set, 0);
  if (order > 0) visit(0);
}
