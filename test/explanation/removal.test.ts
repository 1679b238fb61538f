import { describe, expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { Random } from "../../src/bits/random.js";
import { setOf, type Terms } from "../../src/bits/terms.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { fromFourier, fromMoebius } from "../../src/explain/fromTerms.js";
import { exact } from "../../src/explain/methods.js";
import { smallestCrossing } from "../../src/explanation/removal/flip.js";
import { exactRemoval, greedyRemoval, type Removed } from "../../src/explanation/removal/search.js";
import { Switches } from "../../src/explanation/removal/switches.js";
import { game as gameOf } from "../../src/games/game.js";
import { predict } from "../../src/indices/predict.js";
import { randomParities } from "../support/parities.js";

/** f(N∖R) − f(N) for every R of `count` players: the largest by size. */
function bruteForce(fourier: Terms, count: number): number {
  const { n } = fourier;
  const all = 2 ** n - 1;
  const words = Uint32Array.from({ length: 2 ** n }, (_, removed) => all & ~removed);
  const values = predict(fourier, new Masks(n, words.length, words));
  let most = 0;
  for (let removed = 0; removed <= all; removed++) {
    let size = 0;
    for (let left = removed; left !== 0; left &= left - 1) size++;
    if (size === count) most = Math.max(most, Math.abs(values[removed] - values[0]));
  }
  return most;
}

/** The exact search, started at what greedy found. */
function exactFrom(fourier: Terms, start: Removed, effort: number): Removed {
  const goal = {
    count: start.players.length,
    toward: 0,
    beyond: Math.abs(start.change),
    any: false,
    effort,
  } as const;
  const found = exactRemoval(new Switches(fourier), goal);
  if (found === "too large") throw new Error(found);
  return found ?? start;
}

/** The fewest players that cross the threshold, by trying all sets; −1 when none does. */
function fewest(fourier: Terms, threshold: number): number {
  const { n } = fourier;
  const all = 2 ** n - 1;
  const words = Uint32Array.from({ length: 2 ** n }, (_, removed) => all & ~removed);
  const values = predict(fourier, new Masks(n, words.length, words));
  let least = -1;
  values.forEach((value, removed) => {
    const crosses = values[0] > threshold ? value < threshold - 1e-9 : value > threshold + 1e-9;
    if (!crosses) return;
    const size = removed.toString(2).replaceAll("0", "").length;
    if (least < 0 || size < least) least = size;
  });
  return least;
}

describe("search", () => {
  test("exact is brute force and never below greedy, on random functions up to 12 players", () => {
    let beaten = 0;
    for (let seed = 0; seed < 30; seed++) {
      const random = new Random(seed, "sizes");
      const n = 6 + random.below(7);
      const fourier = randomParities(n, 4 + random.below(30), seed, 3 + random.below(3));
      const most = Math.min(n, 6);
      const greedy = greedyRemoval(new Switches(fourier), most);
      for (let r = 1; r <= most; r++) {
        const found = exactFrom(fourier, greedy[r - 1], 1e8);
        const best = bruteForce(fourier, r);
        expect(Math.abs(found.change)).toBeCloseTo(best, 9);
        expect(found.players.length).toBe(r);
        expect(Math.abs(found.change)).toBeGreaterThanOrEqual(Math.abs(greedy[r - 1].change) - 1e-12);
        if (Math.abs(found.change) > Math.abs(greedy[r - 1].change) + 1e-9) beaten++;
      }
    }
    expect(beaten).toBeGreaterThan(10);
  });

  test("a thousand players and a thousand terms: found and confirmed in well under a second's work", () => {
    const fourier = randomParities(1000, 1000, 4, 3);
    const greedy = greedyRemoval(new Switches(fourier), 3);
    const found = exactFrom(fourier, greedy[2], 5e7);
    expect(Math.abs(found.change)).toBeGreaterThanOrEqual(Math.abs(greedy[2].change));
  });

  test("the fewest players that cross a threshold are brute force's, also where none do", () => {
    let none = 0;
    let several = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(seed, "sizes");
      const n = 5 + random.below(6);
      const fourier = randomParities(n, 3 + random.below(10), seed, 2 + random.below(3));
      const full = predict(fourier, Masks.from(n, [Array.from({ length: n }, (_, i) => i)]))[0];
      for (const threshold of [0, full + 0.8, full - 5, full + 100]) {
        const { found, proven } = smallestCrossing(
          { greedyRemoval, exactRemoval },
          new Switches(fourier),
          full,
          threshold,
          1e8,
        );
        const least = fewest(fourier, threshold);
        expect([seed, threshold, proven, found?.players.length ?? -1]).toEqual([
          seed,
          threshold,
          true,
          least,
        ]);
        if (least < 0) none++;
        if (least > 1) several++;
      }
    }
    expect(none).toBeGreaterThan(20);
    expect(several).toBeGreaterThan(10);
  });

  test("a search for a crossing that ends early says that its set may not be the smallest", () => {
    const fourier = randomParities(60, 2000, 1, 5);
    const full = predict(fourier, Masks.from(60, [Array.from({ length: 60 }, (_, i) => i)]))[0];
    const searches = { greedyRemoval, exactRemoval };
    const { found, proven } = smallestCrossing(searches, new Switches(fourier), full, full - 150, 300_000);
    expect(found!.players.length).toBeGreaterThan(2);
    expect(proven).toBe(false);
  });

  test("a search that is too large is refused with what to do", async () => {
    const parities = randomParities(60, 2000, 1, 5);
    const e = fromFourier(
      60,
      Array.from(parities.values, (value, k) => [[...setOf(parities, k)], value] as const),
    );
    await expect(e.removal({ top: 12, effort: 10_000 })).rejects.toThrow(
      /of 60 players in a surrogate of 2000 terms.*more than 10000 terms.*search: "greedy"/s,
    );
  });
});

describe("e.removal", () => {
  // Either of a and b holds the value up, both together take it down; c alone does less. Greedy starts with c.
  const value = (c: { has(p: string): boolean }): number =>
    (c.has("a") || c.has("b") ? 4 : 0) + (c.has("c") ? 1 : 0);
  const game = gameOf(["a", "b", "c"], (masks) => masks.map(value));

  test("exact sees what greedy cannot; the game's own answers stand beside the surrogate's", async () => {
    const plan = exact().plan(game);
    const e = exact().estimate(plan, await evaluate(game, plan.masks));
    const curve = await e.removal({ top: 2, search: "both" });
    const close = (x: number | null): number => Math.round(x! * 1e9) / 1e9;
    expect(curve.rows().map((r) => [r.search, r.removed, r.names, close(r.surrogateChange)])).toEqual([
      ["exact", 0, "", 0],
      ["exact", 1, "c", -1],
      ["exact", 2, "a · b", -4],
      ["greedy", 0, "", 0],
      ["greedy", 1, "c", -1],
      ["greedy", 2, "c · a", -1],
    ]);
    expect(curve.rows().map((r) => [r.model, r.modelChange, r.share])).toEqual([
      [5, 0, 0],
      [4, -1, 0.2],
      [1, -4, 0.8],
      [5, 0, 0],
      [4, -1, 0.2],
      [4, -1, 0.2],
    ]);
    expect(String(curve)).toMatch(/removed.*search.*players.*model/);
  });

  test("without a game the values are the surrogate's; bad options are refused", async () => {
    const e = fromFourier(3, [
      [[0], 1],
      [[1, 2], 2],
    ]);
    const rows = (await e.removal()).rows();
    expect(rows.map((r) => [r.removed, r.model, r.share])).toEqual([0, 1, 2, 3].map((r) => [r, null, null]));
    await expect(e.removal({ top: 4 })).rejects.toThrow("from 1 to 3, got 4");
    await expect(e.removal({ search: "best" as never })).rejects.toThrow('"exact", "greedy" or "both"');
    await expect(e.removal({ tops: 1 } as never)).rejects.toThrow('Nearest: "top"');
  });
});

describe("e.flip", () => {
  const game = gameOf(["a", "b", "c"], (masks) =>
    masks.map((c) => (c.has("a") || c.has("b") ? 2 : -1) + (c.has("c") ? 0.5 : 0)),
  );

  test("finds the pair that no single player replaces, and asks the game", async () => {
    const plan = exact().plan(game);
    const e = exact().estimate(plan, await evaluate(game, plan.masks));
    const flip = await e.flip();
    expect(flip).toMatchObject({
      names: ["a", "b"],
      players: [0, 1],
      found: true,
      proven: true,
      threshold: 0,
    });
    expect([flip.before, flip.after]).toEqual([2.5, -0.5].map((v) => expect.closeTo(v, 9)));
    expect(flip.model).toEqual({ before: 2.5, after: -0.5 });
    expect(await e.flip({ threshold: -3, ask: false })).toMatchObject({
      found: false,
      proven: true,
      model: null,
    });
  });

  test("bad thresholds are refused", async () => {
    const e = fromFourier(1, [[[0], 1]]);
    await expect(e.flip({ threshold: Number.NaN })).rejects.toThrow("Expected `threshold` to be a number");
    await expect(e.flip({ treshold: 1 } as never)).rejects.toThrow('Nearest: "threshold"');
  });
});

test("a curve that has ended says so", async () => {
  const e = fromMoebius(6, [
    [[0], 1],
    [[1, 2], 1],
  ]);
  expect((await e.removal({ top: 5 })).notes.at(-1)).toBe(
    "The surrogate moves most without 2 players; those removed beyond do not move it further.",
  );
  expect((await e.removal({ top: 2 })).notes).toHaveLength(1);
  expect((await fromFourier(3, [[[], 1]]).removal({ top: 2 })).notes.at(-1)).toBe(
    "No removal moves the surrogate.",
  );
});
