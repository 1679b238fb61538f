import { describe, expect, test } from "vitest";
import { MaskSet } from "../../src/bits/maskSet.js";
import { Random } from "../../src/bits/random.js";
import { residualIndex } from "../../src/fit/residualIndex.js";
import { ridgeSupport } from "../../src/fit/ridgeSupport.js";
import { convert } from "../../src/indices/convert.js";
import { fourierOfAll, valuesOfAll } from "../../src/indices/fourier.js";
import { predict } from "../../src/indices/predict.js";
import { exact } from "../../src/methods/exact.js";
import { proxyShap } from "../../src/methods/proxyShap.js";
import { proxySpex } from "../../src/methods/proxySpex.js";
import { addUniform } from "../../src/sampling/uniform.js";
import { boost } from "../../src/trees/boost.js";
import { predictTrees } from "../../src/trees/ensemble.js";
import { treesToFourier } from "../../src/trees/fourier.js";
import { xgboostDefaults } from "../../src/trees/presets.js";
import type { IndexName } from "../../src/types.js";
import { difference, mapOf, normals, randomTerms } from "../indices/sets.js";
import { faithfulnessOn, run, type Value } from "./games.js";

/** Hierarchical, of order 3, with dummies. */
const tangled: Value = (has) =>
  2 * +has(0) + +(has(0) && has(1)) * 2 - +(has(1) && has(2) && has(3)) * 3 + +(has(4) || has(5));

describe("proxySpex", () => {
  test("finds a hierarchical game and says how well", () => {
    const { estimate } = run(proxySpex(), 24, 700, tangled);
    expect(faithfulnessOn(estimate.fourier!, tangled)).toBeGreaterThan(0.9);
    expect(estimate.faithfulness!.how).toBe("cross-fit");
    expect(estimate.faithfulness!.r2).toBeGreaterThan(0.85);
  });

  test("energy 1 keeps what the cut at 95 % drops", () => {
    const cut = run(proxySpex({ energy: 0.9 }), 16, 500, tangled).estimate;
    const wide = run(proxySpex({ energy: 0.999 }), 16, 500, tangled).estimate;
    expect(wide.fourier!.length).toBeGreaterThan(cut.fourier!.length);
    expect(faithfulnessOn(wide.fourier!, tangled)).toBeGreaterThan(faithfulnessOn(cut.fourier!, tangled));
  });

  test("mistakes", () => {
    expect(() => proxySpex({ depths: [] })).toThrow(/`depths` to be an array of at least one number/);
    expect(() => proxySpex({ energy: 1.5 })).toThrow(/`energy` above 0 and at most 1, got 1.5/);
    expect(() => proxySpex({ rouns: 3 } as never)).toThrow(/Nearest: "rounds"/);
  });
});

describe("ridge on a support", () => {
  test("GCV's choice is the least of all penalties, and the solution solves the normal equations with a free constant", () => {
    const truth = randomTerms(12, 20, 3, 4);
    const set = new MaskSet(12);
    addUniform(set, 60, new Random(2, "rows"));
    const masks = set.toMasks();
    const noise = normals(60, 8);
    const values = predict(truth, masks).map((v, k) => v + noise[k]);
    const { terms, penalty } = ridgeSupport(masks, values, truth);
    const residual = values.map((v, k) => v - predict(terms, masks)[k]);
    // Φᵀ(y − Φw) = α·w
    for (let k = 0; k < terms.length; k++) {
      const one = { ...terms, values: terms.values.map((_, j) => +(j === k)) };
      const column = predict(one, masks);
      const product = column.reduce((sum, c, row) => sum + c * residual[row], 0);
      expect(
        Math.abs(product - (terms.offsets[k + 1] === terms.offsets[k] ? 0 : penalty) * terms.values[k]),
      ).toBeLessThan(1e-8);
    }
  });
});

describe("proxyShap", () => {
  test.each<[IndexName, number]>([
    ["SV", 1],
    ["BV", 1],
    ["SII", 2],
    ["k-SII", 2],
    ["STII", 2],
    ["FSII", 2],
    ["BII", 2],
    ["FBII", 2],
  ])("the trees' %s is the definition's on the trees' predictions", (index, order) => {
    const { masks } = exact().plan(7, {});
    const trees = boost(masks, normals(128, 3), { ...xgboostDefaults, rounds: 30 });
    const read = convert(treesToFourier(trees), index, order);
    const truth = convert(fourierOfAll(7, predictTrees(trees, masks)), index, order);
    expect(difference(mapOf(read), mapOf(truth))).toBeLessThan(1e-10);
  });

  test.each<[IndexName, number]>([
    ["SV", 1],
    ["BV", 1],
    ["SII", 3],
    ["k-SII", 3],
    ["BII", 3],
    ["FBII", 3],
  ])("the residuals' %s on all masks is the definition's", (index, order) => {
    const { masks } = exact().plan(6, {});
    const values = normals(64, 5);
    const truth = mapOf(convert(fourierOfAll(6, values), index, order));
    truth.delete("");
    expect(difference(mapOf(residualIndex(masks, values, index, order)), truth)).toBeLessThan(1e-10);
  });

  test("the correction brings Shapley values nearer to the truth than the trees alone", () => {
    const truth = randomTerms(10, 60, 4, 11);
    const all = valuesOfAll(truth);
    const wanted = convert(truth, "SV", 1);
    let plain = 0;
    let corrected = 0;
    for (let seed = 1; seed <= 5; seed++) {
      for (const adjustment of [false, true]) {
        const core = proxyShap({ index: "SV", adjustment, trees: { rounds: 15 } });
        const plan = core.plan(10, { budget: 400, seed });
        const values = Float64Array.from(plan.masks.words, (x) => all[x]);
        const gap = difference(mapOf(core.estimate(plan, values).measured!.terms), mapOf(wanted));
        if (adjustment) corrected += gap;
        else plain += gap;
      }
    }
    expect(corrected).toBeLessThan(plain);
  });

  test("the surrogate is the trees, whole", () => {
    const { estimate } = run(proxyShap(), 24, 700, tangled);
    expect(faithfulnessOn(estimate.fourier!, tangled)).toBeGreaterThan(0.95);
    expect(estimate.measured).toMatchObject({ index: "k-SII", order: 2 });
  });

  test("indices without a weighted sum are not corrected, and say so", () => {
    expect(() => proxyShap({ index: "FSII", adjustment: true })).toThrow(/not FSII/);
    expect(run(proxyShap({ index: "FSII" }), 12, 200, tangled).estimate.measured!.index).toBe("FSII");
  });
});
