import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluation } from "../../src/evaluate/evaluate.js";
import { game } from "../../src/games/game.js";
import { gemma } from "../../src/games/gemma.js";
import type { TextModel } from "../../src/games/model.js";
import { findModel, GEMMA, verifyModel } from "../../src/games/modelFile.js";
import { text } from "../../src/maskers/text.js";

const folder = mkdtempSync(join(tmpdir(), "spexlab-model-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());
const { signal } = new AbortController();

describe("the model file", () => {
  it("with a wrong checksum is refused, also when a true one lay there before", async () => {
    const path = join(folder, "wrong.gguf");
    writeFileSync(path, "not a model");
    writeFileSync(`${path}.verified`, `${GEMMA.sha256} 253113024 1`);
    const asking = gemma({ path }).ask(["x"], { signal });
    await expect(asking).rejects.toMatchObject({ code: "MODEL_CHECKSUM" });
    await expect(asking).rejects.toThrow(
      /not the expected one: sha256 [0-9a-f]{16}… \(11 bytes\) instead of a5fd3b62.*npm start/,
    );
  });

  it("is read once: a stamp of size and time stands for the second check", async () => {
    const path = join(folder, "small.gguf");
    writeFileSync(path, "abc");
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    await verifyModel(path, abc);
    await verifyModel(path, abc);
    writeFileSync(path, "abd");
    await expect(verifyModel(path, abc)).rejects.toMatchObject({ code: "MODEL_CHECKSUM" });
  });

  it("that is missing is an error that says how to get it, when asked and not before", async () => {
    vi.stubEnv("SPEXLAB_MODEL_PATH", join(folder, "nowhere.gguf"));
    const model = gemma();
    const review = game(text("not bad").words(), model);
    await expect(review.evaluate(Masks.from(2, ["11"]))).rejects.toMatchObject({ code: "MODEL_MISSING" });
    vi.stubEnv("SPEXLAB_MODEL_PATH", "");
    vi.stubEnv("SPEXLAB_MODEL", "none");
    await expect(model.ask(["x"], { signal })).rejects.toThrow(/left out.*npm start/);
  });
});

describe("options", () => {
  it("decide the identity; the path does not", () => {
    expect(gemma().id).toBe(gemma({ path: "elsewhere" }).id);
    const prompt = "Is {text} good?";
    expect(
      new Set([gemma(), gemma({ prompt }), gemma({ answers: [" yes", " no"] })].map((m) => m.id)).size,
    ).toBe(3);
    expect(gemma({ answers: [" yes", " no"] }).unit).toBe("log p(yes) − log p(no)");
    expect(JSON.stringify(gemma({ path: "/secret/place" }).asked)).not.toContain("secret");
  });
  it("that make no sense are refused", () => {
    expect(() => gemma({ prompt: "no place" })).toThrow(/\{text\} exactly once/);
    expect(() => gemma({ prompt: "{text} {text}" })).toThrow(/\{text\} exactly once/);
    expect(() => gemma({ answers: [] as never })).toThrow(/Expected `answers`/);
    expect(() => gemma({ answers: ["a", ""] })).toThrow(/Expected `answers`/);
    expect(() => gemma({ threads: 0 })).toThrow(/Expected `threads`/);
  });
});

/** Without its file these tests fail, unless the model was left out on purpose. */
describe.skipIf(process.env.SPEXLAB_MODEL === "none")("Gemma 3 270M", () => {
  let model: TextModel;
  beforeAll(() => {
    findModel();
    model = gemma();
  });
  afterAll(() => model?.close?.());
  const value = async (...texts: string[]): Promise<number[]> => [...(await model.ask(texts, { signal }))];
  const reviews = [
    "I loved every minute of this gentle comedy.",
    "A dull, endless mess with wooden acting.",
    "Not the best film of the year, but a charming one.",
    "The jokes are old and the story goes nowhere.",
  ];

  it("tells good reviews from bad ones", async () => {
    const [good, bad, fair, old] = await value(...reviews);
    expect(good).toBeGreaterThan(0);
    expect(bad).toBeLessThan(0);
    expect(fair).toBeGreaterThan(0);
    expect(old).toBeLessThan(0);
  }, 60_000);

  it("answers bit for bit the same in another order and after loading again", async () => {
    const first = await value(...reviews);
    const backwards = await value(...reviews.toReversed());
    expect(backwards.toReversed()).toEqual(first);
    await model.close?.();
    expect(await value(...reviews)).toEqual(first);
  }, 60_000);

  it("shows the interaction of not and bad", async () => {
    const sentiment = game(text("The movie is not bad at all.").words(), model);
    const masks = Masks.from(7, ["1111111", "1110111", "1111011", "1110011"]);
    const [all, withoutNot, withoutBad, withoutBoth] = await sentiment.evaluate(masks);
    expect(all - withoutNot - withoutBad + withoutBoth).toBeGreaterThan(2);
  }, 60_000);

  it("sums the tokens of a longer answer, in either place, and is not disturbed by another prompt in between", async () => {
    const before = await value(reviews[0]);
    const prompt = "Text: {text}\nQuestion: Where does Anna live?\nAnswer:";
    const cities = gemma({ prompt, answers: [" New York City", " Rome"] });
    const swapped = gemma({ prompt, answers: [" Rome", " New York City"] });
    const texts = ["Anna lives in Rome.", "Anna lives in New York City."];
    const [rome, york] = await cities.ask(texts, { signal });
    const [romeSwapped, yorkSwapped] = await swapped.ask(texts, { signal });
    await Promise.all([cities.close?.(), swapped.close?.()]);
    expect(rome).toBeLessThan(york);
    expect(romeSwapped).toBeCloseTo(-rome, 1);
    expect(yorkSwapped).toBeCloseTo(-york, 1);
    expect(await value(reviews[0])).toEqual(before);
  }, 60_000);

  it("refuses a text that does not fit its context", async () => {
    await expect(value("word ".repeat(3000))).rejects.toMatchObject({ code: "TEXT_TOO_LONG" });
  }, 60_000);

  it("goes on without the masks whose text does not fit, up to the share that was said", async () => {
    const long = `Word ${"word ".repeat(1000).trim()}`;
    // Two of the three long parts are too much: half of the masks.
    const parts = game(text(`${long}. ${long}. ${long}. It was good. Not bad.`).sentences(), model);
    expect(parts.n).toBe(5);
    const masks = Masks.from(5, ["00000", "11000", "00011", "10000", "01111", "00010"]);
    const { values, failed } = await evaluation(parts, masks, { allowFailed: 0.4, progress: false });
    expect(failed).toEqual([
      {
        row: 1,
        players: [0, 1],
        code: "TEXT_TOO_LONG",
        reason: expect.stringMatching(/\d+ tokens.*holds 2048/),
      },
      { row: 4, players: [1, 2, 3, 4], code: "TEXT_TOO_LONG", reason: expect.stringMatching(/holds 2048/) },
    ]);
    expect([...values].map(Number.isNaN)).toEqual([false, true, false, false, true, false]);
    await expect(evaluation(parts, masks, { progress: false })).rejects.toThrow(
      /\(mask 1\) has no answer: The prompt with its text has \d+ tokens/,
    );
    await expect(evaluation(parts, masks, { allowFailed: 0.2, progress: false })).rejects.toMatchObject({
      code: "FAILED_MASKS",
    });
  }, 120_000);
});
