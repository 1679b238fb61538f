import { describe, expect, test } from "vitest";
import { type Explanation, exact, explain, type IndexName, lime } from "../../src/index.js";
import { counted, type Toy, toys } from "./games.js";
import { type Entry, efficient, entries, indices } from "./methods.js";

const quiet = { progress: false } as const;
const sizes = [1, 2, 3, 6];
/** Is there nothing to explain? */
const constant = (toy: Toy, n: number): boolean =>
  toy.name === "constant" || (toy.name === "dummy" && n === 1);
const single = (index: IndexName): boolean => index === "SV" || index === "BV";

const truths = new Map<string, Promise<Explanation>>();
/** The whole transform of a game, made once. */
function truth(toy: Toy, n: number): Promise<Explanation> {
  const key = `${toy.name} ${n}`;
  if (!truths.has(key)) truths.set(key, explain(counted(toy, n).game, { method: exact(), ...quiet }));
  return truths.get(key)!;
}

function whole(entry: Entry, toy: Toy, n: number): Promise<Explanation> {
  return explain(counted(toy, n).game, { method: entry.method, budget: 2 ** n, seed: 1, ...quiet });
}

/** Every set of up to `order` players. */
function sets(n: number, order: number): number[][] {
  return Array.from({ length: 2 ** n }, (_, x) =>
    Array.from({ length: n }, (_, i) => i).filter((i) => (x >> i) & 1),
  ).filter(({ length }) => length <= order);
}

function expectSame(one: Explanation, other: Explanation, order: number): void {
  for (const set of sets(one.n, order)) expect(one.get(...set)).toBeCloseTo(other.get(...set), 9);
}

describe.each(entries.filter((entry) => entry.whole !== "ridge"))("$name with all 2^n answers", (entry) => {
  const gives = entry.whole as Exclude<Entry["whole"], "ridge">;
  describe.each(sizes)("n = %i", (n) => {
    test.each(toys)("$name: exact", async (toy) => {
      const [e, expected] = [await whole(entry, toy, n), await truth(toy, n)];
      expect(e.calls).toBe(2 ** n);
      if (gives !== "game") {
        expectSame(e, expected.as(gives.index, { order: gives.order }), gives.order);
        expect([e.index, e.maxOrder]).toEqual([gives.index, gives.order]);
        if (e.fit && gives.order >= n && !constant(toy, n)) expect(e.fit.r2).toBeCloseTo(1, 9);
        return;
      }
      expect(e.exact).toBe(true);
      if (!constant(toy, n)) {
        expect(e.fit).toMatchObject({ r2: expect.closeTo(1, 9), how: "exact" });
      }
      for (const index of indices) {
        for (const order of single(index) ? [1] : [1, 2, 3]) {
          expectSame(e.as(index, { order }), expected.as(index, { order }), order);
        }
      }
    });
  });

  test("twins get the same, a dummy nothing, and the values add up where the index says so", async () => {
    for (const n of sizes) {
      for (const toy of toys) {
        const e = await whole(entry, toy, n);
        const views = gives === "game" ? indices.map((index) => e.as(index)) : [e];
        for (const view of views) {
          const twins = toy.twins(n);
          const dummy = toy.dummy(n);
          for (const { players, value } of view.interactions) {
            if (twins) {
              const swapped = players.map((i) => (i === twins[0] ? twins[1] : i === twins[1] ? twins[0] : i));
              expect(view.get(...swapped)).toBeCloseTo(value, 9);
            }
            if (dummy !== undefined && players.includes(dummy)) expect(value).toBeCloseTo(0, 9);
          }
          if (!efficient.includes(view.index) || (view.index === "Moebius" && view.maxOrder < n)) continue;
          const sum = view.interactions.reduce((total, { value }) => total + value, view.get());
          const everyone = Array.from({ length: n }, (_, i) => i);
          expect(sum).toBeCloseTo((await truth(toy, n)).predict([everyone])[0], 9);
        }
      }
    }
  });

  test("is linear: twice one game less three times another", async () => {
    const n = 5;
    for (let k = 0; k < toys.length; k++) {
      const [one, other] = [toys[k], toys[(k + 1) % toys.length]];
      const mixed: Toy = { ...one, value: (c) => 2 * one.value(c, n) - 3 * other.value(c, n) };
      const [a, b, both] = [
        await whole(entry, one, n),
        await whole(entry, other, n),
        await whole(entry, mixed, n),
      ];
      for (const index of gives === "game" ? indices : [gives.index]) {
        const order = single(index) ? 1 : 2;
        const of = (e: Explanation): Explanation =>
          e.as(index, { order: gives === "game" ? order : gives.order });
        for (const set of sets(n, order)) {
          expect(of(both).get(...set)).toBeCloseTo(2 * of(a).get(...set) - 3 * of(b).get(...set), 9);
        }
      }
    }
  });
});

/** Solves A·x = y by Gaussian elimination with pivots; A symmetric positive definite. */
function solved(a: number[][], y: number[]): number[] {
  const rows = a.map((row, i) => [...row, y[i]]);
  for (let i = 0; i < rows.length; i++) {
    for (let r = 0; r < rows.length; r++) {
      if (r === i) continue;
      const factor = rows[r][i] / rows[i][i];
      rows[r] = rows[r].map((v, c) => v - factor * rows[i][c]);
    }
  }
  return rows.map((row, i) => row[rows.length] / row[i]);
}

test.each(toys)("lime with all 2^n answers is its weighted ridge regression: $name", async (toy) => {
  const n = 4;
  const masks = exact().plan(n).masks;
  const rows = masks.map((c) => [1, ...Array.from({ length: n }, (_, i) => (c.has(i) ? 1 : 0))]);
  const weights = masks.map((c) => {
    const distance = 100 * (1 - Math.sqrt(c.players.length / n));
    return Math.sqrt(Math.exp(-(distance ** 2) / 25 ** 2));
  });
  const values = masks.map((c) => toy.value(c, n));
  const gram = Array.from({ length: n + 1 }, (_, i) =>
    Array.from({ length: n + 1 }, (_, j) =>
      rows.reduce((sum, row, k) => sum + weights[k] * row[i] * row[j], i === j && i > 0 ? 1 : 0),
    ),
  );
  const right = gram.map((_, i) => rows.reduce((sum, row, k) => sum + weights[k] * row[i] * values[k], 0));
  const expected = solved(gram, right);
  const e = await explain(counted(toy, n).game, { method: lime(), budget: 2 ** n, ...quiet });
  expect(e.get()).toBeCloseTo(expected[0], 9);
  for (let i = 0; i < n; i++) expect(e.get(i)).toBeCloseTo(expected[i + 1], 9);
});
