import { describe, expect, test } from "vitest";
import { fourierOfAll, moebiusOfAll, valuesOfAll } from "../../src/indices/fourier.js";
import { mapOf, termsFrom } from "./sets.js";

describe("the convention", () => {
  test("a player that raises the value has a negative coefficient", () => {
    // f = 3 + 2·[player 1 present], two players, mask integer order.
    expect(mapOf(fourierOfAll(2, [3, 3, 5, 5]))).toEqual(
      new Map([
        ["", 4],
        ["1", -1],
      ]),
    );
    expect(mapOf(moebiusOfAll(2, [3, 3, 5, 5]))).toEqual(
      new Map([
        ["", 3],
        ["1", 2],
      ]),
    );
  });

  test("a parity is one term, whatever its sign", () => {
    const parity = termsFrom(6, [[[0, 2, 5], -0.7]]);
    expect(mapOf(fourierOfAll(6, valuesOfAll(parity)))).toEqual(mapOf(parity));
  });

  test("no players at all: one value", () => {
    expect(mapOf(fourierOfAll(0, [2.5]))).toEqual(new Map([["", 2.5]]));
  });
});

describe("zeros", () => {
  test("what rounding makes is left out, what is small is kept", () => {
    const additive = Array.from({ length: 1024 }, (_, x) => {
      let sum = 0.1;
      for (let i = 0; i < 10; i++) if ((x >> i) & 1) sum += 0.1 * (i + 1);
      return sum;
    });
    expect(fourierOfAll(10, additive).length).toBe(11);
    const small = termsFrom(10, [
      [[], 1],
      [[4, 7], 1e-13],
    ]);
    expect(mapOf(fourierOfAll(10, valuesOfAll(small))).get("4,7")).toBeCloseTo(1e-13, 16);
  });

  test("a game that is zero everywhere has no terms", () => {
    expect(fourierOfAll(3, new Float64Array(8)).length).toBe(0);
    expect(moebiusOfAll(3, new Float64Array(8)).length).toBe(0);
  });
});

test("bad input", () => {
  expect(() => fourierOfAll(3, [1, 2])).toThrow("all 8 values of a game of 3 players, got 2");
  expect(() => fourierOfAll(21, [])).toThrow("`n` to be a whole number from 0 to 20, got 21");
});
