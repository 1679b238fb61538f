import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Masks } from "../../src/bits/masks.js";
import { type ExplainOptions, explain } from "../../src/explain/explain.js";
import { exact, spex } from "../../src/explain/methods.js";
import { type Game, game } from "../../src/games/game.js";
import type { IndexName } from "../../src/types.js";

/** A game that counts what it is asked. */
function counted(n: number): { game: Game; asked: Set<string> } {
  const asked = new Set<string>();
  const value = (masks: Masks): number[] =>
    masks.map((c) => {
      asked.add(c.players.join());
      return (c.has(0) && c.has(1) ? 2 : 0) - (c.has(2) ? 1 : 0);
    });
  return { game: game(n, value), asked };
}

describe("explain", () => {
  test("by the default method: the truth, within the budget, with its own faithfulness", async () => {
    const { game: toy, asked } = counted(24);
    const e = await explain(toy, { budget: 1_500, seed: 3 });
    expect(e.method).toBe("auto");
    expect(e.calls).toBe(asked.size);
    expect(e.calls).toBeLessThanOrEqual(1_500);
    expect([e.budget, e.seed]).toEqual([1_500, 3]);
    const moebius = e.as("Moebius");
    expect(moebius.get(0, 1)).toBeCloseTo(2, 6);
    expect(moebius.get(2)).toBeCloseTo(-1, 6);
    expect(e.fit!.r2).toBeCloseTo(1, 6);
    const fresh = await e.faithfulness({ masks: 500, seed: 1 });
    expect(fresh).toMatchObject({ masks: 500, how: "fresh" });
    expect(fresh.r2).toBeCloseTo(1, 6);
  });

  test("is first read as FBII, up to order 3, where positive raises the answer", async () => {
    const e = await explain(counted(24).game, { budget: 1_500 });
    expect([e.index, e.maxOrder]).toEqual(["FBII", 2]);
    expect(e.interactions[0]).toMatchObject({ players: [0, 1], order: 2 });
    expect(e.get(0, 1)).toBeGreaterThan(1.9);
  });

  test("the same options give the same explanation", async () => {
    const one = await explain(counted(24).game, { budget: 1_400, seed: 5 });
    const two = await explain(counted(24).game, { budget: 1_400, seed: 5 });
    expect(JSON.stringify(one)).toBe(JSON.stringify(two));
  });

  test("methods go by name, too, and small games are asked whole when the budget pays for it", async () => {
    const { game: toy } = counted(4);
    const e = await explain(toy, { method: "exact" });
    expect([e.method, e.calls, e.exact]).toEqual(["exact", 16, true]);
    expect((await explain(toy, { budget: 16 })).calls).toBe(16);
    expect(await e.faithfulness()).toEqual({ r2: 1, masks: 16, how: "exact" });
  });

  test("one player", async () => {
    const e = await explain(game(["only"], (masks) => masks.map((c) => (c.has("only") ? 3 : 1))));
    expect(e.as("SV").get("only")).toBeCloseTo(2, 12);
    expect([...e.predict([["only"], []])]).toEqual([3, 1]);
  });

  test("a constant game", async () => {
    const e = await explain(game(3, (masks) => masks.map(() => 7)));
    expect(e.interactions).toEqual([]);
    expect(e.fit!.r2).toBeNaN();
    expect(String(e)).toMatch(/faithfulness undefined/i);
  });

  test("the model's own answer to everything is kept where it was asked", async () => {
    const e = await explain(counted(4).game, { method: exact() });
    expect(e.view().modelFull).toBe(1);
    expect(e.view().full).toBeCloseTo(1, 12);
    expect(e.view().empty).toBeCloseTo(0, 12);
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    const slow = game(12, async (masks) => {
      stop.abort();
      return masks.map(() => 0);
    });
    await expect(explain(slow, { method: exact(), signal: stop.signal })).rejects.toThrow();
  });
});

describe("methods", () => {
  test("a plan asks nothing and tells calls, masks and settings", () => {
    const { game: toy, asked } = counted(24);
    const plan = spex({ b: 3 }).plan(toy, { budget: 1_000, seed: 7 });
    expect(asked.size).toBe(0);
    expect(plan.calls).toBe(plan.masks.length);
    expect(plan.calls).toBeLessThanOrEqual(1_000);
    expect(plan.settings).toMatchObject({ b: 3, t: 5, C: 3 });
    expect(new Set(plan.masks.map((c) => c.players.join())).size).toBe(plan.calls);
    expect(spex({ b: 3 }).plan(24, { budget: 1_000, seed: 7 }).masks.words).toEqual(plan.masks.words);
    expect(plan.masks.at(0).has("3")).toBe(plan.masks.has(0, 3));
  });

  test("estimates need values for the plan, and a plan of the method", () => {
    const plan = exact().plan(["a", "b"]);
    expect(() => exact().estimate(plan, [1, 2, 3])).toThrow(/Expected 4 values for 4 masks/);
    expect(() => exact().estimate(plan, [1, 2, Number.NaN, 3])).toThrow(/NaN.*\{b\}/);
    expect(() => spex().estimate(plan, [1, 2, 3, 4])).toThrow(/a plan of exact/);
    expect(() => exact().estimate({} as never, [1])).toThrow(/Expected a plan that sx\.exact/);
  });
});

describe("mistakes", () => {
  const toy = counted(24).game;

  test.each<[string, unknown, RegExp, string]>([
    ["unknown method", { method: "spx" }, /got "spx"\. Nearest: "spex"/, "UNKNOWN_METHOD"],
    ["a method that was not called", { method: spex }, /Call it: sx\.spex\(\)/, "UNKNOWN_METHOD"],
    ["unknown option", { budgt: 5 }, /explain has no option "budgt"\. Nearest: "budget"/, "UNKNOWN_OPTION"],
    [
      "budget too small",
      { budget: 10 },
      /at least 20 distinct coalitions.*the budget is 10\. Raise/,
      "BUDGET_TOO_SMALL",
    ],
    [
      "budget too small for the structured masks",
      { method: "spex", budget: 20 },
      /needs \d+ distinct coalitions.*the budget is 20/,
      "BUDGET_TOO_SMALL",
    ],
    ["exact beyond the budget", { method: exact(), budget: 5 }, /at most 20 players/, "TOO_MANY_PLAYERS"],
    ["budget of nothing", { budget: 0 }, /`budget` to be a whole number from 1/, "BAD_OPTION"],
    ["a seed that is none", { seed: "7" }, /`seed` to be a whole number/, "BAD_OPTION"],
    ["options that are none", 500, /an object of options, got 500/, "BAD_OPTION"],
  ])("%s", async (_, options, message, code) => {
    await expect(explain(toy, options as ExplainOptions)).rejects.toThrow(message);
    await expect(explain(toy, options as ExplainOptions)).rejects.toMatchObject({
      name: "SpexlabError",
      code,
    });
  });

  test("no game", async () => {
    await expect(explain([1, 2] as never)).rejects.toThrow(/Expected a game, as sx\.game/);
  });

  test("unknown option of spex", () => {
    expect(() => spex({ c: 3 } as never)).toThrow(/spex has no option "c"/);
  });

  test("a value function that throws or answers nonsense is named with its coalition", async () => {
    const failing = game(3, () => {
      throw new Error("out of paper");
    });
    await expect(explain(failing)).rejects.toThrow(/out of paper/);
    await expect(explain(game(3, (masks) => masks.map((c) => (c.has(1) ? Number.NaN : 0))))).rejects.toThrow(
      /\{1\}/,
    );
    await expect(explain(game(3, () => [1]))).rejects.toThrow(/values for/);
  });
});

interface Golden {
  index: IndexName;
  order: number;
  values: [set: number, value: number][];
}

test("exact reproduces the golden indices through the front door", async () => {
  const golden = JSON.parse(readFileSync("fixtures/golden/indices_n8.json", "utf8"));
  const table = Float64Array.from(golden.values as number[]);
  const e = await explain(
    game(8, (masks) => masks.map((c) => table[masks.words[c.row]])),
    { method: exact() },
  );
  let compared = 0;
  for (const { index, order, values } of Object.values<Golden>(golden.indices)) {
    const view = e.as(index, { order });
    for (const [set, value] of values) {
      const players = Array.from({ length: 8 }, (_, i) => i).filter((i) => (set >> i) & 1);
      expect(Math.abs(view.get(...players) - value)).toBeLessThan(1e-9);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(400);
});
