import path from "node:path";
import { describe, expect, test } from "vitest";
import { folder, listed } from "../../fixtures/scripts/files.mjs";
import { columnsOf } from "../../src/bits/columns.js";
import type { Masks } from "../../src/bits/masks.js";
import { setOf, TermTable } from "../../src/bits/terms.js";
import * as sx from "../../src/index.js";
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

describe("few answers for each player", () => {
  test("300 uniform masks of reviews of 71 to 92 words: above the low-order fits", async () => {
    const corpus = listed(path.join(folder, "reviews", "corpus.json")) as { id: string; text: string }[];
    const means = { auto: 0, others: 0 };
    for (const id of ["lighthouse", "fourth-part", "the-neighbour", "night-train"]) {
      const { text } = corpus.find((review) => review.id === id)!;
      const file = path.join(folder, "reviews", "corpus", `${id}.jsonl`);
      const game = sx.game(sx.text(text).words(), sx.gemma()).replay(file);
      const asking = { budget: 300, seed: 1, masks: 150, equalMasks: true, progress: false } as const;
      const runs = await sx.compare(game, ["auto", "banzhaf", sx.faithBanzhaf({ order: 2 })], asking);
      const [own, ...others] = runs.rows().map((row) => row.r2!);
      means.auto += own / 4;
      means.others += Math.max(...others) / 4;
    }
    expect(means.auto).toBeGreaterThan(means.others + 0.02);
  }, 60_000);

  test("six of a hundred players matter: 150 uniform masks tell which, and how", () => {
    const weights = [
      [3, -2, 1, 2, -1, 2],
      [-1, 2, 3, -3, 1, 1],
      [2, 2, -3, 1, 2, -2],
    ];
    // A small network: no sparse function, so no decoder finds it.
    const value = (masks: Masks): Float64Array =>
      Float64Array.from({ length: masks.length }, (_, row) =>
        weights
          .map((unit) => unit.reduce((sum, w, i) => sum + (masks.has(row, 17 * i) ? w : -w), 0))
          .reduce((sum, input) => sum + Math.max(0, input), 0),
      );
    const [masks, fresh] = [uniformMasks(100, 150, 1), uniformMasks(100, 1000, 2)];
    const { fourier } = auto().read!(masks, value(masks), { seed: 1 });
    expect(r2(value(fresh), predict(fourier!, fresh))).toBeGreaterThan(0.9);
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

  test("ten players: nearly all masks would be asked, so all are", () => {
    expect(auto().plan(10, {}).calls).toBe(1024);
    expect(auto().plan(11, {}).calls).toBeLessThan(1100);
    expect(auto().plan(10, { budget: 1000 }).calls).toBe(1000);
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
