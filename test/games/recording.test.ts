import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { SpexlabError } from "../../src/errors.js";
import { game } from "../../src/games/game.js";
import type { TextModel } from "../../src/games/model.js";
import { text } from "../../src/maskers/text.js";

const folder = mkdtempSync(join(tmpdir(), "spexlab-recording-"));
afterAll(() => rmSync(folder, { recursive: true }));

let asked: string[] = [];
let file = "";
let count = 0;
beforeEach(() => {
  asked = [];
  file = join(folder, `${++count}.jsonl`);
});

const model = (prompt = "Review: {text}"): TextModel => ({
  id: prompt,
  asked: { model: "toy", prompt },
  unit: "thirds",
  ask: async (texts) => {
    asked.push(...texts);
    return Float64Array.from(texts, (t) => t.length / 3 + 1e-17);
  },
});
const absentModel = (): TextModel => ({
  ...model(),
  ask: async () => {
    throw new SpexlabError("MODEL_MISSING", "No model file. Run `npm start`.");
  },
});
const words = text("not <bad> 'at' all 👍 ليس").words();
const masks = Masks.from(6, ["111111", "101010", "000000"]);
const recorded = async (): Promise<Float64Array> => game(words, model()).record(file).evaluate(masks);

describe("a recording", () => {
  it("answers again, exactly and without the model", async () => {
    const values = await recorded();
    expect(asked.length).toBe(3);
    const again = game(words, absentModel()).replay(file);
    expect(await again.evaluate(masks)).toEqual(values);
    expect(again.recording?.size).toBe(3);
    expect(asked.length).toBe(3);
  });

  it("keeps every double as it is", async () => {
    const wild = [0.1 + 0.2, 1e-308, -1.7976931348623157e308, Math.PI];
    const two = Masks.from(2, ["00", "01", "10", "11"]);
    const named = game(2, () => wild, { id: "wild" }).record(file);
    await named.evaluate(two);
    const never = game(2, () => [], { id: "wild" }).replay(file);
    expect([...(await never.evaluate(two))]).toEqual(wild);
  });

  it("asks only what is missing, and appends it", async () => {
    await recorded();
    const more = Masks.from(6, ["101010", "100000", "111111"]);
    await game(words, model()).record(file).evaluate(more);
    expect(asked.slice(3)).toEqual(["not"]);
    expect(readFileSync(file, "utf8").trimEnd().split("\n").length).toBe(5);
  });

  it("that is replayed is never written to; what is missing is asked live or is an error", async () => {
    await recorded();
    const before = readFileSync(file, "utf8");
    const more = Masks.from(6, ["100000"]);
    await game(words, model()).replay(file).evaluate(more);
    expect(asked.at(-1)).toBe("not");
    expect(readFileSync(file, "utf8")).toBe(before);
    const without = game(words, absentModel()).replay(file).evaluate(more);
    await expect(without).rejects.toMatchObject({ code: "NOT_RECORDED" });
    await expect(without).rejects.toThrow(/no answer for the coalition \{not\}.*npm start/);
  });

  it("is made with the first answer, folders included", async () => {
    file = join(folder, "deep", "er", "x.jsonl");
    const fresh = game(words, model()).record(file);
    expect(existsSync(file)).toBe(false);
    await fresh.evaluate(masks);
    expect(existsSync(file)).toBe(true);
  });

  it("needs a name for a function", () => {
    expect(() => game(2, () => [1]).record(file)).toThrow(/\{ id: "what it computes, version 1" \}/);
  });
});

describe("a bad recording", () => {
  it("that is missing is refused when replayed", () => {
    expect(() => game(words, model()).replay(file)).toThrow(/There is no recording/);
  });

  it("of another text, replacement, prompt or model is foreign, and the message says what differs", async () => {
    await recorded();
    const foreign: [() => unknown, RegExp][] = [
      [
        () => game(text("not bad at all 👍 x").words(), model()).replay(file),
        /recorded for another text: it has ".*<bad>.*this game has "not bad/,
      ],
      [
        () => game(text(words.layout.text).words({ absent: "_" }), model()).record(file),
        /another absent: it has "delete", this game has "_"/,
      ],
      [() => game(text(words.layout.text).sentences(), model()).record(file), /another spans/],
      [() => game(words, model(`${"x".repeat(80)}{text}`)).record(file), /another prompt/],
      [
        () => game(words, { ...model(), asked: { model: "other", prompt: "Review: {text}" } }).record(file),
        /another model: it has "toy", this game has "other"/,
      ],
      [() => game(words, { ...model(), unit: "quarters" }).record(file), /another unit/],
    ];
    for (const [open, message] of foreign) {
      expect(open).toThrow(message);
      expect(open).toThrow(expect.objectContaining({ code: "FOREIGN_RECORDING" }));
    }
  });

  it("with a cut last line is refused with its number, and mended only when asked", async () => {
    const values = await recorded();
    truncateSync(file, readFileSync(file).length - 4);
    const open = (): unknown => game(words, model()).record(file);
    expect(open).toThrow(expect.objectContaining({ code: "TRUNCATED_RECORDING" }));
    expect(open).toThrow(/line 4 is cut short.*repair: true.*keeps the 2 whole answers/);
    expect(() => game(words, model()).replay(file)).toThrow(/line 4 is cut short/);
    const mended = game(words, model()).record(file, { repair: true });
    expect(mended.recording?.size).toBe(2);
    expect(await mended.evaluate(masks)).toEqual(values);
    expect(asked.length).toBe(4);
    expect(await game(words, absentModel()).replay(file).evaluate(masks)).toEqual(values);
  });

  it("cut at any byte is refused or holds only true answers", async () => {
    const values = await recorded();
    const whole = readFileSync(file);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      try {
        const known = game(words, model()).replay(file).recording!.known(masks);
        known.forEach((value, row) => {
          expect(Number.isNaN(value) || value === values[row]).toBe(true);
        });
        expect(whole[length - 1]).toBe(10);
      } catch (error) {
        expect((error as SpexlabError).code).toBe("TRUNCATED_RECORDING");
      }
    }
  });

  const corruptions: [string, string, RegExp][] = [
    ["is not JSON", "%%%\n", /line 5 is not an answer/],
    ["has a mask of another length", `["ffff",1]\n`, /line 5 .*"ffff" for a mask of 2 hexadecimal digits/],
    ["has no number", `["00",null]\n`, /line 5 .*got null/],
    ["contradicts an answer", `["00",77]\n`, /line 5 .*second, different answer \(77 after/],
    ["is empty", "\n", /line 5/],
  ];
  it.each(corruptions)("with a line that %s is corrupt, and the line is named", async (_, line, message) => {
    await recorded();
    appendFileSync(file, line);
    expect(() => game(words, model()).replay(file)).toThrow(message);
    expect(() => game(words, model()).record(file, { repair: true })).toThrow(
      expect.objectContaining({ code: "CORRUPT_RECORDING" }),
    );
  });

  it("that is another file altogether is refused", () => {
    for (const content of [
      "hello\n",
      `{"a":1}\n`,
      "null\n",
      `{"format":"spexlab recording","version":9}\n`,
    ]) {
      writeFileSync(file, content);
      expect(() => game(words, model()).record(file)).toThrow(
        expect.objectContaining({ code: "CORRUPT_RECORDING" }),
      );
      expect(readFileSync(file, "utf8")).toBe(content);
    }
  });

  it("whose header was changed by hand is refused", async () => {
    await recorded();
    writeFileSync(file, readFileSync(file, "utf8").replace(/"key":"./, `"key":"_`));
    expect(() => game(words, model()).replay(file)).toThrow(/key in line 1 does not fit/);
  });
});
