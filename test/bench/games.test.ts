import { expect, it } from "vitest";
import { type GameSpec, termsOf, truthOf, valuesOf } from "../../src/bench/game.js";
import { maskNoise } from "../../src/bench/noise.js";
import { parityGame } from "../../src/bench/parities.js";
import { recovery } from "../../src/bench/recovery.js";
import { Masks } from "../../src/bits/masks.js";
import { uniformMasks } from "../support/parities.js";

const masks = Masks.from(3, ["000", "110", "111"]);

it.each<[GameSpec, number[]]>([
  [
    {
      kind: "fourier",
      n: 3,
      terms: [
        [[0], 1],
        [[0, 2], 2],
      ],
    },
    [3, -3, 1],
  ],
  [{ kind: "trees", n: 3, bias: 0, trees: [[0, -50, [2, 0, 50]]] }, [0, 0.5, 1]],
  [{ kind: "network", n: 3, v0: 1, v: [2], b: [-1], W: [[1], [1], [1]] }, [1, 3, 5]],
  [{ kind: "table", n: 3, values: [0, 1, 2, 3, 4, 5, 6, 7] }, [0, 3, 7]],
])("values of a game given as data: %j", (spec, values) => {
  truthOf(spec, masks).forEach((value, k) => void expect(value).toBeCloseTo(values[k], 12));
});

it("noise is a fixed function of the mask, standard normal, different for another seed", () => {
  const many = uniformMasks(40, 20_000, 3);
  const drawn = Array.from({ length: many.length }, (_, row) => maskNoise(many, row, 1));
  const mean = drawn.reduce((sum, z) => sum + z, 0) / drawn.length;
  const variance = drawn.reduce((sum, z) => sum + z * z, 0) / drawn.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  expect(maskNoise(many.select([7]), 0, 1)).toBe(drawn[7]);
  const other = Array.from({ length: many.length }, (_, row) => maskNoise(many, row, 2));
  const product = drawn.reduce((sum, z, k) => sum + z * other[k], 0) / drawn.length;
  expect(Math.abs(product)).toBeLessThan(0.03);
});

it("10 dB of noise is a tenth of the signal's variance", () => {
  const spec = parityGame(30, 50, 4, 10);
  const many = uniformMasks(30, 20_000, 5);
  const truth = truthOf(spec, many);
  const noisy = valuesOf(spec, many);
  const power = (values: ArrayLike<number>): number =>
    Array.from(values).reduce((sum, v) => sum + v * v, 0) / values.length;
  const share = power(noisy.map((v, k) => v - truth[k])) / power(truth);
  expect(share).toBeGreaterThan(0.09);
  expect(share).toBeLessThan(0.11);
});

it("recovery counts true sets found, near values, and found sets that are true", () => {
  const truth = termsOf(5, [
    [[0], 1],
    [[1, 2], 2],
    [[3], -1],
    [[4], 1],
  ]);
  const found = termsOf(5, [
    [[], 9],
    [[0], 1.05],
    [[1, 2], 1],
    [[2], 3],
  ]);
  expect(recovery(truth, found)).toEqual({ recall: 0.5, precision: 2 / 3, within10: 0.25 });
});
