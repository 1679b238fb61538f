import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { text } from "../../src/maskers/text.js";

const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const pieces = (players: {
  layout: { text: string; spans: readonly (readonly [number, number])[] };
}): string[] => players.layout.spans.map(([start, end]) => players.layout.text.slice(start, end));

describe("words", () => {
  it("keep their punctuation in the text and lose it in the name", () => {
    const players = text('The plot was "not bad", though — hardly — a masterpiece…').words();
    expect(players.names).toEqual([
      "The",
      "plot",
      "was",
      "not",
      "bad",
      "though",
      "hardly",
      "a",
      "masterpiece",
    ]);
    expect(pieces(players)).toEqual([
      "The",
      "plot",
      "was",
      '"not',
      'bad",',
      "though —",
      "hardly —",
      "a",
      "masterpiece…",
    ]);
  });

  it("have names of their own when they are repeated", () => {
    expect(text("the cat, the dog, the·2 the").words().names).toEqual([
      "the",
      "cat",
      "the·3",
      "dog",
      "the·2",
      "the·4",
    ]);
    expect(text("no no no").words().names).toEqual(["no", "no·2", "no·3"]);
  });

  it("of scripts without spaces are found by the segmenter", () => {
    const players = text("这部电影不坏，真的。").words();
    expect(players.names.length).toBeGreaterThan(3);
    expect(players.render(all(players.names.length))).toBe("这部电影不坏，真的。");
    expect(pieces(players).join("")).toBe("这部电影不坏，真的。");
  });

  it("may be markup, quotes, emoji or right-to-left: all is plain text", () => {
    const source = `<script>alert("x")</script> it's 👩‍👩‍👧 فيلم ليس سيئا! 'ok' & <b>`;
    const players = text(source).words();
    expect(players.names).toEqual([
      '<script>alert("x")</script>',
      "it's",
      "👩‍👩‍👧",
      "فيلم",
      "ليس",
      "سيئا",
      "ok",
      "<b>",
    ]);
    expect(players.render(all(players.names.length))).toBe(source);
  });

  it("are an error when there are none", () => {
    expect(() => text("").words()).toThrow(/No words in the text "".*at least one player/);
    expect(() => text(" \n").sentences()).toThrow(/No sentences/);
    expect(() => text(7 as never)).toThrow(/Expected `text` to get a string, got 7/);
  });
});

describe("deletion", () => {
  const cases: [string, number[], string][] = [
    ["The movie is not bad at all.", [0, 1, 2, 4, 5, 6], "The movie is bad at all."],
    ["The movie is not bad at all.", [3, 4], "not bad"],
    ["The movie is not bad at all.", [], ""],
    ["  Two  spaces  here ", [0, 2], "  Two  here "],
    ["  Two  spaces  here ", [1], "spaces"],
    ["a b\n\nc d", [0, 3], "a\n\nd"],
    ["a b\tc", [0, 2], "a c"],
  ];
  it.each(cases)("of %j leaving %j gives %j", (source, present, expected) => {
    expect(text(source).words().render(present)).toBe(expected);
  });

  it("leaves no doubled, leading or trailing space in any mask of a plain text", () => {
    const players = text("One two, three — four five!").words();
    const n = players.names.length;
    const masks = Masks.from(
      n,
      Array.from({ length: 2 ** n }, (_, k) => all(n).filter((i) => (k >> i) & 1)),
    );
    for (const out of players.renderAll(masks)) expect(out).not.toMatch(/ {2}|^ | $/);
  });

  it("of custom spans keeps what lies between, without a space before punctuation", () => {
    const players = text("It was bad, (really) bad.").spans(/[a-z]+/i);
    expect(players.names).toEqual(["It", "was", "bad", "really", "bad·2"]);
    expect(players.render(["It", "was", "really"])).toBe("It was, (really).");
    expect(
      text("abcd")
        .spans([[1, 3]])
        .render([]),
    ).toBe("ad");
  });
});

describe("replacement", () => {
  it("stands for each absent player and touches nothing else", () => {
    const players = text(" The  movie is\nnot bad. ").words({ absent: "[UNK]" });
    expect(players.render([1, 3])).toBe(" [UNK]  movie [UNK]\nnot [UNK] ");
    expect(text("a b").words({ absent: "_" }).render(["b"])).toBe("_ b");
  });
  it("must be a text", () => {
    expect(() =>
      text("a")
        .words({ absent: null as never })
        .render([]),
    ).not.toThrow();
    expect(() => text("a").words({ absent: 3 as never })).toThrow(/Expected `absent`/);
  });
});

describe("sentences", () => {
  it("survive titles and quotations", () => {
    const source = `Dr. No was fun. "Bad!" he said. Mr. Smith paid $3.50 in all.\nNew line.`;
    expect(pieces(text(source).sentences())).toEqual([
      "Dr. No was fun.",
      `"Bad!" he said.`,
      "Mr. Smith paid $3.50 in all.",
      "New line.",
    ]);
    expect(text(source).sentences().render([0, 3])).toBe("Dr. No was fun.\nNew line.");
  });
});

describe("spans", () => {
  it("that overlap, leave the text or are empty are refused with their row", () => {
    expect(() =>
      text("abc").spans([
        [0, 2],
        [1, 3],
      ]),
    ).toThrow(/Span 1: .*got \[1,3\]/);
    expect(() => text("abc").spans([[0, 4]])).toThrow(/Span 0/);
    expect(() => text("abc").spans([[1, 1]])).toThrow(/Span 0/);
    expect(() => text("abc").spans(/x/)).toThrow(/No spans/);
    expect(() => text("abc").spans("b" as never)).toThrow(/Expected an array of \[start, end\]/);
  });
});

describe("any text", () => {
  it("comes back byte for byte when all are present, with unique names and frozen players", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.constantFrom("delete", "_"),
        (source, absent) => {
          const cuts = [text(source).words, text(source).sentences];
          for (const cut of cuts) {
            let players: ReturnType<typeof cut>;
            try {
              players = cut({ absent });
            } catch {
              expect(source.trim()).toBe("");
              continue;
            }
            const n = players.names.length;
            expect(players.render(all(n))).toBe(source);
            expect(new Set(players.names).size).toBe(n);
            expect(Object.isFrozen(players) && Object.isFrozen(players.names)).toBe(true);
          }
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });
  it("refuses unknown players", () => {
    expect(() => text("a b").words().render(["c"])).toThrow(/no player is named "c"/);
    expect(() => text("a b").words().render([2])).toThrow(/player from 0 to 1/);
  });
});
