import { MaskSet } from "../../src/bits/maskSet.js";
import type { Masks } from "../../src/bits/masks.js";
import { Random } from "../../src/bits/random.js";
import { type Terms, TermTable } from "../../src/bits/terms.js";
import { predict } from "../../src/indices/predict.js";
import { addUniform } from "../../src/sampling/uniform.js";

/** `count` distinct random parities of degree 1 … maxDegree with N(0, 1) coefficients. */
export function randomParities(n: number, count: number, seed: number, maxDegree: number = 5): Terms {
  const random = new Random(seed, "parities");
  const table = new TermTable(n);
  for (let tries = 0; table.size < count; tries++) {
    if (tries > 1000 * count)
      throw new Error(`There are no ${count} sets of up to ${maxDegree} of ${n} players.`);
    const degree = Math.min(n, 1 + random.below(maxDegree));
    const set = new Set<number>();
    while (set.size < degree) set.add(random.below(n));
    const players = [...set].sort((a, z) => a - z);
    if (table.indexOf(players) < 0) table.add(players, random.normal());
  }
  return table.toTerms();
}

/** Values of a sparse transform with Gaussian noise at a signal-to-noise ratio in dB (none when undefined). */
export function noisyValues(truth: Terms, masks: Masks, seed: number, snr?: number): Float64Array {
  const values = predict(truth, masks);
  if (snr === undefined) return values;
  const random = new Random(seed, "noise");
  const signal = truth.values.reduce((sum, v) => sum + v * v, 0);
  const sigma = Math.sqrt(signal / 10 ** (snr / 10));
  for (let k = 0; k < values.length; k++) values[k] += sigma * random.normal();
  return values;
}

/** Distinct uniform masks. */
export function uniformMasks(n: number, count: number, seed: number): Masks {
  const set = new MaskSet(n, count);
  addUniform(set, count, new Random(seed, "test masks"));
  return set.toMasks();
}
