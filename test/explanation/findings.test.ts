import { describe, expect, test } from "vitest";
import { Random } from "../../src/bits/random.js";
import { TermTable } from "../../src/bits/terms.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { fromFourier, fromMoebius } from "../../src/explain/fromTerms.js";
import { exact } from "../../src/explain/methods.js";
import { game as gameOf } from "../../src/games/game.js";
import { fourierOfAll, moebiusOfAll } from "../../src/indices/fourier.js";

describe("recovery", () => {
  const e = fromMoebius(
    ["a", "b", "c", "d"],
    [
      [["a", "b", "c"], 4],
      [["a", "d"], 3],
      [["b"], 2],
      [["d"], 1],
    ],
  ).as("Moebius");

  test("the mean share of labelled players in the k strongest interactions", () => {
    const found = e.recovery(["a", "b"], { k: 3 });
    expect(found.value).toBeCloseTo((2 / 3 + 1 / 2 + 1) / 3, 12);
    expect(found.rows().map((r) => [r.rank, r.interaction, r.order, r.pairs])).toEqual([
      [1, "a · b · c", 3, 1 / 3],
      [2, "a · d", 2, 0],
      [3, "b", 1, null],
    ]);
    expect(found.rows().map((r) => r.recovery)).toEqual([2 / 3, (2 / 3 + 1 / 2) / 2, found.value]);
    expect([found.pairs, found.chance, found.k]).toEqual([1 / 6, 0.5, 3]);
    expect(Object.isFrozen(found)).toBe(true);
  });

  test("labels by index, fewer interactions than k, verbs before it", () => {
    expect(e.recovery([0, 1, 2, 3]).value).toBe(1);
    expect(e.recovery([0]).k).toBe(4);
    expect(e.order(1).recovery(["d"]).value).toBe(0.5);
    expect(e.order(1).recovery(["d"]).pairs).toBeNaN();
  });

  test("no labels, unknown labels and nothing shown are refused", () => {
    expect(() => e.recovery([])).toThrow("at least one");
    expect(() => e.recovery(["x"])).toThrow('No player is named "x"');
    expect(() => e.top(0).recovery(["a"])).toThrow("shows no interaction");
    expect(() => e.recovery(["a"], { k: 0 })).toThrow("from 1 up");
  });
});

test("statistics: counts, significant ones, signs, energy and cancellation by order", () => {
  const e = fromMoebius(5, [
    [[0], 3],
    [[1], -1],
    [[2], 0.1],
    [[0, 1], -2],
    [[2, 3], -1],
  ]).as("Moebius");
  const [one, two, all] = e.statistics({ energy: 0.9 }).rows();
  expect(one).toMatchObject({ order: 1, count: 3, significant: 2, positive: 2, negative: 1, largest: 3 });
  expect(one.cancellation).toBeCloseTo(1 - 2.1 / 4.1, 12);
  expect(two).toMatchObject({
    order: 2,
    count: 2,
    significant: 1,
    positive: 0,
    negative: 2,
    cancellation: 0,
  });
  expect(all).toMatchObject({
    order: "all",
    count: 5,
    significant: 3,
    energy: 1,
    positiveSum: 3.1,
    negativeSum: -4,
  });
  expect(one.energy + two.energy).toBeCloseTo(1, 12);
  expect(e.positive().statistics().rows().at(-1)!.negative).toBe(0);
  expect(() => e.statistics({ energy: 0 })).toThrow("above 0");
});

test("influence: shares of terms add up to 1, a player's influence is the mean squared half-difference", () => {
  const e = fromFourier(3, [
    [[], 7],
    [[0], 2],
    [[0, 1], -1],
    [[1, 2], 0.5],
  ]);
  const terms = e.influence().rows();
  expect(terms.map((r) => r.interaction)).toEqual(["0", "0 · 1", "1 · 2"]);
  expect(terms.reduce((sum, r) => sum + r.share, 0)).toBeCloseTo(1, 12);
  expect(terms[1]).toMatchObject({ coefficient: -1, influence: 1, swing: 2 });
  for (const { players, influence, coefficient } of e.influence({ by: "player" }).rows()) {
    const [i] = players;
    let mean = 0;
    for (let x = 0; x < 8; x++) {
      const present = [0, 1, 2].filter((j) => (x >> j) & 1);
      const flipped = [0, 1, 2].filter((j) => ((x ^ (1 << i)) >> j) & 1);
      mean += ((e.predict(present)[0] - e.predict(flipped)[0]) / 2) ** 2 / 8;
    }
    expect(influence).toBeCloseTo(mean, 12);
    expect(coefficient).toBe(e.as("Fourier").get(i));
  }
});

describe("sparsity", () => {
  test("the amplification told is the one that noise shows", () => {
    const n = 6;
    const random = new Random(3, "noise");
    const everyTerm = new TermTable(n);
    for (let mask = 0; mask < 2 ** n; mask++) {
      everyTerm.add(
        [0, 1, 2, 3, 4, 5].filter((i) => (mask >> i) & 1),
        random.normal(),
      );
    }
    const { length, offsets, players, values } = everyTerm.toTerms();
    const terms = Array.from(
      { length },
      (_, k) => [[...players.subarray(offsets[k], offsets[k + 1])], values[k]] as const,
    );
    const rows = fromFourier(n, terms).sparsity().rows();
    expect(rows.map((r) => r.order)).toEqual([1, 2, 3, 4, 5, 6, "all"]);
    const squares = new Float64Array(n + 1);
    const fourierSquares = new Float64Array(n + 1);
    const counts = new Float64Array(n + 1);
    const draws = 200;
    for (let draw = 0; draw < draws; draw++) {
      const noise = Float64Array.from({ length: 2 ** n }, () => random.normal());
      for (const [found, into] of [
        [moebiusOfAll(n, noise), squares],
        [fourierOfAll(n, noise), fourierSquares],
      ] as const) {
        for (let k = 0; k < found.length; k++) {
          const order = found.offsets[k + 1] - found.offsets[k];
          into[order] += found.values[k] ** 2 / draws;
          if (into === squares) counts[order] += 1 / draws;
        }
      }
    }
    for (const { order, fromValues, amplification } of rows) {
      if (order === "all") continue;
      expect(Math.sqrt(squares[order] / counts[order]) / fromValues).toBeCloseTo(1, 0.8);
      expect(Math.sqrt(fourierSquares[order] / counts[order]) * 2 ** (n / 2)).toBeCloseTo(1, 0.8);
      // Noise of 1 in every value is noise of 2^(−n/2) in every Fourier coefficient.
      expect(amplification * 2 ** (-n / 2)).toBeCloseTo(fromValues, 9);
    }
  });

  test("one parity: one Fourier term, every subset in Möbius", () => {
    const [one, two, three, all] = fromFourier(40, [[[3, 5, 30], 1]])
      .sparsity()
      .rows();
    expect([one.moebius, two.moebius, three.moebius, all.moebius]).toEqual([3, 3, 1, 7]);
    expect([one.fourier, three.fourier, all.fourier, all.fourier99]).toEqual([0, 1, 1, 1]);
    expect([one.amplification, two.amplification, three.amplification]).toEqual([2, 4, 8]);
  });
});

describe("truncation", () => {
  test("on the game itself energy and R² are the same number, rising to 1", async () => {
    const values = Array.from({ length: 64 }, (_, x) => Math.sin(x * 1.7) + (x & 5));
    const game = gameOf(6, (masks) => masks.map((_, row) => values[masks.words[row]]));
    const plan = exact().plan(game);
    const e = exact().estimate(plan, await evaluate(game, plan.masks));
    const rows = (await e.truncation({ masks: 64 })).rows();
    expect(rows.map((r) => r.kept)).toEqual([0, 1, 2, 5, 10, 20, 50, 63]);
    for (const { energy, r2 } of rows) expect(r2).toBeCloseTo(energy, 9);
    expect(rows.at(-1)!.r2).toBeCloseTo(1, 12);
    expect((await e.truncation({ keep: [3, 1, 999], masks: 10 })).rows().map((r) => r.kept)).toEqual([
      1, 3, 63,
    ]);
  });

  test("without a game only the energy is told", async () => {
    const table = await fromFourier(3, [
      [[0], 1],
      [[1], 1],
    ]).truncation({ keep: [1] });
    expect(table.rows()).toEqual([{ kept: 1, energy: 0.5, r2: null, smallest: 1 }]);
    await expect(fromFourier(1, [[[0], 1]]).truncation({ keep: [] })).rejects.toThrow("array of numbers");
  });
});
