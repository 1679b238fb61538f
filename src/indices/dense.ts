import { popcount } from "../bits/popcount.js";
import type { Terms } from "../bits/terms.js";

/** Most players for which anything may be allocated at 2^n: one Float64Array of 2^20 values is 8 MiB. */
export const DENSE_PLAYERS = 20;

/** The set of each term as a mask integer (bit i = player i). Only for n ≤ 32. */
export function maskIntegers(terms: Terms): Uint32Array {
  const masks = new Uint32Array(terms.length);
  for (let k = 0; k < terms.length; k++) {
    let mask = 0;
    for (let i = terms.offsets[k]; i < terms.offsets[k + 1]; i++) mask |= 1 << terms.players[i];
    masks[k] = mask;
  }
  return masks;
}

/** Terms from mask integers and their values, in the order given. */
export function termsOfMasks(n: number, masks: ArrayLike<number>, values: ArrayLike<number>): Terms {
  const offsets = new Uint32Array(masks.length + 1);
  for (let k = 0; k < masks.length; k++) offsets[k + 1] = offsets[k] + popcount(masks[k]);
  const players = new Uint32Array(offsets[masks.length]);
  for (let k = 0; k < masks.length; k++) {
    let at = offsets[k];
    for (let mask = masks[k]; mask !== 0; mask &= mask - 1) players[at++] = 31 - Math.clz32(mask & -mask);
  }
  return Object.freeze({ n, length: masks.length, offsets, players, values: Float64Array.from(values) });
}
