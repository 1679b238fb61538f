import { describe, expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { Random } from "../../src/bits/random.js";
import { setOf } from "../../src/bits/terms.js";
import { fourierOfAll } from "../../src/indices/fourier.js";
import { predict } from "../../src/indices/predict.js";
import { normals, randomTerms } from "./sets.js";

function uniform(n: number, count: number, seed: number): Masks {
  const random = new Random(seed, "test masks");
  const masks = new Masks(n, count);
  for (let k = 0; k < count; k++) for (let i = 0; i < n; i++) if (random.below(2)) masks.set(k, i);
  return masks;
}

describe("predict", () => {
  test.each([
    [5, 10],
    [33, 100],
    [200, 5000],
  ])("n = %i, %i masks: the sum of signed coefficients", (n, count) => {
    const terms = randomTerms(n, 30, Math.min(n, 6), n);
    const masks = uniform(n, count, n);
    const got = predict(terms, masks);
    expect(got.length).toBe(count);
    for (let k = 0; k < count; k += 7) {
      let expected = 0;
      for (let t = 0; t < terms.length; t++) {
        const inside = setOf(terms, t).filter((i) => masks.has(k, i)).length;
        expected += (inside % 2 === 0 ? 1 : -1) * terms.values[t];
      }
      expect(Math.abs(got[k] - expected)).toBeLessThan(1e-12);
    }
  });

  test("a dense transform gives the values of the game, at few masks and at many", () => {
    const values = normals(1024, 3);
    const fourier = fourierOfAll(10, values);
    for (const rows of [5, 5000]) {
      const masks = uniform(10, rows, rows);
      predict(fourier, masks).forEach((v, k) => {
        expect(Math.abs(v - values[masks.words[k]])).toBeLessThan(1e-12);
      });
    }
  });

  test("no masks, and masks of another n", () => {
    const terms = randomTerms(5, 4, 3, 1);
    expect(predict(terms, new Masks(5, 0)).length).toBe(0);
    expect(() => predict(terms, new Masks(6, 1))).toThrow(
      "masks of 5 players, as the surrogate has, got masks of 6",
    );
  });
});
