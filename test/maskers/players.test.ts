import { describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { explain } from "../../src/explain/explain.js";
import { game } from "../../src/games/game.js";
import type { Model } from "../../src/games/model.js";
import { group, split } from "../../src/maskers/groups.js";
import { join } from "../../src/maskers/join.js";
import { tabular } from "../../src/maskers/tabular.js";
import { text } from "../../src/maskers/text.js";

const heard: unknown[] = [];
const hears = (takes: Model["takes"]): Model => ({
  id: "hears",
  unit: "inputs",
  takes,
  ask: async (inputs) => {
    heard.push(...inputs);
    return Float64Array.from(inputs, (_, k) => k);
  },
});
const inputsOf = async (
  players: Parameters<typeof game>[0],
  takes: Model["takes"],
  rows: string[],
): Promise<unknown[]> => {
  heard.length = 0;
  await evaluate(game(players, hears(takes)), Masks.from(rows[0].length, rows), { batch: 100 });
  return [...heard];
};

describe("paragraphs and tokens", () => {
  it("are what blank lines part", () => {
    const source = "One line\nand another.\n\n  \nSecond  one.\n \n\tThird\n";
    const { layout, names } = text(source).paragraphs();
    expect(layout.spans.map(([a, b]) => source.slice(a, b))).toEqual([
      "One line\nand another.",
      "Second  one.",
      "Third",
    ]);
    expect(names[0]).toBe("One line and another");
  });

  it("are a tokeniser's pieces", () => {
    const pieces = (s: string): string[] => s.match(/ ?[a-z]{1,3}|\s|./g) ?? [];
    const players = text("unbelievable \n not.").tokens(pieces, { absent: "" });
    expect(players.names).toEqual(["unb", "eli", "eva", "ble", "not", "."]);
    expect(players.render(["unb", "eva", "not"])).toBe("unbeva \n not");
    expect(() => text("abc").tokens(() => ["a", "x"])).toThrow(/token 1 is "x" where the text has "bc"/);
    expect(() => text("abc").tokens(() => ["a"])).toThrow(/end before the text does/);
  });
});

describe("groups", () => {
  const words = text("New York is not bad at all").words();
  it("are present as a whole, in the order of the text", async () => {
    const merged = group(words, [
      ["not", "bad"],
      [0, 1],
    ]);
    expect(merged.names).toEqual(["New York", "is", "not bad", "at", "all"]);
    expect(merged.layout).toMatchObject({
      kind: "text",
      spans: [
        [0, 8],
        [9, 11],
        [12, 19],
        [20, 22],
        [23, 26],
      ],
    });
    expect(await inputsOf(merged, undefined, ["10101", "01010"])).toEqual(["New York not bad all", "is at"]);
    const apart = group(words, { odd: ["New", "not"] });
    expect([apart.names[0], apart.layout.kind]).toEqual(["odd", "list"]);
    expect(apart.render(["odd", "is"])).toBe("New is not");
  });

  it("nest", async () => {
    const inner = group(words, { city: ["New", "York"], verdict: ["not", "bad"] });
    const outer = group(inner, { claim: ["city", "verdict"] });
    expect(outer.names).toEqual(["claim", "is", "at", "all"]);
    expect(await inputsOf(outer, undefined, ["1100"])).toEqual(["New York is not bad"]);
    const g = game(outer, (m) => m.map((c) => c.players.length), { id: "size" });
    const h = game(inner, (m) => m.map((c) => c.players.length), { id: "size" });
    expect(g.id).not.toBe(h.id);
  });

  it("split: sentences first, then the words of one", () => {
    const source = "It rains. I am not sad. You are.";
    const mixed = split(text(source).sentences({ absent: "_" }), ["I am not sad"], (t) => t.words());
    expect(mixed.names).toEqual(["It rains", "I", "am", "not", "sad", "You are"]);
    expect(mixed.render([0, 1, 4])).toBe("It rains. I _ _ sad. _");
  });

  it("that make no sense are refused", () => {
    expect(() => group(words, [["New"], ["New", "is"]])).toThrow(/"New" is in two groups/);
    expect(() => group(words, [[]])).toThrow(/Group 0: expected an array of at least one/);
    expect(() => group(words, { a: ["Old"] })).toThrow(/Group a: no player is named "Old"/);
    expect(() => group(words, { is: ["New"] })).toThrow(/Two groups are named "is"/);
  });
});

describe("tabular rows", () => {
  const person = tabular(
    { age: 39, city: "Oslo", member: true },
    { baseline: { age: 45, city: "?", member: false } },
  );
  it("have their own values when present and the baseline's when absent", async () => {
    expect(await inputsOf(person, ["rows"], ["101", "010", "000"])).toEqual([
      [39, "?", true],
      [45, "Oslo", false],
      [45, "?", false],
    ]);
    const linear = tabular([1, 2, 3], { baseline: [0, 0, 0], names: ["x", "y", "z"] });
    const e = await explain(
      game(linear, (m) => linear.rows(m).map(([x, y, z]) => Number(x) * 10 + Number(y) * Number(z))),
      { method: "exact" },
    );
    expect(e.as("Moebius").get("x")).toBeCloseTo(10, 9);
    expect(e.as("Moebius").get("y", "z")).toBeCloseTo(6, 9);
  });
  it("without a baseline are refused", () => {
    expect(() => tabular({ a: 1 }, { baseline: {} })).toThrow(
      /`baseline` to have a number or a text for the feature "a"/,
    );
    expect(() => tabular([1, 2], { baseline: [1] })).toThrow(/value for each of 2 features/);
    expect(() => game(person, hears(undefined))).toThrow(/reads texts, these players offer rows/);
  });
});

describe("joined sources", () => {
  const both = join(
    { context: text("It rains. It pours.").sentences(), question: text("Is it dry?").words() },
    { template: "C: {context}\nQ: {question}\nA:" },
  );
  it("are one list of players in one text", async () => {
    expect(both.names).toEqual(["It rains", "It pours", "Is", "it", "dry"]);
    expect(await inputsOf(both, undefined, ["10111", "01000"])).toEqual([
      "C: It rains.\nQ: Is it dry?\nA:",
      "C: It pours.\nQ: \nA:",
    ]);
    expect(await inputsOf(both, ["parts"], ["00000"])).toEqual([["C: ", "", "\nQ: ", "", "\nA:"]]);
    expect(both.of("question", Masks.from(5, ["01101"])).at(0).players).toEqual([0, 2]);
  });
  it("name the source where names clash", () => {
    const clash = join({ a: text("red dot").words(), b: text("red line").words() });
    expect(clash.names).toEqual(["a: red", "dot", "b: red", "line"]);
    expect(() => join({ a: clash }, { template: "none" })).toThrow(/\{a\} exactly once/);
  });
});
