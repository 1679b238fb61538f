import fc from "fast-check";
import { expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { differencesOf } from "../../src/fit/lowOrder/differences.js";
import { fitLowOrder } from "../../src/fit/lowOrder/fit.js";
import { eachSet } from "../../src/sampling/subsets.js";

function setsUpToOrder(
  n: number,
  order: number,
): { list: number[][]; sets: Parameters<typeof differencesOf>[0] } {
  const list: number[][] = [];
  for (let d = 0; d <= order; d++) eachSet(n, d, (set) => list.push([...set]));
  const offsets = new Uint32Array(list.length + 1);
  list.forEach((set, k) => {
    offsets[k + 1] = offsets[k] + set.length;
  });
  return { list, sets: { n, length: list.length, offsets, players: Uint32Array.from(list.flat()) } };
}

test("pairs of sets share a rank exactly when they share their symmetric difference", () => {
  fc.assert(
    fc.property(fc.integer({ min: 7, max: 12 }), fc.integer({ min: 2, max: 3 }), (n, order) => {
      const { list, sets } = setsUpToOrder(n, order);
      const differences = differencesOf(sets)!;
      const ranks = new Map<string, number>();
      for (let k = 0; k < list.length; k++) {
        for (let j = 0; j <= k; j++) {
          const difference = [...list[k], ...list[j]]
            .filter((i) => list[k].includes(i) !== list[j].includes(i))
            .sort((a, b) => a - b)
            .join();
          const rank = differences.rank(k, j);
          expect(rank).toBe(ranks.get(difference) ?? rank);
          ranks.set(difference, rank);
          expect(rank).toBeLessThan(differences.known.length);
        }
      }
      expect(new Set(ranks.values()).size).toBe(ranks.size);
    }),
    { seed: 3, numRuns: 12 },
  );
});

test("no table where hardly any difference is shared", () => {
  expect(differencesOf(setsUpToOrder(40, 1).sets)).toBeUndefined();
});

test("a fit whose matrix would not fit into memory is refused", () => {
  const masks = new Masks(45, 16_000);
  const values = Float64Array.from({ length: 16_000 }, (_, k) => k % 7);
  const penalties = Float64Array.of(0, 1, 1, 1);
  expect(() => fitLowOrder({ masks, values, order: 3, penalties })).toThrow(
    /has 15226 sets: with 16000 masks the fit would need a matrix of 2 GiB/,
  );
});
