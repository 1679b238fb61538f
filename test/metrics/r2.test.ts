import { describe, expect, test } from "vitest";
import { Random } from "../../src/bits/random.js";
import { faithfulnessOf } from "../../src/metrics/faithfulness.js";
import { r2 } from "../../src/metrics/r2.js";

describe("r2", () => {
  test("1 when perfect, 0 at the mean, below 0 when worse", () => {
    expect(r2([1, 2, 3], [1, 2, 3])).toBe(1);
    expect(r2([1, 2, 3], [2, 2, 2])).toBe(0);
    expect(r2([1, 2, 3], [3, 2, 1])).toBe(-3);
    expect(r2([1, 2, 4], [1, 2, 3])).toBeCloseTo(1 - 1 / (14 / 3), 12);
  });

  test("NaN when the truth is constant, also where its mean rounds", () => {
    expect(r2([5, 5], [5, 5])).toBeNaN();
    expect(r2([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
  });

  test("lengths that differ and nothing at all are refused", () => {
    expect(() => r2([1, 2], [1])).toThrow("as many predictions as values, at least one, got 1 for 2");
    expect(() => r2([], [])).toThrow("got 0 for 0");
  });
});

describe("faithfulnessOf", () => {
  test("the 90 % interval holds the true R² in about 90 % of draws", () => {
    const random = new Random(5, "coverage");
    const draws = 1000;
    let held = 0;
    for (let d = 0; d < draws; d++) {
      const truth = Float64Array.from({ length: 300 }, () => random.normal());
      const predicted = truth.map((v) => v - 0.5 * random.normal());
      const { low, high, r2: value } = faithfulnessOf(truth, predicted, "fresh");
      expect(low! < value && value < high! && high! < 1).toBe(true);
      if (low! <= 0.75 && 0.75 <= high!) held++;
    }
    expect(held / draws).toBeGreaterThan(0.87);
    expect(held / draws).toBeLessThan(0.93);
  });

  test("a fit that has seen less than the surrogate moves the upper end alone", () => {
    const random = new Random(6, "seen");
    const truth = Float64Array.from({ length: 100 }, () => random.normal());
    const predicted = truth.map((v) => v - 0.5 * random.normal());
    const whole = faithfulnessOf(truth, predicted, "held-out");
    const part = faithfulnessOf(truth, predicted, "held-out", 0.8);
    expect([part.r2, part.low]).toEqual([whole.r2, whole.low]);
    expect(1 - part.high!).toBeCloseTo(0.8 * (1 - whole.high!), 12);
  });

  test("no interval where none can be estimated", () => {
    expect(faithfulnessOf([1, 2, 3], [1, 2, 4], "held-out")).toEqual({ r2: 0.5, masks: 3, how: "held-out" });
    expect(faithfulnessOf([7, 7], [7, 7], "fresh")).toEqual({ r2: Number.NaN, masks: 2, how: "fresh" });
    const many = Float64Array.from({ length: 16 }, (_, x) => x);
    const off = many.map((x) => x + (x & 1));
    expect(Object.keys(faithfulnessOf(many, off, "exact"))).toEqual(["r2", "masks", "how"]);
    expect(faithfulnessOf([1, 2], [1, 2], "exact")).toEqual({ r2: 1, masks: 2, how: "exact" });
  });
});
