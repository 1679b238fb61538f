import { describe, expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { fromMoebius } from "../../src/explain/fromTerms.js";

const names = ["umbrella", "raincoat", "boots"];

describe("rows of masks", () => {
  test("present players, 0/1 strings and names say the same", () => {
    const masks = Masks.from(3, [[1, 2], "011", ["boots", "raincoat"]], names);
    expect([...masks].map(({ players }) => players)).toEqual(Array(3).fill([1, 2]));
  });

  test("an array of 0 and 1 is not taken for indices where that can be told", () => {
    expect(() => Masks.from(3, ["010", [0, 1, 1]])).toThrow(
      /^Row 1: player 1 is named twice.*Masks\.from\(3, rows\)/,
    );
    const e = fromMoebius(names, [[["umbrella"], 1]]);
    expect(() => e.predict([0, 1, 1])).toThrow(/^player 1 is named twice/);
    expect(() => e.predict([["boots"], ["boots", "boots"]])).toThrow(/twice/);
  });

  test("a misspelt player is answered with the nearest names", () => {
    expect(() => Masks.from(3, [["boot"]], names)).toThrow(
      'Row 0: no player is named "boot". Nearest: "boots".',
    );
    expect(() => Masks.from(3, ["111"], names).map((c) => c.has("umbrela"))).toThrow(/Nearest: "umbrella"/);
    expect(() => Masks.from(3, [["boots"]])).toThrow('no player is named "boots". They go by index, 0 to 2.');
  });

  test("a row or a player that is not there is no absent one", () => {
    const masks = Masks.from(3, ["101", "111"]);
    for (const [row, player] of [
      [2, 0],
      [0, 3],
      [-1, 0],
      [0, Number.NaN],
    ]) {
      expect(() => masks.has(row, player)).toThrow(
        /a row below 2 and then a player's index below 3, got row/,
      );
    }
    expect(() => Masks.from(3, ["101"], ["a", "b"])).toThrow("Expected 3 names, one for each player, got 2.");
  });

  test("words packed by another layout are refused", () => {
    expect(() => Masks.from(33, new Masks(33, 2, Uint32Array.of(0, 1, 5, 2)))).toThrow(
      /^Row 1: expected the bits/,
    );
    expect(Masks.from(32, new Masks(32, 1, Uint32Array.of(2 ** 32 - 1))).at(0).players).toHaveLength(32);
  });
});
