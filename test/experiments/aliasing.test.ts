import { describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { Random } from "../../src/bits/random.js";
import { aliasing } from "../../src/experiments/aliasing.js";
import { fromFourier } from "../../src/explain/fromTerms.js";
import { keeps } from "../widgets/snapshot.js";

const names = ["a", "b", "c", "d", "e", "f"];
const truth = fromFourier(names, [
  [["b"], 4],
  [["a", "d"], -3],
  [["c", "e", "f"], 2],
  [["d"], 1],
]);
const rows = ["10", "01", "11", "11", "10", "01"];

/** 2^−b Σ_l f(M·l ⊕ flipped)·(−1)^{j·l}, from the masks themselves. */
function measured(from: typeof truth, matrix: readonly string[], flipped: readonly number[]): number[] {
  const b = matrix[0].length;
  const numbers = matrix.map((row) => Number.parseInt(row, 2));
  const odd = (x: number): number => x.toString(2).replaceAll("0", "").length % 2;
  const masks = Array.from({ length: 2 ** b }, (_, l) =>
    numbers.map((row, i) => odd(row & l) ^ (flipped.includes(i) ? 1 : 0)).join(""),
  );
  const values = from.predict(Masks.from(from.n, masks));
  return masks.map((_, j) => values.reduce((sum, v, l) => sum + (odd(j & l) ? -v : v), 0) / 2 ** b);
}

describe("bins of a toy", () => {
  it("hold what the XOR of the rows says", () => {
    expect(
      aliasing(truth, rows)
        .rows()
        .map(({ bin, type, value, holds }) => [bin, type, value, holds]),
    ).toEqual([
      ["00", "singleton", 2, "c · e · f +2"],
      ["01", "multiton", 1, "b +4, a · d −3"],
      ["10", "zeroton", 0, ""],
      ["11", "singleton", 1, "d +1"],
    ]);
  });

  it("measure what the group's masks measure, flipped or not, on random functions and matrices", () => {
    const random = new Random(5, "aliasing test");
    for (const b of [1, 3, 5]) {
      const n = 7;
      const terms = new Map(
        Array.from({ length: 12 }, () => {
          const set = Array.from({ length: n }, (_, i) => i).filter(() => random.uniform() < 0.4);
          return [set.join(), [set, random.uniform() - 0.5] as const];
        }),
      );
      const dense = fromFourier(n, [...terms.values()]);
      const matrix = Array.from({ length: n }, () =>
        random
          .below(2 ** b)
          .toString(2)
          .padStart(b, "0"),
      );
      for (const flipped of [[], [2], [0, 3, 6]]) {
        const found = aliasing(dense, matrix, { flipped }).rows();
        measured(dense, matrix, flipped).forEach((value, j) => {
          expect(found[j].value).toBeCloseTo(value, 12);
        });
      }
    }
  });

  it("refuse what is no matrix, with what was expected", () => {
    expect(() => aliasing(truth, ["10"])).toThrow("6 texts of 0 and 1, one for each player, got 1");
    expect(() => aliasing(truth, ["10", "01", "1", "11", "10", "01"])).toThrow(
      "Row 2: expected 2 characters",
    );
    expect(() => aliasing(truth, ["1x", "01", "11", "11", "10", "01"])).toThrow('got "1x"');
    expect(() => aliasing(truth, new Array(6).fill(""))).toThrow("from 1 to 10");
    expect(() => aliasing(truth, rows, { flipped: ["z"] })).toThrow("No player is named");
    expect(() => aliasing(truth, rows, { flip: ["a"] } as never)).toThrow("no option");
  });
});

describe("picture", () => {
  keeps(function aliasingToy() {
    return aliasing(truth, rows, { flipped: ["d"] })
      .chart()
      .svg();
  });

  it("cuts long names, counts what has no room, and escapes", () => {
    const long = fromFourier(
      ['<b>"a very long name that has no room in any bin of the picture"', "x"],
      [
        [[0], -1e9],
        [[1], 1],
        [[0, 1], 2],
        [[], 3],
      ],
    );
    const svg = aliasing(long, ["0", "0"]).chart().svg();
    expect(svg).not.toContain("<b>");
    expect(svg).toContain("…");
    expect(svg).toMatch(/>\+\d</);
    const many = aliasing(truth, ["100000", "010000", "001000", "000100", "000010", "000001"]);
    expect(many.chart().svg()).toContain("and 32 more bins");
  });
});
