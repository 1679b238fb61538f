import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Explanation, explain, load } from "../../src/index.js";
import { counted, toys } from "./games.js";
import { efficient, entries, indices } from "./methods.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "spexlab-protocol-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const sizes = [1, 2, 33, 64, 1000];
const noisy = toys.find(({ name }) => name === "noisy")!;
const quiet = { progress: false } as const;

function allFinite(e: Explanation): boolean {
  return Number.isFinite(e.get()) && e.interactions.every(({ value }) => Number.isFinite(value));
}

describe.each(entries)("$name", ({ name, method, budget, surrogate }) => {
  // Sizes without a budget have a test of their own (sampled.test.ts).
  describe.each(sizes.filter((n) => budget(n) !== undefined))("n = %i", (n) => {
    const calls = budget(n)!;
    if (n > 20 && name === "exact") {
      test("is refused", async () => {
        await expect(explain(counted(noisy, n).game, { method, ...quiet })).rejects.toMatchObject({
          code: "TOO_MANY_PLAYERS",
        });
      });
      return;
    }
    test.each(toys)("$name: asks its plan, within the budget, and every index follows", async (toy) => {
      const { game, asked } = counted(toy, n);
      const plan = method.plan(game, { budget: calls, seed: 3 });
      expect(asked).toEqual([]);
      const e = await explain(game, { method, budget: calls, seed: 3, ...quiet });

      expect(asked.length).toBeLessThanOrEqual(calls);
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked).toEqual(plan.masks.map((_, row) => plan.masks.key(row)));
      expect([plan.calls, e.calls, e.budget, e.seed]).toEqual([asked.length, asked.length, calls, 3]);
      expect(e.settings).toEqual(plan.settings);
      expect(allFinite(e)).toBe(true);
      expect(String(e)).toContain("model calls");

      const path = join(folder, "e.json");
      e.save(path);
      const again = load(path);
      expect(JSON.stringify(again)).toBe(JSON.stringify(e));
      expect([again.calls, again.method, again.exact, again.maxOrder]).toEqual([
        e.calls,
        e.method,
        e.exact,
        e.maxOrder,
      ]);

      if (!surrogate) return refusesWithoutSurrogate(e);
      const everyone = Array.from({ length: n }, (_, i) => i);
      const full = e.predict([everyone])[0];
      for (const index of indices) {
        const view = e.as(index);
        expect(allFinite(view)).toBe(true);
        expect(again.as(index).rows()).toEqual(view.rows());
        // What is read off the surrogate adds up to the surrogate's own answer; what was measured need not.
        if (!efficient.includes(index) || (index === e.index && view.maxOrder === e.maxOrder)) continue;
        if (index === "Moebius" && view.maxOrder < n) expect(view.maxOrder).toBeLessThanOrEqual(20);
        const sum = view.interactions.reduce((total, { value }) => total + value, view.get());
        expect(sum).toBeCloseTo(full, 6);
      }
    });

    test("the same seed gives the same result to the bit, another seed other masks", async () => {
      const one = await explain(counted(noisy, n).game, { method, budget: calls, seed: 5, ...quiet });
      const two = await explain(counted(noisy, n).game, { method, budget: calls, seed: 5, ...quiet });
      expect(JSON.stringify(two)).toBe(JSON.stringify(one));
      if (calls >= 2 ** n) return;
      const masks = [5, 6].map((seed) => method.plan(n, { budget: calls, seed }).masks.words);
      expect(masks[1]).not.toEqual(masks[0]);
    });
  });
});

function refusesWithoutSurrogate(e: Explanation): void {
  const why = /shapleyTaylor measures STII up to order \d directly and makes no surrogate/;
  for (const index of indices) {
    if (index !== "STII") expect(() => e.as(index)).toThrow(why);
  }
  expect(e.as("STII").rows()).toEqual(e.rows());
  expect(() => e.as("STII", { order: e.maxOrder + 1 })).toThrow(why);
  expect(() => e.predict([0])).toThrow(why);
  expect(() => e.moebius()).toThrow(why);
  expect(e.fourier).toBeNull();
}

test("fewer calls than a method needs are refused with the number that it takes", () => {
  for (const { name, method } of entries) {
    const n = name === "exact" ? 12 : 40;
    let message = "";
    try {
      method.plan(n, { budget: 2 });
    } catch (error) {
      expect(error).toMatchObject({ code: "BUDGET_TOO_SMALL" });
      message = String(error);
    }
    const needed = Number(/Raise the budget to (\d+)/.exec(message)?.[1]);
    expect([name, method.plan(n, { budget: needed }).calls]).toEqual([name, needed]);
    expect(() => method.plan(n, { budget: needed - 1 })).toThrow(/Raise the budget/);
  }
});

test("two players, three calls: nobody pretends", () => {
  for (const { name, method } of entries) {
    // One order of arrival of two players has three coalitions.
    if (name === "shapleyTaylor, order 1") continue;
    expect(() => method.plan(2, { budget: 3 })).toThrow(/(needs|at least) .*4/);
  }
});
