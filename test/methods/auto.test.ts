import { describe, expect, test } from "vitest";
import { columnsOf } from "../../src/bits/columns.js";
import { setOf, TermTable } from "../../src/bits/terms.js";
import { predict } from "../../src/indices/predict.js";
import { auto } from "../../src/methods/auto.js";
import { r2 } from "../../src/metrics/r2.js";
import { answers, goldenGames, wideGame } from "../support/games.js";
import { noisyValues, randomParities, uniformMasks } from "../support/parities.js";

const games = goldenGames();

function faithfulness(name: string, budget: number, seed: number): number {
  const game = games.get(name)!;
  const method = auto();
  const plan = method.plan(game.n, { budget, seed });
  expect(plan.calls).toBe(budget);
  const { fourier } = method.estimate(plan, answers(game, plan.masks, seed));
  const masks = uniformMasks(game.n, Math.min(10_000, 2 ** game.n), 99);
  return r2(game.truth(masks), predict(fourier!, masks));
}

describe("above the best reference at the same budget (fixtures/golden: peers, r2)", () => {
  test.each([
    ["cancer_gbt", 500, 0.936],
    ["cancer_gbt", 1000, 0.966],
    ["digits_mlp", 500, 0.998],
    ["synth_n20_s50_snr10", 500, 0.9],
    ["synth_n20_s50_snr10", 1344, 0.943],
    ["synth_n64_s50_snr10", 1728, 0.916],
    ["review-a", 500, 0.805],
    ["review-b", 1000, 0.916],
    ["review-c", 500, 0.907],
  ])("%s at %d calls: over %d", (name, budget, reference) => {
    expect(faithfulness(name, budget, 3)).toBeGreaterThan(reference);
  });

  test("answers that are there already: 43 words, 500 uniform masks, over 0.617", () => {
    const { masks, values } = wideGame();
    const { fourier } = auto().read!(masks.slice(0, 500), values.subarray(0, 500), { seed: 1 });
    expect(r2(values.subarray(3000), predict(fourier!, masks.slice(3000)))).toBeGreaterThan(0.617);
  });
});

describe("structure", () => {
  test("a sparse function without noise is recovered exactly", () => {
    const truth = randomParities(50, 40, 4);
    const method = auto();
    const plan = method.plan(50, { seed: 4 });
    const { fourier, report } = method.estimate(plan, predict(truth, plan.masks));
    const found = TermTable.of(fourier!);
    expect(found.size).toBe(40);
    for (let k = 0; k < 40; k++) expect(found.get(setOf(truth, k))).toBeCloseTo(truth.values[k], 9);
    expect(report.ideas).toEqual({ decoder: 1 });
  });

  test("ideas add up to one", () => {
    const method = auto();
    const plan = method.plan(12, { budget: 200, seed: 1 });
    const { report } = method.estimate(plan, games.get("review-b")!.truth(plan.masks));
    const { fit, trees } = report.ideas as { fit: number; trees: number };
    expect(fit + trees).toBeCloseTo(1, 12);
  });

  test("all coalitions: the whole transform", () => {
    const game = games.get("review-c")!;
    const method = auto();
    const plan = method.plan(12, { budget: 4096, seed: 1 });
    const estimate = method.estimate(plan, game.truth(plan.masks));
    expect(estimate.exact).toBe(true);
    const masks = uniformMasks(12, 4096, 1);
    expect(r2(game.truth(masks), predict(estimate.fourier!, masks))).toBeCloseTo(1, 12);
  });

  test("a constant is a constant; a dummy player has no part", () => {
    const method = auto();
    const plan = method.plan(30, { budget: 100, seed: 1 });
    expect(method.estimate(plan, new Float64Array(100).fill(2)).fourier!.values).toEqual(Float64Array.of(2));
    const columns = columnsOf(plan.masks);
    const values = Float64Array.from({ length: 100 }, (_, k) => (columns.words[k >>> 5] >>> (k & 31)) & 1);
    const { fourier } = method.estimate(plan, values);
    const table = TermTable.of(fourier!);
    expect(table.get([0])).toBeCloseTo(-0.5, 2);
    for (let i = 1; i < 30; i++) expect(Math.abs(table.get([i]))).toBeLessThan(0.01);
  });

  test("the seed decides everything", () => {
    const game = games.get("review-a")!;
    const run = (): Float64Array => {
      const method = auto();
      const plan = method.plan(12, { budget: 150, seed: 5 });
      return method.estimate(plan, game.truth(plan.masks)).fourier!.values;
    };
    expect(run()).toEqual(run());
  });

  test("the structured masks come with the budget, the same as those of spex", () => {
    const plan = auto().plan(20, { budget: 1344, seed: 2 });
    expect(plan.settings.b).toBe(4);
    expect(auto().plan(20, { budget: 300, seed: 2 }).settings.b).toBe("none");
  });

  test("at most so many terms", () => {
    const method = auto({ terms: 7 });
    const plan = method.plan(12, { budget: 200, seed: 1 });
    const { fourier } = method.estimate(plan, games.get("review-a")!.truth(plan.masks));
    expect(fourier!.length).toBeLessThanOrEqual(8);
  });

  test("noise of 10 dB on parities: nearly what the true sets would give", () => {
    const truth = randomParities(20, 20, 6, 3);
    const method = auto();
    const plan = method.plan(20, { budget: 1344, seed: 6 });
    const { fourier } = method.estimate(plan, noisyValues(truth, plan.masks, 6, 10));
    const masks = uniformMasks(20, 5000, 1);
    expect(r2(predict(truth, masks), predict(fourier!, masks))).toBeGreaterThan(0.98);
  });
});

describe("bad input", () => {
  test("too small a budget says what would fit", () => {
    expect(() => auto().plan(30, { budget: 19 })).toThrow(/at least 20 .*Raise the budget to 20/);
    expect(() => auto().read!(uniformMasks(30, 5, 1), new Float64Array(5), { seed: 0 })).toThrow(
      /at least 20 answered masks, got 5/,
    );
  });
});
