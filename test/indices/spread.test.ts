import { describe, expect, test } from "vitest";
import type { Terms } from "../../src/bits/terms.js";
import { convert } from "../../src/indices/convert.js";
import { fsiiWeight } from "../../src/indices/families/faithShapley.js";
import { kSiiWeight } from "../../src/indices/families/kSii.js";
import { moebiusWeight } from "../../src/indices/families/moebius.js";
import { siiWeight } from "../../src/indices/families/shapley.js";
import { stiiWeight } from "../../src/indices/families/shapleyTaylor.js";
import { fourierOfAll } from "../../src/indices/fourier.js";
import { fourierToMoebius, moebiusToFourier } from "../../src/indices/moebius.js";
import { spreadSparse, type Weight, weightTable } from "../../src/indices/spread.js";
import { spreadDense } from "../../src/indices/spreadDense.js";
import { difference, mapOf, normals, randomTerms, termsFrom } from "./sets.js";

describe("the dense and the sparse way give the same", () => {
  const weights: [string, Weight][] = [
    ["SII", siiWeight],
    ["k-SII", kSiiWeight(3)],
    ["STII", stiiWeight(3)],
    ["FSII", fsiiWeight(3)],
    ["Moebius", moebiusWeight],
  ];
  const games: [string, Terms][] = [
    ["a dense game of 9", fourierOfAll(9, normals(512, 9))],
    ["a sparse game of 12", randomTerms(12, 40, 7, 12)],
  ];
  test.each(weights.flatMap(([w, weight]) => games.map(([g, terms]) => [w, g, weight, terms] as const)))(
    "%s of %s",
    (_w, _g, weight, terms) => {
      for (const order of [1, 3, terms.n]) {
        const table = weightTable(terms, order, weight);
        const sparse = mapOf(spreadSparse(terms, table));
        const dense = mapOf(spreadDense(terms, order, table));
        expect(dense.size).toBeGreaterThan(0);
        expect(difference(sparse, dense)).toBeLessThan(1e-10);
      }
    },
  );
});

test("many large terms of few of many players go the dense way, too", () => {
  const players = Array.from({ length: 16 }, (_, i) => 60 * i + 7);
  const term = termsFrom(1000, [[players, 1]]);
  const fourier = moebiusToFourier(term);
  expect(fourier.length).toBe(2 ** 16);
  expect(fourier.n).toBe(1000);
  const started = performance.now();
  // Spread set by set this would be 3^16 additions.
  expect(mapOf(fourierToMoebius(fourier))).toEqual(mapOf(term));
  expect(performance.now() - started).toBeLessThan(5_000);
  const sv = mapOf(convert(fourier, "SV", 1));
  for (const player of players) expect(sv.get(String(player))).toBeCloseTo(1 / 16, 12);
});

describe("n = 1000, 3,000 terms of degree up to 5", () => {
  const terms = randomTerms(1000, 3000, 5, 1);

  test.each(["SII", "k-SII", "STII", "FSII", "BII", "FBII", "Moebius"] as const)(
    "%s restricted to the terms that hold a set is what all terms give it",
    (index) => {
      const all = convert(terms, index, 3);
      const map = mapOf(all);
      for (const at of [0, 17, 400, all.length - 1]) {
        const set = [...all.players.subarray(all.offsets[at], all.offsets[at + 1])];
        const held: [number[], number][] = [];
        for (let k = 0; k < terms.length; k++) {
          const players = [...terms.players.subarray(terms.offsets[k], terms.offsets[k + 1])];
          if (set.every((i) => players.includes(i))) held.push([players, terms.values[k]]);
        }
        const alone = mapOf(convert(termsFrom(1000, held), index, 3));
        expect(alone.get(set.join())).toBeCloseTo(map.get(set.join())!, 10);
      }
    },
  );

  test("one term among 1,000 players is as the same term among its own", () => {
    const far = convert(termsFrom(1000, [[[3, 40, 500, 777, 999], 2]]), "FSII", 2);
    const near = convert(termsFrom(5, [[[0, 1, 2, 3, 4], 2]]), "FSII", 2);
    expect([...far.values].sort()).toEqual([...near.values].sort());
  });
});

test("large terms cost only their small subsets, and keep their digits", () => {
  const players = Array.from({ length: 60 }, (_, i) => 7 * i);
  const terms = termsFrom(1000, [[players, 1]]);
  for (const index of ["STII", "FSII", "k-SII"] as const) {
    const converted = convert(terms, index, 3);
    expect(converted.length).toBeLessThanOrEqual(1 + 60 + 1770 + 34220);
    // χ of an even set: f(N) = f(∅) = 1.
    expect(converted.values.reduce((a, v) => a + v, 0)).toBeCloseTo(1, 7);
  }
  expect(convert(terms, "SV", 1).length).toBe(1);
});

test("a conversion that would be too large is refused, not cut", () => {
  const wide = termsFrom(1000, [[Array.from({ length: 40 }, (_, i) => i), 1]]);
  expect(() => fourierToMoebius(wide)).toThrow(/5000000 sets, but a term of 40 players alone has/);
  const many = randomTerms(1000, 8, 20, 3);
  expect(() => fourierToMoebius(many, 2)).not.toThrow();
});
