import type { Masks } from "../bits/masks.js";
import { binomial } from "../sampling/subsets.js";

/** All of Shapley's kernel that falls on masks of s of n players, but for a common factor: 1/(s·(n − s)); 0 at both ends. */
export function shapleyMass(n: number, s: number): number {
  return s === 0 || s === n ? 0 : 1 / (s * (n - s));
}

/** Number of present players of each mask, and how many masks there are of each size 0 … n. */
export function sizesOf(masks: Masks): { sizes: Uint32Array; counts: Uint32Array } {
  const sizes = new Uint32Array(masks.length);
  const counts = new Uint32Array(masks.n + 1);
  for (let k = 0; k < masks.length; k++) {
    for (let w = 0; w < masks.stride; w++) {
      for (let word = masks.words[k * masks.stride + w]; word !== 0; word &= word - 1) sizes[k]++;
    }
    counts[sizes[k]]++;
  }
  return { sizes, counts };
}

/**
 * Weight of each mask of a Shapley-kernel plan (`addBySize` with `shapleyMass`): a size of which every mask is there has the kernel's
 * weight, the masks of the sampled sizes share what is left equally, as they were drawn by the kernel.
 */
export function planWeights(masks: Masks): Float64Array {
  const { n } = masks;
  const { sizes, counts } = sizesOf(masks);
  const whole = Array.from(counts, (count, s) => count === binomial(n, s));
  let left = 0;
  let drawn = 0;
  for (let s = 1; s < n; s++) {
    if (whole[s]) continue;
    left += shapleyMass(n, s);
    drawn += counts[s];
  }
  return normalised(
    Float64Array.from(sizes, (s) =>
      whole[s] ? shapleyMass(n, s) / counts[s] : s === 0 || s === n ? 0 : left / drawn,
    ),
  );
}

/**
 * Weight of each of any masks: those of one size share the kernel's mass of that size, whatever drew them (importance weights,
 * stratified by size). Sizes that no mask has are missing from the fit.
 */
export function importanceWeights(masks: Masks): Float64Array {
  const { sizes, counts } = sizesOf(masks);
  return normalised(Float64Array.from(sizes, (s) => shapleyMass(masks.n, s) / counts[s]));
}

/** Scaled to a mean of 1. */
function normalised(weights: Float64Array): Float64Array {
  let sum = 0;
  for (const w of weights) sum += w;
  return sum === 0 ? weights : weights.map((w) => (w * weights.length) / sum);
}
