import { describe, expect, it } from "vitest";
import * as sx from "../../src/index.js";

/** A model that says 1 where every one of these is in the text. */
const finds = (...wanted: string[]): sx.TextModel => ({
  id: `finds ${wanted.join("|")}`,
  unit: "found",
  ask: async (texts) =>
    Float64Array.from(texts, (text) => (wanted.every((one) => text.includes(one)) ? 1 : 0)),
});
/** Names and values of the interactions that are there. */
const found = (e: sx.Explanation): { [names: string]: number } =>
  Object.fromEntries(
    e
      .as("Moebius")
      .interactions.filter(({ value }) => Math.abs(value) > 1e-9)
      .map(({ names, value }) => [names.join(" | "), Math.round(value * 1e9) / 1e9]),
  );
const explained = (players: sx.TextPlayers | sx.GroupPlayers, ...wanted: string[]): Promise<sx.Explanation> =>
  sx.explain(sx.game(players, finds(...wanted)), { method: "exact" });

const FAMILY = "👩‍👩‍👧‍👦";
const FLAG = "🇮🇹";
const COMBINED = "cafe\u0301";

describe("words", () => {
  const cases: [string, string, string[], string[]][] = [
    ["emoji of several code points", `I 💔 ${FAMILY} and ${FLAG}!`, [FAMILY, FLAG], [FAMILY, FLAG]],
    [
      "combining marks, named as they are typed",
      `One ${COMBINED} or Zürich`,
      [COMBINED, "Zürich"],
      ["café", "Zürich"],
    ],
    ["right-to-left text", "الفيلم ليس سيئا أبدا", ["ليس", "سيئا"], ["ليس", "سيئا"]],
    ["both directions in one", "The word שלום means (peace) hello", ["שלום", "(peace)"], ["שלום", "peace"]],
    ["CRLF between lines", "not\r\nbad\r\n\r\nat\tall\r\n", ["not", "bad"], ["not", "bad"]],
    ["a non-breaking space", "très\u00a0bien, non ?", ["très", "bien"], ["très", "bien"]],
    [
      "markup and what looks like a place",
      "<b>not</b> {text} {{x}} [UNK] bad",
      ["{text}", "bad"],
      ["text", "bad"],
    ],
  ];
  it.each(cases)("with %s are explained", async (_, source, wanted, names) => {
    for (const absent of ["delete", "[MASK]"]) {
      const players = sx.text(source).words({ absent });
      const e = await explained(players, ...wanted);
      expect(found(e)).toEqual({ [names.join(" | ")]: 1 });
      expect(players.render(players.names)).toBe(source);
      expect(e.as("Moebius").get(...names)).toBeCloseTo(1, 9);
    }
  });

  it("that are repeated have values of their own", async () => {
    const players = sx.text("no no NO no, yes").words({ absent: "_" });
    expect(players.names).toEqual(["no", "no·2", "NO", "no·3", "yes"]);
    const e = await sx.explain(
      sx.game(players, {
        id: "the second and the last",
        unit: "",
        ask: async (texts: readonly string[]) =>
          Float64Array.from(texts, (text) => (text.split(" ")[1] === "no" && text.endsWith("yes") ? 2 : 0)),
      }),
      { method: "exact" },
    );
    expect(found(e)).toEqual({ "no·2 | yes": 2 });
  });

  it("by the ten thousand are explained, and the two that matter are found among them", async () => {
    const list = Array.from({ length: 10_000 }, (_, k) => `w${k % 977}`);
    list[1234] = "needle";
    list[9876] = "haystack";
    const players = sx.text(list.join(" ")).words({ absent: "_" });
    expect([players.names.length, new Set(players.names).size]).toEqual([10_000, 10_000]);
    const e = await sx.explain(sx.game(players, finds("needle", "haystack")), {
      method: sx.spex({ b: 2, t: 2, seed: 1 }),
    });
    expect(e.calls).toBeLessThan(500);
    expect(found(e)).toEqual({ "needle | haystack": 1 });
    expect(players.names.slice(-2)).toEqual(["w228·11", "w229·11"]);
  });
});

describe("other cuts", () => {
  it("into tokens keep whole characters together", async () => {
    const source = `bad${FAMILY} not\r\nso`;
    const pieces = [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(source)].map(
      (s) => s.segment,
    );
    const players = sx.text(source).tokens(() => pieces, { absent: "" });
    expect(players.names).toEqual(["bad", FAMILY, "not", "so"]);
    expect(found(await explained(players, FAMILY, "not"))).toEqual({ [`${FAMILY} | not`]: 1 });
    // A tokeniser of bytes cuts a character in two.
    expect(() => sx.text("a👍").tokens(() => ["a", "\ufffd", "\ufffd"])).toThrow(
      /token 1 is "\ufffd".*Tokens of bytes must be joined to whole characters first/,
    );
    expect(() => sx.text("a").tokens(() => ["", ""])).toThrow(/end before the text does/);
    expect(sx.text("ab").tokens(() => ["", "a", "", "b", ""]).names).toEqual(["a", "b"]);
  });

  it("into sentences and paragraphs take CRLF, questions and other scripts", async () => {
    const source = "هل هو جيد؟ نعم.\r\nDr. No — “not bad!” 😀 is it?\r\n\r\nあ、終わり。はい。\r\n \r\nLast";
    const sentences = sx.text(source).sentences();
    expect(sentences.render(sentences.names)).toBe(source);
    expect(sentences.layout.spans.map(([a, b]) => source.slice(a, b))).toEqual([
      "هل هو جيد؟",
      "نعم.",
      "Dr. No — “not bad!”",
      "😀 is it?",
      "あ、終わり。",
      "はい。",
      "Last",
    ]);
    expect(found(await explained(sentences, "نعم", "Last"))).toEqual({ "نعم | Last": 1 });
    const paragraphs = sx.text(source).paragraphs({ absent: "…" });
    expect(paragraphs.names.length).toBe(3);
    expect(paragraphs.render([1])).toBe("…\r\n\r\nあ、終わり。はい。\r\n \r\n…");
    expect(found(await explained(paragraphs, "Dr. No", "終"))).toEqual({
      [paragraphs.names.slice(0, 2).join(" | ")]: 1,
    });
  });

  it("into spans of one's own", async () => {
    const source = `a${FAMILY}b${COMBINED}c`;
    const players = sx.text(source).spans([
      [1, 1 + FAMILY.length],
      [2 + FAMILY.length, 2 + FAMILY.length + COMBINED.length],
    ]);
    expect(players.names).toEqual([FAMILY, "café"]);
    expect(players.render([1])).toBe(`ab${COMBINED}c`);
    expect(found(await explained(players, FAMILY, COMBINED))).toEqual({ [`${FAMILY} | café`]: 1 });
    expect(sx.text("aXbX").spans(/X|(?=b)/).names).toEqual(["X", "X·2"]);
  });

  it("of nothing are refused with what came", () => {
    for (const empty of ["", " ", "\r\n\r\n", "\u00a0\ufeff"]) {
      expect(() => sx.text(empty).words()).toThrow(/No words in the text .*at least one player/);
      expect(() => sx.text(empty).sentences()).toThrow(/No sentences/);
      expect(() => sx.text(empty).paragraphs()).toThrow(/No paragraphs/);
      expect(() => sx.text(empty).tokens((t) => [...t])).toThrow(/No tokens/);
      expect(() => sx.text(empty).spans(/[a-z]/)).toThrow(/No spans/);
    }
    expect(() => sx.text(undefined as never).words()).toThrow(
      /Expected `text` to get a string, got undefined/,
    );
    expect(() => sx.game(sx.tabular({}, { baseline: {} }), () => [])).toThrow(
      /at least one player, got none/,
    );
    expect(() => sx.game(sx.tabular({ "": 1 }, { baseline: { "": 0 } }), () => [])).toThrow(
      /name to be a string that is not empty, got "" for player 0/,
    );
    expect(() => sx.join({})).toThrow(/Expected sources by name/);
    expect(() => sx.group(sx.text("a b").words(), { empty: [] })).toThrow(
      /Group empty: expected an array of at least one/,
    );
  });
});

describe("rows of a table", () => {
  it("with awkward names and texts are explained against their baseline", async () => {
    const names = ["__proto__", "constructor", FAMILY, "اسم", "a\r\nb"];
    const players = sx.tabular([1, 2, "👍", -0, 1e-300], { baseline: [0, 2, "", 5, 0], names });
    const e = await sx.explain(
      sx.game(players, (masks) =>
        players
          .rows(masks)
          .map(
            ([a, b, c, d, f]) =>
              Number(a) * Number(b) + (c === "👍" ? 3 : 0) - Number(d) + (f === 1e-300 ? 7 : 0),
          ),
      ),
      { method: "exact" },
    );
    // "constructor" is as its baseline: it is there, and changes nothing.
    expect(found(e)).toEqual({ ["__proto__"]: 2, [FAMILY]: 3, اسم: 5, "a\r\nb": 7 });
    expect(e.as("SV").get("constructor")).toBe(0);
    expect(() => sx.tabular({ a: 1 }, { baseline: { constructor: 1 } as never })).toThrow(
      /for the feature "a", got undefined/,
    );
    expect(() => sx.tabular({ toString: 1 }, { baseline: {} })).toThrow(/for the feature "toString"/);
    expect(() => sx.tabular([Number.NaN], { baseline: [0] })).toThrow(
      /`row` to have a number or a text for the feature "0", got NaN/,
    );
  });
});

describe("groups", () => {
  const source = `${FAMILY} not bad. ليس سيئا!\r\nno no`;
  const words = sx.text(source).words({ absent: "_" });
  it("merge and nest awkward words", async () => {
    expect(words.names).toEqual([FAMILY, "not", "bad", "ليس", "سيئا", "no", "no·2"]);
    const merged = sx.group(words, [
      ["not", "bad"],
      ["سيئا", "ليس"],
      ["no·2", "no"],
    ]);
    expect(merged.names).toEqual([FAMILY, "not bad", "ليس سيئا", "no no·2"]);
    expect(merged.render(["not bad", "no no·2"])).toBe("_ not bad. _ _\r\nno no");
    expect(found(await explained(merged, "not bad", "ليس سيئا"))).toEqual({ "not bad | ليس سيئا": 1 });
    const nested = sx.group(merged, { all: [FAMILY, "no no·2"] });
    expect(nested.names).toEqual(["all", "not bad", "ليس سيئا"]);
    expect(nested.render(["all"])).toBe(`${FAMILY} _ _ _ _\r\nno no`);
    expect(found(await explained(nested, FAMILY, "no no", "سيئا"))).toEqual({ "all | ليس سيئا": 1 });
  });
  it("split: sentences first, then the words of those that matter", async () => {
    const sentences = sx.text(source).sentences({ absent: "_" });
    const first = await explained(sentences, "not", "سيئا");
    const strong = first.as("Moebius").interactions[0].names;
    expect(strong).toEqual([`${FAMILY} not bad`, "ليس سيئا"]);
    const mixed = sx.split(sentences, strong, (piece) => piece.words());
    expect(mixed.names).toEqual([FAMILY, "not", "bad", "ليس", "سيئا", "no no"]);
    expect(found(await explained(mixed, "not", "سيئا"))).toEqual({ "not | سيئا": 1 });
    expect(mixed.render(mixed.names)).toBe(source);
    expect(() => sx.split(sentences, ["nobody"], (piece) => piece.words())).toThrow(
      /no player is named "nobody"/,
    );
  });
});

describe("joined sources", () => {
  it("with awkward parts are one text, and a word of each acts together", async () => {
    const joined = sx.join(
      {
        context: sx.text(`{question} ليس\r\n${COMBINED}`).words({ absent: "_" }),
        question: sx.text(`${FLAG} not?`).words({ absent: "_" }),
      },
      { template: "سؤال: {question}\r\n{context} {text} 👍" },
    );
    expect(joined.names).toEqual(["question", "ليس", "café", FLAG, "not"]);
    let whole = "";
    const model: sx.TextModel = {
      id: "both",
      unit: "",
      ask: async (texts) => {
        whole = texts.find((text) => !text.includes("_")) ?? whole;
        return Float64Array.from(texts, (text) => (text.includes(COMBINED) && text.includes(FLAG) ? 1 : 0));
      },
    };
    const e = await sx.explain(sx.game(joined, model), { method: "exact" });
    expect(found(e)).toEqual({ [`café | ${FLAG}`]: 1 });
    expect(whole).toBe(`سؤال: ${FLAG} not?\r\n{question} ليس\r\n${COMBINED} {text} 👍`);
  });
});
