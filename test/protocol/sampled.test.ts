import { describe, expect, test } from "vitest";
import { explain, faithBanzhaf, faithShapley, proxyShap, shapleyTaylor } from "../../src/index.js";
import { counted, toys } from "./games.js";
import { entries, indices } from "./methods.js";

const quiet = { progress: false } as const;
const toy = (name: string): (typeof toys)[number] => toys.find((t) => t.name === name)!;

describe("a dummy has next to nothing in every index, from a part of the masks", () => {
  const n = 12;
  test.each(entries.filter(({ name }) => name !== "exact"))("$name", async ({ method, surrogate }) => {
    for (const name of ["dummy", "additive", "pairwise"]) {
      const e = await explain(counted(toy(name), n).game, { method, budget: 700, seed: 4, ...quiet });
      for (const view of surrogate ? indices.map((index) => e.as(index)) : [e]) {
        const strongest = Math.abs(view.interactions[0].value);
        const dummy = view.containing(n - 1).interactions[0]?.value ?? 0;
        expect(Math.abs(dummy) / strongest).toBeLessThan(0.02);
      }
    }
  });
});

describe("order 2 of many players", () => {
  test.each([
    [faithBanzhaf({ order: 2 }), 1000],
    [faithShapley({ order: 2 }), 400],
    [proxyShap({ trees: { rounds: 15 } }), 400],
  ] as const)("$0.name: every set from 80 calls", async (method, n) => {
    const { game, asked } = counted(toy("pairwise"), n);
    const e = await explain(game, { method, budget: 80, seed: 1, ...quiet });
    expect([new Set(asked).size, e.calls]).toEqual([80, 80]);
    expect(e.interactions.length).toBeGreaterThan(0.99 * ((n * (n - 1)) / 2));
    expect(e.interactions.every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  test("shapleyTaylor says what one order of arrival takes", () => {
    expect(() => shapleyTaylor({ order: 2 }).plan(1000, { budget: 80 })).toThrow(
      /needs at least 500501 calls, the budget is 80/,
    );
  });
});
