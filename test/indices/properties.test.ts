import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Terms } from "../../src/bits/terms.js";
import { catalogue, indexNames } from "../../src/indices/catalogue.js";
import { convert } from "../../src/indices/convert.js";
import { fourierOfAll, moebiusOfAll, valuesOfAll } from "../../src/indices/fourier.js";
import { fourierToMoebius, moebiusToFourier } from "../../src/indices/moebius.js";
import { difference, mapOf, termsFrom } from "./sets.js";

const settings = { seed: 20, numRuns: 40 };
const value = fc.double({ min: -100, max: 100, noNaN: true });
const game = fc
  .integer({ min: 2, max: 7 })
  .chain((n) => fc.tuple(fc.constant(n), fc.array(value, { minLength: 2 ** n, maxLength: 2 ** n })));
const order = fc.integer({ min: 1, max: 4 });

function sum(terms: Terms): number {
  return terms.values.reduce((a, b) => a + b, 0);
}

/** Every set with players a and b exchanged. */
function exchanged(terms: Map<string, number>, a: number, b: number): Map<string, number> {
  const swap = (i: number): number => (i === a ? b : i === b ? a : i);
  const renamed = (key: string): string =>
    key === ""
      ? ""
      : key
          .split(",")
          .map((i) => swap(Number(i)))
          .sort((i, j) => i - j)
          .join();
  return new Map([...terms].map(([key, v]) => [renamed(key), v]));
}

describe("transforms", () => {
  test("the inverse gives the values back", () => {
    fc.assert(
      fc.property(game, ([n, values]) => {
        const back = valuesOfAll(fourierOfAll(n, values));
        values.forEach((v, x) => {
          expect(Math.abs(back[x] - v)).toBeLessThan(1e-11);
        });
      }),
      settings,
    );
  });

  test("Parseval: the mean of f² is the sum of F²", () => {
    fc.assert(
      fc.property(game, ([n, values]) => {
        const energy = fourierOfAll(n, values).values.reduce((a, v) => a + v * v, 0);
        expect(energy).toBeCloseTo(values.reduce((a, v) => a + v * v, 0) / 2 ** n, 8);
      }),
      settings,
    );
  });

  test("Möbius and back, both ways", () => {
    fc.assert(
      fc.property(game, ([n, values]) => {
        const fourier = fourierOfAll(n, values);
        const moebius = moebiusOfAll(n, values);
        expect(difference(mapOf(fourierToMoebius(fourier)), mapOf(moebius))).toBeLessThan(1e-10);
        expect(difference(mapOf(moebiusToFourier(moebius)), mapOf(fourier))).toBeLessThan(1e-10);
      }),
      settings,
    );
  });
});

describe("axioms", () => {
  test.each(["SV", "k-SII", "STII", "FSII"] as const)("%s is efficient: it sums to f(N)", (index) => {
    fc.assert(
      fc.property(game, order, ([n, values], k) => {
        const terms = convert(fourierOfAll(n, values), index, index === "SV" ? 1 : k);
        expect(Math.abs(sum(terms) - values[2 ** n - 1])).toBeLessThan(1e-9);
        expect(Math.abs((mapOf(terms).get("") ?? 0) - values[0])).toBeLessThan(1e-10);
      }),
      settings,
    );
  });

  test.each(catalogue)("$name is linear, symmetric and ignores a dummy player", ({ name, maxOrder }) => {
    fc.assert(
      fc.property(game, order, fc.double({ min: -3, max: 3, noNaN: true }), ([, values], k, factor) => {
        const of = (v: readonly number[]): Map<string, number> =>
          mapOf(convert(fourierOfAll(Math.log2(v.length), v), name, Math.min(k, maxOrder)));
        const here = of(values);

        const other = values.map((v, x) => Math.sin(v + x));
        const both = of(values.map((v, x) => factor * v + other[x]));
        const combined = of(other);
        for (const [key, v] of here) combined.set(key, (combined.get(key) ?? 0) + factor * v);
        expect(difference(both, combined)).toBeLessThan(1e-8);

        const swapped = values.map((_, x) => values[(x & ~3) | ((x & 1) << 1) | ((x >> 1) & 1)]);
        expect(difference(of(swapped), exchanged(here, 0, 1))).toBeLessThan(1e-9);

        expect(difference(of([...values, ...values]), here)).toBeLessThan(1e-9);
      }),
      settings,
    );
  });

  test.each(indexNames)("%s leaves sets that are zero out", (index) => {
    const and = termsFrom(3, [[[0, 1], 1]]);
    const terms = convert(moebiusToFourier(and), index, index === "SV" || index === "BV" ? 1 : 3);
    expect([...terms.values].every((v) => v !== 0)).toBe(true);
    expect([...mapOf(terms).keys()].some((key) => key.includes("2"))).toBe(false);
  });
});
