import { describe, expect, test } from "vitest";
import { predict } from "../../src/indices/predict.js";
import { exact } from "../../src/methods/exact.js";
import { normals } from "../indices/sets.js";

describe("exact", () => {
  test("plans every mask in order of mask integers", () => {
    const plan = exact().plan(3, {});
    expect(plan).toMatchObject({ method: "exact", n: 3, calls: 8, budget: 8, seed: 0 });
    expect(plan.masks.map((c) => c.players.join())).toEqual([
      "",
      "0",
      "1",
      "0,1",
      "2",
      "0,2",
      "1,2",
      "0,1,2",
    ]);
  });

  test("its surrogate gives every value back, and says so", () => {
    const plan = exact().plan(9, { budget: 1000, seed: 4 });
    expect(plan).toMatchObject({ calls: 512, budget: 1000, seed: 4 });
    const values = normals(512, 2);
    const { fourier, exact: whole, faithfulness } = exact().estimate(plan, values);
    expect(whole).toBe(true);
    expect(faithfulness).toMatchObject({ masks: 512, how: "exact" });
    expect(faithfulness!.r2).toBeCloseTo(1, 12);
    predict(fourier!, plan.masks).forEach((v, k) => {
      expect(Math.abs(v - values[k])).toBeLessThan(1e-12);
    });
  });

  test("one player, and a constant game", () => {
    const plan = exact().plan(1, {});
    expect([...exact().estimate(plan, Float64Array.of(1, 4)).fourier!.values]).toEqual([2.5, -1.5]);
    const constant = exact().estimate(plan, Float64Array.of(2, 2));
    expect(constant.fourier!.length).toBe(1);
    expect(constant.faithfulness!.r2).toBeNaN();
  });

  test("20 players", () => {
    const plan = exact().plan(20, {});
    const values = Float64Array.from(plan.masks.words, (x) => (x & 1 && x >>> 19 ? 1 : 0));
    const { fourier } = exact().estimate(plan, values);
    expect(fourier!.length).toBe(4);
  });

  test("what it cannot do is refused with the number that fits", () => {
    expect(() => exact().plan(21, {})).toThrow(/at most 20 players, got 21. Use spex\(\)/);
    expect(() => exact().plan(10, { budget: 1023 })).toThrow(/needs 1024 calls .* budget is 1023/);
    expect(() => exact().plan(0, {})).toThrow(/`n` to be a whole number from 1 up, got 0/);
    expect(() => exact().estimate(exact().plan(2, {}), Float64Array.of(1, 2, 3))).toThrow("all 4 values");
  });
});
