import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { subsetDifferences, subsetSums, supersetSums } from "../../src/bits/lattice.js";
import { parity } from "../../src/bits/popcount.js";
import { wht, whtRows } from "../../src/bits/wht.js";

const row = (bits: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2 ** bits, maxLength: 2 ** bits });

describe("wht", () => {
  test.each([0, 1, 2, 3, 4, 5])("2^%i values: the sum with signs", (bits) => {
    fc.assert(
      fc.property(row(bits), (values) => {
        const got = Float64Array.from(values);
        wht(got);
        got.forEach((v, j) => {
          expect(v).toBeCloseTo(
            values.reduce((a, x, l) => a + (parity(j & l) ? -x : x), 0),
            9,
          );
        });
      }),
      { seed: 1, numRuns: 10 },
    );
  });

  test.each([1, 2, 4, 8])("rows of %i are transformed each on its own", (length) => {
    const values = Float64Array.from({ length: 3 * length }, (_, k) => Math.sin(k));
    const each = [0, 1, 2].map((r) => values.slice(r * length, (r + 1) * length));
    for (const one of each) wht(one);
    whtRows(values, length);
    expect([...values]).toEqual(each.flatMap((one) => [...one]));
  });
});

test("sums over subsets and supersets", () => {
  fc.assert(
    fc.property(row(4), (values) => {
      const up = Float64Array.from(values);
      const down = Float64Array.from(values);
      supersetSums(up);
      subsetSums(down);
      for (let S = 0; S < 16; S++) {
        expect(up[S]).toBeCloseTo(
          values.reduce((a, v, T) => a + ((S & T) === S ? v : 0), 0),
          9,
        );
        expect(down[S]).toBeCloseTo(
          values.reduce((a, v, T) => a + ((S & T) === T ? v : 0), 0),
          9,
        );
      }
      subsetDifferences(down);
      values.forEach((v, S) => {
        expect(down[S]).toBeCloseTo(v, 9);
      });
    }),
    { seed: 2, numRuns: 20 },
  );
});
