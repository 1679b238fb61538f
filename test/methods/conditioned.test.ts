import { describe, expect, test } from "vitest";
import {
  auto,
  banzhaf,
  type Explanation,
  exact,
  explain,
  faithShapley,
  fromValues,
  game,
  kernelShap,
  lime,
  type Method,
  proxyShap,
  proxySpex,
  spex,
} from "../../src/index.js";

const N = 9;
const cases: readonly [string, Method, number][] = [
  ["auto", auto(), 90],
  ["spex", spex({ b: 2, t: 2 }), 200],
  ["exact", exact(), 512],
  ["proxySpex", proxySpex({ rounds: 30 }), 90],
  ["proxyShap", proxyShap({ trees: { rounds: 20 } }), 90],
  ["lime", lime(), 90],
  ["kernelShap", kernelShap(), 90],
  ["banzhaf", banzhaf(), 90],
  ["faithShapley", faithShapley(), 90],
];

async function explained(
  method: Method,
  budget: number,
  shift: number,
  factor: number,
): Promise<Explanation> {
  const toy = game(N, (masks) =>
    masks.map((c) => shift + factor * ((c.has(0) ? 1 : 0) + (c.has(1) && c.has(2) ? 2 : 0))),
  );
  return explain(toy, { method, budget, seed: 2, progress: false });
}

describe.each(cases)("%s", (_, method, budget) => {
  test.each([2 ** 1000, 2 ** -1000, 2 ** -530])("commutes with values of size %d", async (factor) => {
    const usual = await explained(method, budget, 0, 1);
    const scaled = await explained(method, budget, 0, factor);
    expect(scaled.fit).toEqual(usual.fit);
    expect(usual.report.scaled).toBeUndefined();
    expect(scaled.report.scaled).toMatchObject({ shift: 0 });
    expect(scaled.interactions.map(({ players }) => players)).toEqual(
      usual.interactions.map(({ players }) => players),
    );
    // Scaling by a power of two is exact, but for the numbers that a fit compares with absolute ones.
    const relative = scaled.interactions.map((i, k) => i.value / factor - usual.interactions[k].value);
    expect(Math.max(...relative.map(Math.abs))).toBeLessThan(1e-9);
  });

  test("sees a signal on top of 10^15", async () => {
    const usual = await explained(method, budget, 0, 1);
    const moved = await explained(method, budget, 2 ** 50, 1);
    expect(moved.report.scaled).toMatchObject({ shift: 2 ** 50 });
    for (const players of [[0], [1], [2], [5]]) {
      expect(moved.get(...players)).toBeCloseTo(usual.get(...players), 9);
    }
    expect(moved.predict([[]])[0]).toBeCloseTo(2 ** 50 + usual.predict([[]])[0], 0);
  });
});

test("given answers are conditioned, too", () => {
  const rows = Array.from({ length: 64 }, (_, x) => [0, 1, 2, 3, 4, 5].filter((i) => (x >> i) & 1));
  const e = fromValues(
    6,
    rows,
    rows.map((r) => (r.includes(0) ? 1e300 : 0)),
    { method: banzhaf() },
  );
  expect(e.get(0) / 1e300).toBeCloseTo(1, 6);
  expect(e.fit!.r2).toBeCloseTo(1, 6);
});

test("constants of any size stay what they are", async () => {
  for (const value of [1e300, -1e-300, 1e15, 0, 5e-324, -Number.MAX_VALUE]) {
    const toy = game(6, (masks) => masks.map(() => value));
    for (const method of [auto(), banzhaf(), proxyShap()]) {
      const e = await explain(toy, { method, budget: 40, progress: false });
      expect(e.interactions).toEqual([]);
      expect(e.predict([[0, 1]])[0]).toBeCloseTo(value, 12);
    }
  }
});
