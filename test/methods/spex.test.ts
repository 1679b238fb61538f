import { describe, expect, test } from "vitest";
import { MaskSet } from "../../src/bits/maskSet.js";
import { setOf, type Terms, TermTable } from "../../src/bits/terms.js";
import { predict } from "../../src/indices/predict.js";
import { type SpexOptions, spex } from "../../src/methods/spex.js";
import { r2 } from "../../src/metrics/r2.js";
import { noisyValues, randomParities, uniformMasks } from "../support/parities.js";

function explain(
  truth: Terms,
  options: SpexOptions,
  asked: { budget?: number; seed?: number },
  snr?: number,
) {
  const method = spex(options);
  const plan = method.plan(truth.n, asked);
  return { plan, estimate: method.estimate(plan, noisyValues(truth, plan.masks, asked.seed ?? 0, snr)) };
}

function faithfulness(truth: Terms, found: Terms): number {
  const masks = uniformMasks(truth.n, Math.min(10_000, 2 ** Math.min(truth.n, 30)), 99);
  return r2(predict(truth, masks), predict(found, masks));
}

describe("noise-free functions of 50 parities of degree ≤ 5 are recovered exactly at b = 4", () => {
  for (const n of [20, 64, 128, 512, 1000]) {
    for (const decoding of ["hard", "soft"] as const) {
      test(`n = ${n}, ${decoding}`, () => {
        for (const seed of [11, 12, 13]) {
          const truth = randomParities(n, 50, seed);
          const { plan, estimate } = explain(truth, { b: 4, decoding }, { seed });
          const found = TermTable.of(estimate.fourier!);
          expect(found.size).toBe(50);
          for (let k = 0; k < truth.length; k++) {
            expect(found.get(setOf(truth, k))).toBeCloseTo(truth.values[k], 9);
          }
          expect(plan.calls).toBeLessThanOrEqual(plan.budget);
          expect(estimate.faithfulness!.r2).toBeCloseTo(1, 9);
        }
      });
    }
  }
});

describe("noise", () => {
  // The reference's soft decoder reaches 0.913, 0.916 and 0.955 here (three seeds, 1,728 calls).
  test("n = 64, b = 4, 10 dB: above the reference's best of three in every seed", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const truth = randomParities(64, 50, seed);
      const { plan, estimate } = explain(truth, { b: 4 }, { seed, budget: 1728 }, 10);
      expect(plan.calls).toBe(1728);
      expect(faithfulness(truth, estimate.fourier!)).toBeGreaterThan(0.955);
    }
  });

  test("hard decoding gains from calls", () => {
    const truth = randomParities(20, 50, 5);
    const at = (b: number): number =>
      faithfulness(truth, explain(truth, { b, decoding: "hard" }, { seed: 5 }, 10).estimate.fourier!);
    expect(at(7)).toBeGreaterThan(at(3));
    expect(at(7)).toBeGreaterThan(0.98);
  });

  test("pure noise yields next to nothing", () => {
    const method = spex({ b: 4 });
    const plan = method.plan(40, { seed: 3 });
    const nothing = randomParities(40, 1, 1);
    const values = noisyValues(nothing, plan.masks, 3, -60);
    expect(method.estimate(plan, values).fourier!.length).toBeLessThanOrEqual(2);
  });

  test("the held-out faithfulness brackets the truth about as often as it says", () => {
    let inside = 0;
    for (let seed = 0; seed < 30; seed++) {
      const truth = randomParities(30, 15, 100 + seed);
      const { estimate } = explain(truth, { b: 3, decoding: "hard" }, { seed, budget: 1000 }, 20);
      const { low, high } = estimate.faithfulness!;
      // The held-out answers carry noise of 1 % of the signal, so the bracket is for R² against noisy answers.
      const exactFit = faithfulness(truth, estimate.fourier!);
      const noisy = 1 - (1 - exactFit + 0.01) / 1.01;
      if (noisy >= low! - 0.01 && noisy <= high! + 0.01) inside++;
    }
    expect(inside).toBeGreaterThanOrEqual(24);
  });
});

describe("plans", () => {
  test("masks are distinct, the budget is used to the last call and never exceeded", () => {
    for (const [n, budget] of [
      [12, 1000],
      [20, 1344],
      [33, 2000],
      [64, 5000],
      [300, 2500],
    ]) {
      const plan = spex().plan(n, { budget, seed: 4 });
      const set = new MaskSet(n, plan.calls);
      for (let k = 0; k < plan.calls; k++) set.add(plan.masks.words, k * plan.masks.stride);
      expect(set.size).toBe(plan.calls);
      expect(plan.calls).toBe(Math.min(budget, 2 ** n));
    }
  });

  test("the seed decides everything", () => {
    const truth = randomParities(50, 20, 1);
    const run = (seed: number): [Uint32Array, Float64Array] => {
      const { plan, estimate } = explain(truth, { b: 4 }, { seed }, 15);
      return [plan.masks.words, estimate.fourier!.values];
    };
    expect(run(7)).toEqual(run(7));
    expect(run(8)[0]).not.toEqual(run(7)[0]);
  });

  test("the full and the empty coalition are always asked", () => {
    for (const n of [5, 20, 64, 100]) {
      const { masks } = spex().plan(n, { budget: 5000, seed: 1 });
      const sizes = masks.map((c) => c.players.length);
      expect(sizes).toContain(0);
      expect(sizes).toContain(n);
    }
  });

  test("a budget that pays all coalitions gives the whole transform", () => {
    const truth = randomParities(9, 30, 3);
    const { plan, estimate } = explain(truth, {}, { budget: 600, seed: 1 });
    expect(plan.calls).toBe(512);
    expect(estimate.exact).toBe(true);
    expect(estimate.fourier!.length).toBe(30);
  });

  test("n = 1, 2 and 3", () => {
    for (const n of [1, 2, 3]) {
      const truth = randomParities(n, n, 1, n);
      const { estimate, plan } = explain(truth, {}, { seed: 1 });
      expect(plan.calls).toBe(2 ** n);
      expect(faithfulness(truth, estimate.fourier!)).toBeCloseTo(1, 12);
    }
  });

  test("several thousand players", () => {
    const truth = randomParities(4000, 30, 2);
    const { estimate } = explain(truth, { b: 4, decoding: "hard" }, { seed: 2 });
    expect(estimate.fourier!.length).toBe(30);
    expect(faithfulness(truth, estimate.fourier!)).toBeCloseTo(1, 9);
  });

  test("constant functions give their constant", () => {
    for (const value of [0, 3]) {
      const method = spex({ b: 3 });
      const plan = method.plan(40, {});
      const { fourier } = method.estimate(plan, new Float64Array(plan.calls).fill(value));
      expect(fourier!.length).toBe(value === 0 ? 0 : 1);
      for (const v of predict(fourier!, uniformMasks(40, 5, 1))) expect(v).toBeCloseTo(value, 12);
    }
  });
});

describe("bad input", () => {
  test("a budget too small is refused with the numbers that fit", () => {
    expect(() => spex({ b: 4 }).plan(64, { budget: 1000 })).toThrow(
      /needs 1656 distinct coalitions.*budget is 1000.*Settings that fit 1000: .*\(\d+ calls\)/s,
    );
    expect(() => spex().plan(64, { budget: 100 })).toThrow(/Raise the budget to 792/);
  });

  test("what is suggested really fits", () => {
    let message = "";
    try {
      spex().plan(100, { budget: 500 });
    } catch (error) {
      message = (error as Error).message;
    }
    const [, b, t, C] = /\{ b: (\d+), t: (\d+), C: (\d+) \}/.exec(message)!.map(Number);
    expect(spex({ b, t, C }).plan(100, { budget: 500 }).calls).toBe(500);
  });

  test("unknown options and values", () => {
    expect(() => spex({ decodin: "soft" } as SpexOptions)).toThrow(/no option "decodin".*decoding/);
    expect(() => spex({ decoding: "sof" as "soft" })).toThrow(/"soft" or "hard", got "sof"/);
    expect(() => spex({ b: 0 })).toThrow(/`b` to be a whole number from 1/);
    expect(() => spex().plan(0, {})).toThrow(/`n` to be a whole number from 1/);
    expect(() => spex().plan(5, { budget: 0 })).toThrow(/`budget`/);
  });

  test("a plan of another method is refused", () => {
    const plan = spex({ b: 3 }).plan(30, {});
    const { design, ...foreign } = plan as typeof plan & { design: unknown };
    expect(design).toBeDefined();
    expect(() => spex().estimate({ ...foreign, method: "lime" }, new Float64Array(plan.calls))).toThrow(
      /own plans only; got a plan of "lime"/,
    );
  });
});
