import { supersetSums } from "../bits/lattice.js";
import type { Terms } from "../bits/terms.js";
import { maskIntegers, termsOfMasks } from "./dense.js";
import { ROUNDING } from "./rounding.js";

/**
 * `spread` through superset sums over all 2^n sets, n ≤ 20. Cost: for each size with weights of its own two transforms of
 * n·2^(n−1) additions (sums, and magnitudes for the rounding rule); sizes whose weights differ by a factor share them.
 * Memory: two arrays of 2^n numbers and the result.
 */
export function spreadDense(terms: Terms, maxOrder: number, weights: readonly Float64Array[]): Terms {
  const { n } = terms;
  const masks = maskIntegers(terms);
  const sums = new Float64Array(2 ** n);
  const magnitudes = new Float64Array(2 ** n);
  const foundMasks: number[] = [];
  const foundValues: number[] = [];
  let summed: number | undefined;
  for (let size = 0; size <= Math.min(n, maxOrder); size++) {
    let factor = summed === undefined ? Number.NaN : ratio(weights, size, summed);
    if (Number.isNaN(factor)) {
      load(terms, masks, weights, size, sums, magnitudes);
      summed = size;
      factor = 1;
    }
    if (factor === 0) continue;
    for (let mask = 2 ** size - 1; mask < sums.length; mask = nextOfSameSize(mask)) {
      if (Math.abs(sums[mask]) > ROUNDING * magnitudes[mask]) {
        foundMasks.push(mask);
        foundValues.push(factor * sums[mask]);
      }
      if (mask === 0) break;
    }
  }
  return termsOfMasks(n, foundMasks, foundValues);
}

/** Superset sums of the terms under the weights of one size. */
function load(
  terms: Terms,
  masks: Uint32Array,
  weights: readonly Float64Array[],
  size: number,
  sums: Float64Array,
  magnitudes: Float64Array,
): void {
  sums.fill(0);
  magnitudes.fill(0);
  for (let k = 0; k < terms.length; k++) {
    const row = weights[terms.offsets[k + 1] - terms.offsets[k]];
    if (size >= row.length) continue;
    const value = row[size] * terms.values[k];
    sums[masks[k]] = value;
    magnitudes[masks[k]] = Math.abs(value);
  }
  supersetSums(sums);
  supersetSums(magnitudes);
}

/** The number by which the weights of `size` exceed those of the smaller `base` on every order ≥ size; NaN without one. */
function ratio(weights: readonly Float64Array[], size: number, base: number): number {
  let factor: number | undefined;
  for (let t = size; t < weights.length; t++) {
    const row = weights[t];
    if (row === undefined) continue;
    factor ??= row[size] / row[base];
    if (row[size] !== factor * row[base]) return Number.NaN;
  }
  return factor ?? 0;
}

/** Gosper: the next larger integer with as many ones. */
function nextOfSameSize(mask: number): number {
  const low = mask & -mask;
  const carried = mask + low;
  return carried | (((mask ^ carried) / low) >>> 2);
}
