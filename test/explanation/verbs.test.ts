import { describe, expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { fromFourier, fromMoebius } from "../../src/explain/fromTerms.js";
import type { Explanation } from "../../src/explanation/explanation.js";
import type { IndexName } from "../../src/types.js";

const names = ["not", "bad", "film", "really"];
const review = (): Explanation =>
  fromMoebius(names, [
    [["bad"], -2],
    [["bad", "not"], 3],
    [["film"], 0.5],
    [["not", "bad", "really"], -1],
    [["film", "really"], -0.5],
    [[], 10],
  ]);
const sets = (e: Explanation): string[] => e.interactions.map((i) => i.names.join("+"));

describe("what is shown", () => {
  test("strongest first, ties by order and then lexicographically, without the empty set", () => {
    expect(sets(review())).toEqual(["not+bad", "bad", "not+bad+really", "film", "film+really"]);
  });

  test("ties within one order go lexicographically", () => {
    const e = fromMoebius(4, [
      [[2, 3], 1],
      [[0, 3], -1],
      [[1], 1],
      [[0, 2], 1],
    ]);
    expect(e.interactions.map((i) => i.players)).toEqual([[1], [0, 2], [0, 3], [2, 3]]);
  });

  test("order, top, containing, signs and where choose, in the order in which they are said", () => {
    expect(sets(review().order(2))).toEqual(["not+bad", "film+really"]);
    expect(sets(review().order(2, 3))).toEqual(["not+bad", "not+bad+really", "film+really"]);
    expect(sets(review().top(2))).toEqual(["not+bad", "bad"]);
    expect(sets(review().top(0))).toEqual([]);
    expect(sets(review().containing("bad", 0))).toEqual(["not+bad", "not+bad+really"]);
    expect(sets(review().positive())).toEqual(["not+bad", "film"]);
    expect(sets(review().negative().top(1))).toEqual(["bad"]);
    expect(sets(review().top(1).negative())).toEqual([]);
    expect(sets(review().where((i) => i.order === 1 && i.value > 0))).toEqual(["film"]);
  });

  test("verbs give new frozen explanations and leave the old one alone", () => {
    const e = review();
    const all = sets(e);
    const top = e.top(1);
    expect(top).not.toBe(e);
    expect(sets(e)).toEqual(all);
    for (const frozen of [e, top, e.interactions, e.interactions[0], e.interactions[0].players, e.fourier]) {
      expect(Object.isFrozen(frozen)).toBe(true);
    }
  });

  test("as keeps the filters and applies top to the new index", () => {
    const e = review().containing("bad").top(1);
    expect(sets(e)).toEqual(["not+bad"]);
    expect(sets(e.as("SV"))).toEqual(["bad"]);
    expect(e.as("SV").interactions[0].value).toBeCloseTo(-2 + 1.5 - 1 / 3, 12);
  });

  test("rows are plain records of what is shown", () => {
    expect(review().top(1).rows()).toEqual([
      {
        rank: 1,
        interaction: "not · bad",
        players: [0, 1],
        names: ["not", "bad"],
        order: 2,
        index: "Moebius",
        value: 3,
      },
    ]);
  });
});

describe("indices and orders", () => {
  const five = (): Explanation =>
    fromMoebius(6, [
      [[0, 1, 2, 3, 4], 1],
      [[5], 2],
    ]);

  test("orders when none is said", () => {
    const orderOf = (index: IndexName): number => five().as(index).maxOrder;
    expect([orderOf("SV"), orderOf("BV"), orderOf("Fourier"), orderOf("Moebius")]).toEqual([1, 1, 5, 5]);
    expect([orderOf("FSII"), orderOf("FBII"), orderOf("SII"), orderOf("k-SII")]).toEqual([3, 3, 3, 3]);
    expect(five().order(4).as("FBII").maxOrder).toBe(4);
    expect(fromMoebius(6, [[[0, 1], 1]]).as("STII").maxOrder).toBe(2);
    expect(fromMoebius(6, []).as("STII").maxOrder).toBe(1);
  });

  test("an order beyond the index as it was read is refused, unless there is nothing of it anyway", () => {
    expect(() => five().as("FSII").order(4)).toThrow(
      /held up to order 3 here.*\.as\("FSII", \{ order: 4 \}\)/s,
    );
    expect(five().as("FSII", { order: 4 }).order(4).interactions.length).toBeGreaterThan(0);
    expect(() => five().as("SV").order(2)).toThrow(/single players only/);
    expect(() => five().order(2).as("SV")).toThrow(/single players only/);
    expect(five().as("FSII").order(6).interactions).toEqual([]);
  });

  test("get takes names and indices in any order, whatever is shown", () => {
    const e = review().top(0);
    expect(e.get("not", "bad")).toBeCloseTo(3, 12);
    expect(e.get(1, "not")).toBeCloseTo(3, 12);
    expect(e.get("not")).toBe(0);
    expect(e.get()).toBeCloseTo(10, 12);
    expect(e.as("Fourier").get()).toBeCloseTo(10 - 1 + 0.75 + 0.25 - 0.125 - 0.125, 12);
  });

  test("BV of a Fourier coefficient has the opposite sign", () => {
    expect(
      fromFourier(2, [[[0], -0.5]])
        .as("BV")
        .get(0),
    ).toBeCloseTo(1, 12);
  });

  test("transforms as terms", () => {
    const e = review();
    expect(e.moebius().length).toBe(6);
    expect(e.fourier!.n).toBe(4);
  });
});

describe("predict", () => {
  test("one coalition, many coalitions, masks", () => {
    const e = review();
    const near = (list: Float64Array): number[] => [...list].map((x) => Math.round(x * 1e9) / 1e9);
    expect(e.predict(["not", "bad"])).toBeInstanceOf(Float64Array);
    expect(near(e.predict(["not", "bad"]))).toEqual([11]);
    expect(near(e.predict([1]))).toEqual([8]);
    expect(near(e.predict([]))).toEqual([10]);
    expect(near(e.predict([[]]))).toEqual([10]);
    expect(near(e.predict([["film"], [], ["bad", 2]]))).toEqual([10.5, 10, 8.5]);
    expect(near(e.predict(Masks.from(4, ["1111", "0010"])))).toEqual([10, 10.5]);
  });

  test("showing less never changes it", () => {
    const all = review().predict([[0, 1, 2, 3]]);
    expect(
      review()
        .top(1)
        .predict([[0, 1, 2, 3]]),
    ).toEqual(all);
    expect(
      review()
        .as("FSII", { order: 1 })
        .top(1)
        .predict([[0, 1, 2, 3]]),
    ).toEqual(all);
  });
});

describe("mistakes", () => {
  type Loose = { [verb in "get" | "as" | "where" | "predict" | "decay"]: (...given: unknown[]) => unknown };
  const wrong = review as unknown as () => Loose;

  test.each<[string, () => unknown, RegExp, string]>([
    [
      "unknown player",
      () => review().get("bat"),
      /No player is named "bat"\. Nearest: .*"bad"/,
      "UNKNOWN_PLAYER",
    ],
    ["player out of range", () => review().get(4), /player from 0 to 3/, "UNKNOWN_PLAYER"],
    ["a player that is no player", () => wrong().get(null), /index or name, got null/, "UNKNOWN_PLAYER"],
    ["player twice", () => review().containing("bad", 1), /"bad" \(player 1\) twice/, "BAD_PLAYERS"],
    ["unknown index", () => wrong().as("Shapley"), /Did you mean "SV"/, "UNKNOWN_INDEX"],
    ["unknown option of as", () => wrong().as("SV", { ordr: 2 }), /Known: "order"/, "UNKNOWN_OPTION"],
    ["order of SV", () => review().as("SV", { order: 2 }), /single players only/, "BAD_OPTION"],
    ["order 0", () => review().order(0), /whole number from 1/, "BAD_OPTION"],
    ["no order", () => review().order(), /at least one order/, "BAD_OPTION"],
    ["top of half", () => review().top(1.5), /`top` to be a whole number/, "BAD_OPTION"],
    ["where without a function", () => wrong().where("order"), /a function of an interaction/, "BAD_OPTION"],
    ["predict of a mixture", () => wrong().predict([["bad"], "not"]), /a mixture/, "BAD_MASKS"],
    ["predict of a string", () => wrong().predict("bad"), /array of coalitions/, "BAD_MASKS"],
    ["masks of another n", () => review().predict(new Masks(3, 1)), /masks of 4 players/, "BAD_MASKS"],
    ["unknown file ending", () => review().save("x.txt"), /ends in \.json, \.html, \.csv/, "BAD_PATH"],
    ["a picture's ending", () => review().save("x.svg"), /e\.bar\(\)\.save\("bar\.svg"\)/, "BAD_PATH"],
    ["text of a list", () => review().text(), /not pieces of a text/, "NO_TEXT"],
    ["decay against another", () => wrong().decay({ against: "SV" }), /"Moebius", got "SV"/, "BAD_OPTION"],
  ])("%s", (_, act, message, code) => {
    expect(act).toThrow(message);
    expect(act).toThrow(expect.objectContaining({ code }));
  });

  test("faithfulness without a game says so", async () => {
    await expect(review().faithfulness()).rejects.toThrow(/loaded or made without its game/);
  });
});
