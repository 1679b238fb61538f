import { expect, test } from "vitest";
import { MaskSet } from "../../src/bits/maskSet.js";
import { Random } from "../../src/bits/random.js";
import { setOf, type Terms, TermTable } from "../../src/bits/terms.js";
import { valuesOfAll } from "../../src/indices/fourier.js";
import { predict } from "../../src/indices/predict.js";
import { auto } from "../../src/methods/auto.js";
import { spex } from "../../src/methods/spex.js";
import type { MethodCore, Plan } from "../../src/types.js";
import { randomParities } from "../support/parities.js";

/** A game of random parities whose size falls or grows with their order, and Gaussian noise on each answer. */
function drawnGame(seed: number): { truth: Terms; sigma: number; random: Random } {
  const random = new Random(seed, "calibration");
  const n = 10 + random.below(7);
  const drawn = randomParities(n, 3 + random.below(30), seed, 3 + random.below(3));
  const slope = 0.4 + random.uniform();
  const values = drawn.values.map((v, k) => v * slope ** (drawn.offsets[k + 1] - drawn.offsets[k]));
  const signal = values.reduce((sum, v) => sum + v * v, 0);
  const snr = [40, 20, 10, 5, 0][random.below(5)];
  return { truth: { ...drawn, values }, sigma: Math.sqrt(signal / 10 ** (snr / 10)), random };
}

/** R² over all masks that the plan did not ask, against answers with their noise (its variance is exact, not drawn). */
function trueR2(truth: Terms, sigma: number, plan: Plan, surrogate: Terms): number {
  const asked = new MaskSet(plan.n, plan.calls);
  for (let row = 0; row < plan.calls; row++) asked.add(plan.masks.words, row);
  const missed = TermTable.of(truth);
  for (let k = 0; k < surrogate.length; k++) missed.add(setOf(surrogate, k), -surrogate.values[k]);
  const values = valuesOfAll(truth);
  const errors = valuesOfAll(missed.toTerms());
  const mask = new Uint32Array(1);
  const unseen = Array.from(values.keys()).filter((x) => {
    mask[0] = x;
    return asked.indexOf(mask) < 0;
  });
  const mean = unseen.reduce((sum, x) => sum + values[x], 0) / unseen.length;
  const residual = unseen.reduce((sum, x) => sum + errors[x] ** 2, 0) / unseen.length;
  const total = unseen.reduce((sum, x) => sum + (values[x] - mean) ** 2, 0) / unseen.length;
  return 1 - (residual + sigma ** 2) / (total + sigma ** 2);
}

/** Of `runs` games, how many have their true R² in the 90 % interval. */
function covered(method: MethodCore, runs: number, budget: (random: Random) => number): number {
  let inside = 0;
  for (let seed = 0; seed < runs; seed++) {
    const { truth, sigma, random } = drawnGame(seed);
    const plan = method.plan(truth.n, { budget: budget(random), seed });
    const noise = new Random(seed, "noise");
    const values = predict(truth, plan.masks).map((v) => v + sigma * noise.normal());
    const { faithfulness, fourier } = method.estimate(plan, values);
    const { low, high } = faithfulness!;
    const r2 = trueR2(truth, sigma, plan, fourier!);
    if (low! - 1e-9 <= r2 && r2 <= high! + 1e-9) inside++;
  }
  return inside;
}

test("the true R² lies in the 90 % interval in at least 85 % of 200 runs", () => {
  const ofSpex = covered(spex({ t: 3 }), 140, (random) => 430 + random.below(80));
  const ofAuto = covered(auto(), 60, (random) => 40 + random.below(60));
  expect(ofSpex / 140).toBeGreaterThan(0.82);
  expect(ofAuto / 60).toBeGreaterThan(0.8);
  expect(ofSpex + ofAuto).toBeGreaterThanOrEqual(170);
}, 60_000);
