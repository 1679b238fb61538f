import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/bits/random.js";
import { setOf, type Terms } from "../../src/bits/terms.js";
import * as sx from "../../src/index.js";
import { predict } from "../../src/indices/predict.js";
import { noisyValues, randomParities } from "../support/parities.js";

const quiet = { progress: false } as const;

/** Parities, and a model that answers with noise of its own each time. */
function noisyGame(n: number, truth: Terms, level: number, seed: number): sx.Game {
  const random = new Random(seed, "the model's own noise");
  return sx.game(n, (masks) => predict(truth, masks).map((v) => v + level * random.normal()));
}

describe("a known noise level", () => {
  it("does not hurt where it is true: 50 random parities, 10 dB, n = 20, b = 4", () => {
    let gain = 0;
    for (let seed = 0; seed < 8; seed++) {
      const truth = randomParities(20, 50, seed);
      const level = Math.sqrt(truth.values.reduce((sum, v) => sum + v * v, 0) / 10);
      const plan = sx.spex({ b: 4, seed }).plan(20);
      const values = noisyValues(truth, plan.masks, seed, 10);
      const test = sx.auto().plan(20, { budget: 600, seed: 100 + seed }).masks;
      const wanted = predict(truth, test);
      const missed = (method: sx.Method): number => {
        const got = method.estimate(plan, values).predict(test);
        return got.reduce((sum, v, k) => sum + (v - wanted[k]) ** 2, 0);
      };
      const total = wanted.reduce((sum, v) => sum + v * v, 0);
      gain += (missed(sx.spex({ b: 4, seed })) - missed(sx.spex({ b: 4, seed, noise: level }))) / total / 8;
    }
    expect(gain).toBeGreaterThan(-0.002);
  });

  it("keeps out what noise alone shows, where there are few answers to tell it from", () => {
    let without = 0;
    let withIt = 0;
    for (let seed = 0; seed < 3; seed++) {
      const plan = sx.auto().plan(20, { budget: 60, seed });
      const random = new Random(seed, "nothing but noise");
      const values = Float64Array.from({ length: plan.calls }, () => 3 + random.normal());
      const found = (noise: number | undefined): number => {
        const { fourier } = sx.auto({ noise }).estimate(plan, values);
        let energy = 0;
        for (let k = 0; k < fourier!.length; k++) {
          if (setOf(fourier!, k).length > 0) energy += fourier!.values[k] ** 2 / 3;
        }
        return energy;
      };
      without += found(undefined);
      withIt += found(1);
    }
    expect(withIt).toBeLessThan(without);
  });

  it("changes nothing when none is said, and is scaled with the values", async () => {
    const truth = randomParities(20, 10, 1);
    const plan = sx.spex({ b: 3 }).plan(20);
    const values = noisyValues(truth, plan.masks, 1, 10);
    const usual = sx.spex({ b: 3 }).estimate(plan, values);
    expect(usual.toJSON().report).not.toHaveProperty("noise");
    expect(String(usual)).not.toMatch(/same question|deterministic/);
    const one = sx.spex({ b: 3, noise: 0.7 }).estimate(plan, values);
    const huge = 2 ** 600;
    const many = sx.spex({ b: 3, noise: 0.7 * huge }).estimate(
      plan,
      values.map((v) => v * huge),
    );
    expect(many.interactions.map(({ players }) => players)).toEqual(
      one.interactions.map(({ players }) => players),
    );
    expect(many.toJSON().report.noise).toMatchObject({ level: 0.7 * huge });
  });

  it("is measured without the masks that fail, where some may", async () => {
    const some = sx.game(
      9,
      (masks) =>
        masks.map((c) => {
          if (c.players.length > 6) throw new sx.CallFault("mask", "CONTENT_FILTER", "filtered");
          return c.players.length;
        }),
      { calls: { concurrent: 4 } },
    );
    const e = await sx.explain(some, { progress: false, budget: 100, allowFailed: 0.3, noise: "measure" });
    expect(JSON.stringify(e.report.noise)).toContain('"deterministic":true');
    await expect(sx.explain(some, { progress: false, budget: 100, noise: "measure" })).rejects.toThrow(
      /filtered\. To go on/,
    );
  });

  it("is measured, told with the ceiling it sets, saved and loaded", async () => {
    const truth = randomParities(14, 6, 3, 2);
    const game = noisyGame(14, truth, 0.5, 1);
    const variance = truth.values.reduce((sum, v) => sum + v * v, 0);
    const e = await sx.explain(game, { ...quiet, budget: 400, noise: "measure" });
    const noise = e.toJSON().report.noise as { level: number; ceiling: number; deterministic: boolean };
    expect(noise.deterministic).toBe(false);
    expect(Math.abs(noise.level - 0.5)).toBeLessThan(0.15);
    expect(Math.abs(noise.ceiling - variance / (variance + noise.level ** 2))).toBeLessThan(0.1);
    expect(String(e)).toMatch(
      /the model's answers to the same question differ by ±0\.\d+ \(R² can be 0\.\d+ at most\)/,
    );
    expect(e.calls).toBe(400);
    const folder = mkdtempSync(join(tmpdir(), "spexlab-noise-"));
    e.save(join(folder, "e.json"));
    expect(String(sx.load(join(folder, "e.json")))).toBe(String(e));
    rmSync(folder, { recursive: true });
  });

  it("of 0 says that the model is deterministic", async () => {
    const toy = sx.game(8, (masks) => masks.map((c) => c.players.length));
    const e = await sx.explain(toy, { ...quiet, budget: 60, noise: await sx.repeat(toy, quiet) });
    expect(String(e)).toContain("the model is deterministic");
    expect(e.toJSON().report.noise).toEqual({ level: 0, deterministic: true, ceiling: 1 });
    expect(e.interactions).toEqual((await sx.explain(toy, { ...quiet, budget: 60 })).interactions);
  });

  it("gives the coefficients of exact() their variance", async () => {
    const game = noisyGame(6, randomParities(6, 4, 1), 0.2, 4);
    const e = await sx.explain(game, { ...quiet, method: sx.exact({ noise: 0.2 }) });
    const { variance } = e.toJSON();
    expect(variance?.[0]).toBeCloseTo(0.04 / 64, 15);
  });

  it("counts in the budget of calls, and is refused where nothing is made of it", async () => {
    let calls = 0;
    const game = sx.game(6, (masks) =>
      masks.map((c) => {
        calls++;
        return c.players.length;
      }),
    );
    await sx.explain(game, { ...quiet, method: "exact", noise: "measure", spend: { calls: 112 } });
    expect(calls).toBe(64 + 48);
    await expect(
      sx.explain(game, { ...quiet, method: "exact", noise: "measure", spend: { calls: 111 } }),
    ).rejects.toMatchObject({ code: "BUDGET_SPENT" });
    calls = 0;
    for (const method of ["lime", "kernelShap", "proxySpex", "shapleyTaylor"] as const) {
      await expect(sx.explain(game, { ...quiet, method, noise: "measure" })).rejects.toThrow(
        /has no use for a known noise level/,
      );
    }
    await expect(sx.explain(game, { ...quiet, noise: -1 })).rejects.toThrow(/Expected `noise`/);
    await expect(sx.explain(game, { ...quiet, noise: "loud" as never })).rejects.toThrow(/Expected `noise`/);
    expect(() => sx.lime({ noise: 1 } as never)).toThrow(/no option "noise"/);
    expect(() => sx.auto({ noise: Number.NaN })).toThrow(/Expected `noise`/);
    expect(calls).toBe(0);
    const rounds = sx.repeat(game, { ...quiet, spend: { calls: 100 }, masks: 40, times: 3 });
    await expect(rounds).rejects.toMatchObject({ code: "BUDGET_SPENT" });
    expect(calls).toBeLessThanOrEqual(100);
  });
});
