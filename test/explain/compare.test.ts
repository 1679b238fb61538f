import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { Masks } from "../../src/bits/masks.js";
import { lime, proxySpex, shapleyTaylor } from "../../src/explain/baselines.js";
import { compare } from "../../src/explain/compare.js";
import { fromFourier } from "../../src/explain/fromTerms.js";
import { exact, spex } from "../../src/explain/methods.js";
import { type Game, game as gameOf } from "../../src/games/game.js";
import { predict } from "../../src/indices/predict.js";
import { randomParities } from "../support/parities.js";

/** Pairs and single players; counts what is asked. */
function counted(n: number): { game: Game; seen: Map<string, number> } {
  const fourier = randomParities(n, 12, 5, 2);
  const seen = new Map<string, number>();
  const game = gameOf(n, (masks: Masks) => {
    for (let row = 0; row < masks.length; row++)
      seen.set(masks.key(row), (seen.get(masks.key(row)) ?? 0) + 1);
    return predict(fourier, masks);
  });
  return { game, seen };
}

describe("compare", () => {
  test("coalitions are asked once, test masks are the same for all, R² is that of e.faithfulness", async () => {
    const { game, seen } = counted(16);
    const methods = [spex({ b: 3, t: 2 }), spex({ b: 3, t: 2, decoding: "hard" }), lime()];
    const runs = await compare(game, methods, { budget: 500, seed: 3, masks: 300 });
    expect(Math.max(...seen.values())).toBe(1);
    const rows = runs.rows();
    expect(rows.map((r) => r.method)).toEqual(["spex b=3 t=2", "spex b=3 t=2 decoding=hard", "lime"]);
    expect(rows.map((r) => r.calls)).toEqual([500, 500, 500]);
    expect(rows[0].newCalls).toBe(500);
    expect(rows[1].newCalls).toBe(0);
    expect(rows.reduce((sum, r) => sum + r.newCalls!, 0)).toBeLessThanOrEqual(seen.size);
    for (const { method, r2, low, high, seconds, error } of rows) {
      const again = await runs.explanations[method].faithfulness({ masks: 300, seed: 3 });
      expect({ r2, low: low ?? undefined, high: high ?? undefined }).toEqual({
        r2: again.r2,
        low: again.low,
        high: again.high,
      });
      expect([seconds! >= 0, error]).toEqual([true, null]);
    }
    expect(runs.best()).toBe(runs.explanations[runs.faithfulness().rows()[0].method]);
    expect(runs.best().method).toBe("spex");
  });

  test("a method that fails keeps its row with the reason; one without surrogate says so", async () => {
    const { game } = counted(16);
    const runs = await compare(game, ["exact", spex({ b: 8 }), shapleyTaylor({ order: 2 }), "lime"], {
      budget: 300,
      masks: 200,
    });
    const [tooMany, tooSmall, measured, fine] = runs.rows();
    expect(tooMany.error).toMatch(/65536 calls/);
    expect(tooSmall).toMatchObject({ r2: null, calls: null, terms: null });
    expect(tooSmall.error).toMatch(/budget is 300/);
    expect(measured.error).toMatch(/no surrogate: shapleyTaylor measures/);
    expect(measured.calls).toBeGreaterThan(0);
    expect(fine.error).toBe(null);
    expect(Object.keys(runs.explanations)).toEqual(["shapleyTaylor order=2", "lime"]);
    expect(
      runs
        .faithfulness()
        .rows()
        .map((r) => r.method),
    ).toEqual(["lime"]);
    expect(String(runs)).toMatch(/why not[\s\S]*exact[\s\S]*65536 calls/);
    expect(() => runs.top(1).best()).toThrow("none is best");
  });

  test("equal masks: those that can read any masks read the ones of the method that cannot", async () => {
    const { game, seen } = counted(16);
    const runs = await compare(game, [lime(), spex({ b: 3, t: 2 })], {
      budget: 400,
      masks: 2,
      equalMasks: true,
    });
    expect(runs.rows().map((r) => [r.masks, r.calls, r.newCalls])).toEqual([
      ["shared", 400, 400],
      ["own", 400, 0],
    ]);
    expect(seen.size).toBeLessThanOrEqual(402);
    const without = await compare(game, [lime(), proxySpex({ rounds: 20 })], {
      budget: 100,
      masks: 50,
      equalMasks: true,
    });
    expect(without.rows().map((r) => [r.masks, r.newCalls])).toEqual([
      ["shared", 100],
      ["shared", 0],
    ]);
    await expect(compare(game, ["lime"], { equalMasks: true })).rejects.toThrow("Expected a `budget`");
  });

  test("all masks as the test: R² is exact and has no interval", async () => {
    const game = gameOf(3, (masks) => masks.map((c) => c.players.length ** 2));
    const runs = await compare(game, [exact()]);
    expect(runs.rows()[0]).toMatchObject({ r2: 1, low: null, high: null, calls: 8, newCalls: 8 });
    expect(runs.testMasks).toBe(8);
  });

  test("chains, shows itself, exports; same seed, same rows", async () => {
    const { game } = counted(12);
    const run = () => compare(game, ["lime", "banzhaf", "exact"], { budget: 200, masks: 100, seed: 1 });
    const runs = await run();
    const plain = (of: typeof runs) => of.rows().map(({ seconds: _, ...row }) => row);
    expect(plain(await run())).toEqual(plain(runs));
    expect(
      runs
        .sortBy("method", "ascending")
        .rows()
        .map((r) => r.method),
    ).toEqual(["banzhaf", "exact", "lime"]);
    expect(
      runs
        .where((r) => r.error === null)
        .top(1)
        .rows().length,
    ).toBe(1);
    expect(runs.sortBy("r2").rows().at(-1)!.method).toBe("exact");
    expect(Object.isFrozen(runs)).toBe(true);
    expect(JSON.parse(JSON.stringify(runs))).toMatchObject({
      testMasks: 100,
      rows: [{ method: "lime" }, {}, {}],
    });
    expect(inspect(runs)).toBe(String(runs));
    expect(inspect({ runs })).toContain("[Comparison: lime, banzhaf, exact]");
    expect(runs.bundle()["text/html"]).toContain("<table");
    expect(() => runs.sortBy("r" as never)).toThrow("no column");
  });

  test("progress tells the method under way; what the game throws is thrown", async () => {
    const { game } = counted(10);
    const told: (string | null)[] = [];
    await compare(game, ["lime", "banzhaf"], {
      budget: 100,
      masks: 50,
      progress: ({ method, finished, methods, done, total }) => {
        expect(done).toBeLessThanOrEqual(total);
        expect([methods, finished]).toEqual([2, method === "lime" ? 0 : method === "banzhaf" ? 1 : 2]);
        told.push(method);
      },
    });
    expect([...new Set(told)]).toEqual(["lime", "banzhaf", null]);
    const broken = gameOf(4, () => [Number.NaN]);
    await expect(compare(broken, ["lime"], { budget: 8 })).rejects.toMatchObject({ code: "BAD_VALUES" });
  });

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ["no game", () => compare(fromFourier(1, []) as never, ["lime"]), /given a game/],
    ["no methods", () => compare(counted(8).game, []), /at least one/],
    ["unknown method", () => compare(counted(8).game, ["lim" as never]), /Nearest: "lime"/],
    ["the same twice", () => compare(counted(8).game, ["lime", lime()]), /"lime" twice/],
    ["unknown option", () => compare(counted(8).game, ["lime"], { mask: 1 } as never), /Nearest: "masks"/],
    ["bad budget", () => compare(counted(8).game, ["lime"], { budget: 0 }), /`budget`/],
  ])("%s is refused", async (_, act, message) => {
    await expect(act()).rejects.toThrow(message);
  });
});
