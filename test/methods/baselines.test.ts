import { describe, expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { Random } from "../../src/bits/random.js";
import { convert } from "../../src/indices/convert.js";
import { fourierOfAll } from "../../src/indices/fourier.js";
import { banzhaf } from "../../src/methods/banzhaf.js";
import { exact } from "../../src/methods/exact.js";
import { faithBanzhaf } from "../../src/methods/faithBanzhaf.js";
import { faithShapley } from "../../src/methods/faithShapley.js";
import { kernelShap } from "../../src/methods/kernelShap.js";
import { lime } from "../../src/methods/lime.js";
import { shapleyTaylor } from "../../src/methods/shapleyTaylor.js";
import { difference, mapOf, normals } from "../indices/sets.js";
import { additive, baselines, faithfulnessOn, pairwise, run, valuesOf } from "./games.js";

const label = ({ core, order }: (typeof baselines)[number]): string => `${core.name}, order ${order}`;
const cases = baselines.map((entry) => ({ ...entry, label: label(entry) }));

describe.each(cases)("$label", ({ core, index, order }) => {
  test.each([2, 5, 8])("at full budget its index is the definition's: n = %i", (n) => {
    const plan = core.plan(n, { budget: 2 ** n });
    expect(plan).toMatchObject({ calls: 2 ** n, method: core.name });
    const values = normals(2 ** n, n);
    const estimate = core.estimate(plan, values);
    if (core.name === "lime") return;
    const truth = convert(fourierOfAll(n, values), index, order);
    const terms = estimate.measured?.terms ?? convert(estimate.fourier!, index, order);
    expect(difference(mapOf(terms), mapOf(truth))).toBeLessThan(1e-10);
  });

  test("never asks more than the budget, each mask once, and all that it may", () => {
    for (const [n, budget] of [
      [9, 300],
      [9, 301],
      [9, 511],
      [33, 700],
      [64, 2500],
    ]) {
      if (order === 3 && core.name.startsWith("shapleyTaylor") && n > 9) continue;
      const { masks, calls } = core.plan(n, { budget, seed: 3 });
      const keys = new Set(Array.from({ length: masks.length }, (_, k) => masks.key(k)));
      expect(keys.size).toBe(calls);
      expect(calls).toBeLessThanOrEqual(budget);
      // The sets of a permutation need several calls each: a few may be left.
      expect(calls).toBeGreaterThan(core.name === "shapleyTaylor" ? budget - 8 : budget - 1);
    }
  });

  test("the same seed gives the same plan and the same result, another seed other masks", () => {
    const one = run(core, 12, 200, pairwise, 5);
    const two = run(core, 12, 200, pairwise, 5);
    expect(two.plan.masks.words).toEqual(one.plan.masks.words);
    expect(JSON.stringify(two.estimate)).toBe(JSON.stringify(one.estimate));
    expect(core.plan(12, { budget: 200, seed: 6 }).masks.words).not.toEqual(one.plan.masks.words);
  });

  test("one player, two players", () => {
    for (const n of [1, 2]) {
      const { estimate } = run(core, n, 100, (has) => 3 - 2 * +has(0));
      const terms = mapOf(estimate.measured?.terms ?? convert(estimate.fourier!, index, order));
      // LIME's ridge shrinks, as it should with 2 or 4 masks.
      if (core.name === "lime") continue;
      expect(terms.get("0")).toBeCloseTo(-2, 10);
      expect(terms.get("1") ?? 0).toBeCloseTo(0, 10);
    }
  });

  test("a constant game has no interactions", () => {
    const { estimate } = run(core, 12, 150, () => 7);
    const terms = mapOf(estimate.measured?.terms ?? convert(estimate.fourier!, index, order));
    for (const [set, value] of terms) expect(Math.abs(value - (set === "" ? 7 : 0))).toBeLessThan(1e-9);
  });

  test("dummies stay out of an additive game, the others have their slopes", () => {
    const { estimate } = run(core, 12, 300, additive);
    const terms = mapOf(estimate.measured?.terms ?? convert(estimate.fourier!, index, order));
    const near = core.name.startsWith("proxy") ? 0.15 : core.name === "lime" ? 0.1 : 1e-6;
    for (const [set, slope] of [
      ["0", 2],
      ["1", -1],
      ["2", 0.25],
      ["7", 0],
      ["0,1", 0],
    ] as const) {
      expect(Math.abs((terms.get(set) ?? 0) - slope)).toBeLessThan(near);
    }
  });

  test("a budget too small is refused with the number that fits", () => {
    let needed = 0;
    try {
      core.plan(40, { budget: 2 });
    } catch (error) {
      expect(error).toMatchObject({ code: "BUDGET_TOO_SMALL" });
      needed = Number(/at least (\d+) calls/.exec(String(error))![1]);
    }
    expect(core.plan(40, { budget: needed }).calls).toBe(needed);
    expect(() => core.plan(40, { budget: needed - 1 })).toThrow(/Raise the budget/);
    expect(() => core.plan(0, {})).toThrow(/`n`/);
  });
});

describe("unknown options", () => {
  test.each([
    [() => lime({ with: 3 } as never), /lime has no option "with"/],
    [() => kernelShap({ order: 2 } as never), /kernelShap has no option "order"/],
    [() => faithBanzhaf({ order: 0 }), /`order` to be a whole number from 1 up, got 0/],
    [() => faithShapley({ ridge: -1 }), /`ridge` to be "evidence" or a number from 0 up, got -1/],
    [() => shapleyTaylor({ oder: 1 } as never), /has no option "oder". Known: "order"/],
    [() => lime({ draw: "all" as never }), /"uniform" or "sizes"/],
  ])("%#", (make, message) => {
    expect(make).toThrow(message);
  });
});

describe("regressions", () => {
  const all = (n: number): Masks => exact().plan(n, {}).masks;

  test.each([1, 2, 3])("least squares on all masks is the definition: FBII, order %i", (order) => {
    const values = normals(2 ** 7, order);
    const { fourier } = faithBanzhaf({ order, ridge: 0 }).read!(all(7), values, {});
    const truth = convert(fourierOfAll(7, values), "FBII", order);
    expect(difference(mapOf(convert(fourier!, "FBII", order)), mapOf(truth))).toBeLessThan(1e-10);
  });

  test.each([1, 2, 3])("least squares on all masks is the definition: FSII, order %i", (order) => {
    const values = normals(2 ** 7, order);
    const { measured } = faithShapley({ order, ridge: 0 }).read!(all(7), values, {});
    const truth = convert(fourierOfAll(7, values), "FSII", order);
    expect(difference(mapOf(measured!.terms), mapOf(truth))).toBeLessThan(1e-9);
  });

  test("the additive ones, too", () => {
    const values = normals(2 ** 6, 9);
    const sv = kernelShap({ ridge: 0 }).read!(all(6), values, {}).measured!.terms;
    const bv = banzhaf({ ridge: 0 }).read!(all(6), values, {}).measured!.terms;
    const whole = fourierOfAll(6, values);
    expect(difference(mapOf(sv), mapOf(convert(whole, "SV", 1)))).toBeLessThan(1e-10);
    expect(difference(mapOf(bv), mapOf(convert(whole, "BV", 1)))).toBeLessThan(1e-10);
  });

  test.each([
    ["more masks than sets", 14, 400],
    ["fewer masks than sets", 40, 300],
  ])("efficiency holds exactly with %s", (_, n, budget) => {
    const noise = new Random(4, "noise");
    for (const core of [kernelShap(), faithShapley(), faithShapley({ order: 3 })]) {
      const { plan, values, estimate } = run(core, n, budget, (has) => pairwise(has) + 0.3 * noise.normal());
      const size = (k: number): number => plan.masks.at(k).players.length;
      const rows = Array.from(values.keys());
      const empty = values[rows.find((k) => size(k) === 0)!];
      const full = values[rows.find((k) => size(k) === n)!];
      const { terms } = estimate.measured!;
      expect(terms.values.reduce((a, b) => a + b, 0)).toBeCloseTo(full, 8);
      expect(mapOf(terms).get("")).toBeCloseTo(empty, 8);
    }
  });

  test.each([33, 64])("order 2 with far fewer calls than sets does not blow up: n = %i", (n) => {
    const noise = new Random(4, "noise");
    for (const core of [faithBanzhaf(), faithShapley()]) {
      const { estimate } = run(core, n, 300, (has) => pairwise(has) + 0.3 * noise.normal());
      expect(faithfulnessOn(estimate.fourier!, pairwise)).toBeGreaterThan(0.7);
      expect(estimate.report.ridge).toBe("evidence");
      expect(estimate.report.penalties).toHaveLength(2);
    }
  });

  test("a noise-free pairwise game is found, with fewer and with more calls than sets", () => {
    for (const budget of [400, 600]) {
      const { estimate } = run(faithBanzhaf(), 33, budget, pairwise);
      expect(faithfulnessOn(estimate.fourier!, pairwise)).toBeGreaterThan(budget > 562 ? 0.99 : 0.9);
    }
  });

  test("plain least squares with too few calls is refused", () => {
    expect(() => run(faithBanzhaf({ ridge: 0 }), 33, 200, pairwise)).toThrow(
      /do not determine the 562 terms/,
    );
  });

  test("a thousand players", () => {
    for (const core of [lime(), banzhaf(), kernelShap()]) {
      const { estimate } = run(core, 1000, 300, additive);
      expect(estimate.fourier!.length).toBeLessThanOrEqual(1001);
      expect(estimate.fourier!.values.every(Number.isFinite)).toBe(true);
    }
  });

  test("faithfulness stated is near the truth", () => {
    const noise = new Random(6, "noise");
    const value = (has: (i: number) => boolean): number => pairwise(has) + 2 * +(has(4) && has(5) && has(6));
    const { estimate } = run(faithBanzhaf(), 20, 800, (has) => value(has) + 0.01 * noise.normal());
    const truth = faithfulnessOn(estimate.fourier!, value);
    expect(estimate.faithfulness!.how).toBe("cross-fit");
    expect(Math.abs(estimate.faithfulness!.r2 - truth)).toBeLessThan(0.02);
    expect(estimate.faithfulness!.low!).toBeLessThan(truth);
  });

  test("masks without both ends are refused by the Shapley fits", () => {
    const masks = Masks.from(3, ["000", "100", "010", "001", "110"]);
    expect(() => kernelShap().read!(masks, valuesOf(masks, additive), {})).toThrow(/lack the full one/);
  });
});

describe("shapleyTaylor", () => {
  test("whole permutations are efficient, lower orders exact", () => {
    const value = (has: (i: number) => boolean): number => pairwise(has) * (1 + +has(4)) + +has(5);
    const core = shapleyTaylor();
    const { estimate } = run(core, 12, 79, value);
    const terms = mapOf(estimate.measured!.terms);
    expect(estimate.fourier).toBeNull();
    expect([...terms.values()].reduce((a, b) => a + b, 0)).toBeCloseTo(11, 10);
    expect(terms.get("")).toBe(1);
    expect(terms.get("5")).toBe(1);
  });

  test("its mean over seeds is the index", () => {
    const value = (has: (i: number) => boolean): number => 6 * +(has(0) && has(1) && has(2));
    let sum = 0;
    for (let seed = 0; seed < 60; seed++) {
      sum += mapOf(run(shapleyTaylor(), 8, 60, value, seed).estimate.measured!.terms).get("0,1")!;
    }
    expect(sum / 60).toBeGreaterThan(1.4);
    expect(sum / 60).toBeLessThan(2.6);
  });

  test("estimates from its own plans only", () => {
    const plan = banzhaf().plan(30, { budget: 100 });
    expect(() => shapleyTaylor().estimate(plan, new Float64Array(100))).toThrow(/a plan of "banzhaf"/);
  });
});
