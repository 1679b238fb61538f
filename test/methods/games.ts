import { MaskSet } from "../../src/bits/maskSet.js";
import type { Masks } from "../../src/bits/masks.js";
import { Random } from "../../src/bits/random.js";
import type { Terms } from "../../src/bits/terms.js";
import { predict } from "../../src/indices/predict.js";
import { banzhaf } from "../../src/methods/banzhaf.js";
import { faithBanzhaf } from "../../src/methods/faithBanzhaf.js";
import { faithShapley } from "../../src/methods/faithShapley.js";
import { kernelShap } from "../../src/methods/kernelShap.js";
import { lime } from "../../src/methods/lime.js";
import { proxyShap } from "../../src/methods/proxyShap.js";
import { proxySpex } from "../../src/methods/proxySpex.js";
import { shapleyTaylor } from "../../src/methods/shapleyTaylor.js";
import { r2 } from "../../src/metrics/r2.js";
import { addUniform } from "../../src/sampling/uniform.js";
import type { Estimate, IndexName, MethodCore, Plan } from "../../src/types.js";

export type Value = (has: (player: number) => boolean) => number;

/** Every baseline, made anew, and the index that it measures. */
export const baselines: readonly { core: MethodCore; index: IndexName; order: number }[] = [
  { core: lime(), index: "FBII", order: 1 },
  { core: kernelShap(), index: "SV", order: 1 },
  { core: banzhaf(), index: "BV", order: 1 },
  { core: faithBanzhaf(), index: "FBII", order: 2 },
  { core: faithBanzhaf({ order: 3 }), index: "FBII", order: 3 },
  { core: faithShapley(), index: "FSII", order: 2 },
  { core: faithShapley({ order: 3 }), index: "FSII", order: 3 },
  { core: shapleyTaylor({ order: 1 }), index: "STII", order: 1 },
  { core: shapleyTaylor(), index: "STII", order: 2 },
  { core: proxySpex(), index: "FBII", order: 2 },
  { core: proxyShap(), index: "k-SII", order: 2 },
];

export function valuesOf(masks: Masks, value: Value): Float64Array {
  return Float64Array.from({ length: masks.length }, (_, k) => value((i) => masks.has(k, i)));
}

export function run(
  core: MethodCore,
  n: number,
  budget: number,
  value: Value,
  seed: number = 1,
): { plan: Plan; values: Float64Array; estimate: Estimate } {
  const plan = core.plan(n, { budget, seed });
  const values = valuesOf(plan.masks, value);
  return { plan, values, estimate: core.estimate(plan, values) };
}

/** R² of a surrogate on fresh uniform masks. */
export function faithfulnessOn(fourier: Terms, value: Value, count: number = 2000): number {
  const set = new MaskSet(fourier.n);
  addUniform(set, count, new Random(99, "test masks"));
  const masks = set.toMasks();
  return r2(valuesOf(masks, value), predict(fourier, masks));
}

/** Players 0 and 1 add, 2 and 3 interact, the others are dummies. */
export const pairwise: Value = (has) => 1 + 2 * +has(0) - +has(1) + 3 * +(has(2) && has(3));
export const additive: Value = (has) => 0.5 + 2 * +has(0) - +has(1) + 0.25 * +has(2);
