import { describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { SpexlabError } from "../../src/errors.js";
import { game } from "../../src/games/game.js";
import type { TextModel } from "../../src/games/model.js";
import { text } from "../../src/maskers/text.js";

const size = (masks: Masks): number[] => masks.map((c) => c.players.length);
const lengths: TextModel = {
  id: "length",
  unit: "letters",
  ask: async (texts) => Float64Array.from(texts, (t) => t.length),
};

describe("players", () => {
  it("are a count, names, or what a masker returned", async () => {
    const masks = Masks.from(3, [[], [0, 2], "111"]);
    expect([...(await game(3, size).evaluate(masks))]).toEqual([0, 2, 3]);
    const named = game(["a", "b", "c"], (m) => m.map((c) => (c.has("a") && c.has("c") ? 1 : 0)), {
      unit: "points",
    });
    expect([...(await named.evaluate(masks))]).toEqual([0, 1, 1]);
    expect([named.n, named.unit, named.id, Object.isFrozen(named)]).toEqual([3, "points", undefined, true]);
    const words = text("not so bad").words();
    const spoken = game(words, lengths);
    expect(spoken.players).toBe(words);
    expect([...(await spoken.evaluate(masks))]).toEqual([0, "not bad".length, "not so bad".length]);
    expect([spoken.unit, spoken.show(masks, 1)]).toEqual(["letters", "not bad"]);
    expect(named.show(masks, 1)).toBe("the coalition {a, c}");
  });

  it("may be a single one", async () => {
    expect([...(await game(["only"], size).evaluate(Masks.from(1, ["0", "1"])))]).toEqual([0, 1]);
  });

  const bad: [string, unknown, RegExp][] = [
    ["none by count", 0, /at least one player, got none/],
    ["more than memory holds", 2 ** 31, /`players` to be a whole number from 1 to 65535/],
    ["none by name", [], /at least one player, got none/],
    ["a fraction", 2.5, /Expected `players` to be a whole number from 1 to 65535, got 2.5/],
    ["repeated names", ["x", "y", "x"], /Players 0 and 2 are both named "x"/],
    ["names that are not text", ["x", 7], /got 7 \(number\) for player 1/],
    ["a string", "abc", /Expected `players` to be a count, an array of names/],
    ["nothing", undefined, /Expected `players`/],
  ];
  it.each(bad)("%s: a clear error", (_, players, message) => {
    expect(() => game(players as never, size)).toThrow(message);
    expect(() => game(players as never, size)).toThrow(SpexlabError);
  });
});

describe("a value function", () => {
  const masks = Masks.from(3, ["000", "110", "111"]);
  const bad: [string, (m: Masks) => unknown, RegExp][] = [
    [
      "returns too few values",
      () => [1, 2],
      /Expected 3 values for 3 masks.*got 2.*first without a value is the coalition \{a, b, c\}/,
    ],
    ["returns too many values", () => [1, 2, 3, 4], /Expected 3 values for 3 masks.*got 4/],
    ["returns NaN", () => [1, Number.NaN, 3], /got NaN \(number\) for the coalition \{a, b\} \(mask 1\)/],
    [
      "returns Infinity",
      () => [Number.POSITIVE_INFINITY, 1, 3],
      /got Infinity \(number\) for the empty coalition \{\} \(mask 0\)/,
    ],
    ["returns text", () => [1, 2, "3"], /got "3" for the coalition \{a, b, c\}/],
    ["returns nothing", () => undefined, /Expected the value function to return an array/],
    ["returns one number", () => 5, /Expected the value function to return an array/],
    ["returns a string", () => "123", /Expected the value function to return an array/],
  ];
  it.each(bad)("that %s: the fault and the coalition are named", async (_, value, message) => {
    const rejected = expect(game(["a", "b", "c"], value as never).evaluate(masks)).rejects;
    await rejected.toThrow(message);
    await expect(game(["a", "b", "c"], async (m) => value(m) as never).evaluate(masks)).rejects.toMatchObject(
      { code: "BAD_VALUES" },
    );
  });

  it("that throws keeps its cause", async () => {
    const cause = new Error("no connection");
    const throwing = game(["a", "b", "c"], () => {
      throw cause;
    });
    await expect(throwing.evaluate(masks)).rejects.toMatchObject({ code: "VALUE_FUNCTION_FAILED", cause });
    await expect(throwing.evaluate(masks)).rejects.toThrow(/threw on masks 0 to 2 .*no connection/);
  });

  it("that asks for an unknown player is told so", async () => {
    const asking = game(["a", "b", "c"], (m) => m.map((c) => Number(c.has("d"))));
    await expect(asking.evaluate(masks)).rejects.toThrow(/no player is named "d"/);
  });

  it("must be a function or fit its players", () => {
    expect(() => game(3, 5 as never)).toThrow(/Expected `value` to be a function of masks or a model/);
    expect(() => game(3, lengths)).toThrow(/needs pieces of a text as players/);
  });

  it("gets masks of the game's players only", async () => {
    await expect(game(2, size).evaluate(masks)).rejects.toThrow(
      /Expected masks of 2 players, got masks of 3/,
    );
    await expect(game(2, size).evaluate([["p0"]] as never)).rejects.toThrow(
      /Expected masks, such as sx\.Masks\.from\(2, rows, game\.names\), got/,
    );
  });

  it("names long coalitions in short", async () => {
    const many = game(40, (m) => m.map(() => Number.NaN));
    await expect(many.evaluate(Masks.from(40, ["1".repeat(40)]))).rejects.toThrow(
      "{0, 1, 2, 3, 4, 5, … (40 of 40)}",
    );
  });
});
