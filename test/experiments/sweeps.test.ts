import { expect, test } from "vitest";
import { budgetSweep } from "../../src/experiments/budgetSweep.js";
import { decodeTime } from "../../src/experiments/decodeTime.js";
import { noiseSweep } from "../../src/experiments/noiseSweep.js";
import { noisy } from "../../src/experiments/noisy.js";
import { responses } from "../../src/experiments/responses.js";
import { settingsSweep } from "../../src/experiments/settingsSweep.js";
import { fromFourier } from "../../src/explain/fromTerms.js";
import { spex } from "../../src/explain/methods.js";
import { game as gameOf } from "../../src/games/game.js";
import { predict } from "../../src/indices/predict.js";
import { randomParities, uniformMasks } from "../support/parities.js";

const fourier = randomParities(20, 15, 2, 3);
const terms = Array.from(
  { length: fourier.length },
  (_, k) =>
    [[...fourier.players.subarray(fourier.offsets[k], fourier.offsets[k + 1])], fourier.values[k]] as const,
);
const truth = fromFourier(20, terms);

test("budgets: a row for each method and budget, failures among them, nothing asked twice", async () => {
  const seen = new Set<string>();
  let asked = 0;
  const game = gameOf(20, (masks) => {
    for (let row = 0; row < masks.length; row++) seen.add(masks.key(row));
    asked += masks.length;
    return predict(fourier, masks);
  });
  const sweep = await budgetSweep(game, [spex({ t: 3 }), "lime"], { budgets: [100, 600], masks: 200 });
  expect(sweep.rows().map((r) => [r.method, r.budget, r.calls, r.error === null])).toEqual([
    ["spex t=3", 100, null, false],
    ["spex t=3", 600, 600, true],
    ["lime", 100, 100, true],
    ["lime", 600, 600, true],
  ]);
  expect(sweep.rows()[1].r2).toBeGreaterThan(0.99);
  expect(asked).toBe(seen.size);
  await expect(budgetSweep(game, ["lime"], { budgets: [] })).rejects.toThrow("`budgets`");
});

test("settings: every combination, with its calls and R²", async () => {
  const game = gameOf(20, (masks) => predict(fourier, masks));
  const sweep = await settingsSweep(game, { b: [3, 4], C: [2, 3], t: [3], masks: 200 });
  const rows = sweep.rows();
  expect(rows.map((r) => [r.C, r.b])).toEqual([
    [2, 3],
    [2, 4],
    [3, 3],
    [3, 4],
  ]);
  expect(rows[1].calls).toBeGreaterThan(1.8 * rows[0].calls!);
  expect(rows[3].r2).toBeGreaterThan(0.99);
  const refused = await settingsSweep(game, { b: [3, 9], t: [3], budget: 500, masks: 50 });
  expect(refused.rows()[1].error).toMatch(/budget is 500/);
  await expect(settingsSweep(game, { b: [] })).rejects.toThrow("`b`");
});

test("noise: R² against the quiet values rises with the ratio; the model is asked once for each coalition", async () => {
  const sweep = await noiseSweep(truth, [spex({ t: 3, b: 3 })], {
    snr: [-5, 10, Number.POSITIVE_INFINITY],
    budget: 500,
    masks: 300,
    repeats: 2,
  });
  const [loud, soft, none] = sweep.rows();
  expect(loud.r2).toBeLessThan(soft.r2!);
  expect(soft.r2).toBeLessThan(none.r2!);
  expect(none.r2).toBeCloseTo(1, 6);
  expect([none.sigma, loud.sigma / soft.sigma]).toEqual([0, expect.closeTo(10 ** 0.75, 9)]);
  for (const { low, r2, high } of [loud, soft]) {
    expect(low!).toBeLessThan(r2!);
    expect(high!).toBeGreaterThan(r2!);
  }
  const once = await noiseSweep(truth, ["lime"], { snr: [5], budget: 100, masks: 50 });
  expect([once.rows()[0].low, once.rows()[0].high]).toEqual([null, null]);
  let asked = 0;
  const seen = new Set<string>();
  const game = gameOf(20, (masks) => {
    asked += masks.length;
    for (let row = 0; row < masks.length; row++) seen.add(masks.key(row));
    return predict(fourier, masks);
  });
  await noiseSweep(game, ["lime", "banzhaf"], { snr: [0, 10], budget: 100, masks: 100 });
  expect(asked).toBe(seen.size);
});

test("noise belongs to the coalition: same in any order and batch, of the size asked for", async () => {
  const loud = noisy(
    gameOf(20, (masks) => new Float64Array(masks.length)),
    3,
    7,
  );
  const masks = uniformMasks(20, 4000, 1);
  const values = await loud.evaluate(masks);
  const back = await loud.evaluate(masks.select(Array.from({ length: 4000 }, (_, k) => 3999 - k)));
  expect([...back].reverse()).toEqual([...values]);
  const mean = values.reduce((sum, v) => sum + v, 0) / 4000;
  const sd = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4000);
  expect(Math.abs(mean)).toBeLessThan(0.2);
  expect(sd).toBeGreaterThan(2.85);
  expect(sd).toBeLessThan(3.15);
  const other = await noisy(
    gameOf(20, (m) => new Float64Array(m.length)),
    3,
    8,
  ).evaluate(masks);
  expect(other).not.toEqual(values);
});

test("responses: every answer is in one bin, a constant game in the only one", async () => {
  const game = gameOf(10, (masks) => masks.map((c) => c.players.length));
  const all = await responses(game, { masks: 5000, bins: 10 });
  expect(all.rows().map((r) => r.count)).toEqual([1, 10, 45, 120, 210, 252, 210, 120, 45, 11]);
  expect([all.mean, all.sd, all.min, all.max, all.masks]).toEqual([5, Math.sqrt(2.5), 0, 10, 1024]);
  expect(all.rows()[9]).toMatchObject({ from: 9, to: 10 });
  const flat = await responses(gameOf(3, (masks) => new Array(masks.length).fill(4)));
  expect(flat.rows()).toEqual([{ from: 4, to: 4, count: 8, share: 1 }]);
  expect([all.full, all.empty, flat.full, flat.empty]).toEqual([10, 0, 4, 4]);
  const some = await responses(truth, { masks: 50 });
  expect([some.masks, some.rows().reduce((sum, r) => sum + r.count, 0)]).toEqual([50, 50]);
  expect(some.full).toBeCloseTo(truth.predict([...truth.players.names])[0], 12);
  await expect(responses({} as never)).rejects.toThrow("a game or an explanation");
});

test("decode time: hard and soft read the same answers", async () => {
  const rows = (await decodeTime(truth, { b: [3], t: 3, repeats: 2, masks: 100 })).rows();
  expect(rows.map((r) => [r.b, r.decoding, r.terms])).toEqual([
    [3, "hard", 15],
    [3, "soft", 15],
  ]);
  for (const { seconds, r2, calls } of rows) {
    expect(seconds).toBeGreaterThan(0);
    expect(r2).toBeCloseTo(1, 9);
    expect(calls).toBe(rows[0].calls);
  }
});
