import { describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { game } from "../../src/games/game.js";
import { games } from "../../src/games/games.js";
import { type OnnxOptions, onnx } from "../../src/games/onnx/onnx.js";
import { image } from "../../src/maskers/image/image.js";
import { join } from "../../src/maskers/join.js";
import { tabular } from "../../src/maskers/tabular.js";
import { text } from "../../src/maskers/text.js";
import { about, MODEL, sources } from "../scenes/fixture.js";

const GATED = "fixtures/onnx/gated.onnx";
const PICTURE = "fixtures/scenes/examples/left-of.png";
const all = (players: { names: readonly string[] }): Masks =>
  Masks.from(players.names.length, [players.names.map((_, k) => k)]);

describe("an ONNX model with an input for each joined source", () => {
  const pixels = { image: { pixels: {} } };
  const vocabulary = { words: about.words, length: about.length };
  const asking = async (
    question: string,
    options: Partial<OnnxOptions> & { readout?: object } = {},
    file: string = PICTURE,
  ): Promise<number> => {
    const players = join({ image: await (await image(file)).grid(2, 2), question: text(question).words() });
    const model = onnx(MODEL, { sources, readout: { index: 0 }, ...options });
    const [value] = await evaluate(game(players, model), all(players));
    await model.close?.();
    return value;
  };

  it("reads rows of numbers by name, as if they were fed", async () => {
    const x = tabular({ a: 1, b: 2, c: 0.5, d: 1 }, { baseline: { a: 0, b: 0, c: 0, d: 0 } });
    const gate = tabular({ first: 1, second: 1, third: 1 }, { baseline: { first: 0, second: 0, third: 0 } });
    const players = join({ gate, x });
    const masks = Masks.from(7, ["1111111", "0111111", "1010110", "0000000"]);
    const both = onnx(GATED, { sources: { x: {}, gate: {} }, readout: { index: 0 } });
    const values = await evaluate(game(players, both), masks);
    const fed = onnx(GATED, { sources: { x: {} }, feeds: { gate: [1, 1, 1] }, readout: { index: 0 } });
    const alone = onnx(GATED, { input: "x", feeds: { gate: [1, 1, 1] }, readout: { index: 0 } });
    expect([...(await evaluate(game(join({ x }), fed), Masks.from(4, ["1101"])))]).toEqual([
      ...(await evaluate(game(x, alone), Masks.from(4, ["1101"]))),
    ]);
    const full = await evaluate(game(x, alone), Masks.from(4, ["1111"]));
    expect(values[0]).toBeCloseTo(full[0], 5);
    expect(values[1]).not.toBeCloseTo(full[0], 2);
  });

  it("reads words by their place in the vocabulary, whatever their case and punctuation", async () => {
    const plain = await asking("is there a red circle");
    expect(await asking("Is there a RED circle?")).toBe(plain);
    expect(await asking("is there a blue circle")).not.toBe(plain);
    const unknown = { ...pixels, question: { ...vocabulary, unknown: about.mask } };
    expect(await asking("is there a purple circle", { sources: unknown })).toBe(
      await asking(`is there a ${about.mask} circle`),
    );
  });

  it("gives log-odds of a class against the rest, all readouts for one call", async () => {
    const players = join({
      image: await (await image(PICTURE)).grid(1, 2),
      question: text("is there a red circle").words(),
    });
    const readouts = Object.fromEntries(
      about.answers.map((answer, index) => [`p ${answer}`, { index, logProbability: true }]),
    );
    const model = onnx(MODEL, { sources, readouts: { ...readouts, odds: { index: 1, against: "rest" } } });
    const each = games(players, model);
    const [odds] = await evaluate(each.odds, all(players));
    const p = about.answers.map((answer) => Math.exp(each[`p ${answer}`].known(all(players))[0]));
    expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(odds).toBeCloseTo(Math.log(p[1] / (1 - p[1])), 3);
    expect(each.odds.unit).toBe("log-odds(1)");
    await model.close?.();
  });

  it("has an id by what it reads", () => {
    const id = (given: OnnxOptions["sources"]): string =>
      onnx(MODEL, { sources: given, readout: { index: 0 } }).id;
    expect(id(sources)).toBe(id({ question: vocabulary, image: { pixels: {} } }));
    expect(id(sources)).not.toBe(id({ ...sources, question: { ...vocabulary, unknown: about.mask } }));
  });

  it("says what does not fit", async () => {
    await expect(asking("is there a purple circle")).rejects.toThrow(/does not know the word "purple"/);
    await expect(asking("is there a a a a a a a a circle")).rejects.toThrow(/reads 9 words, .* has 11/);
    await expect(asking("is there", { sources: pixels })).rejects.toThrow(
      /inputs are image, question: `sources` and `feeds` must name each of them once, they name image\./,
    );
    await expect(asking("is there", { sources: { image: {}, question: vocabulary } })).rejects.toThrow(
      /"image" is read from a source of that name that gives rows; the joined sources are image, question/,
    );
    await expect(asking("is there", { readout: { index: 14, against: "rest" } })).rejects.toThrow(
      /got class 14 \(number\) of 14/,
    );
    const rounded = onnx(MODEL, {
      input: "image",
      pixels: {},
      feeds: { question: [0.5, 0, 0, 0, 0, 0, 0, 0, 0] },
      readout: {},
    });
    const cells = await (await image(PICTURE)).grid(1, 2);
    await expect(evaluate(game(cells, rounded), all(cells))).rejects.toThrow(
      /takes whole numbers \(int64\), got 0\.5/,
    );
    expect(() => onnx(MODEL, { sources, pixels: {}, readout: {} })).toThrow(/leave `input` and `pixels` out/);
    expect(() => onnx(MODEL, { sources: {}, readout: {} })).toThrow(/`sources` to name the model's inputs/);
    expect(() => onnx(MODEL, { sources: { question: { words: ["a"] } }, readout: {} })).toThrow(/`length`/);
    expect(() =>
      onnx(MODEL, { sources: { question: { words: ["a"], length: 2, unknown: "b" } }, readout: {} }),
    ).toThrow(/`unknown` to be one of the words/);
    expect(() => onnx(MODEL, { readout: { index: 1, against: "rest", logProbability: true } })).toThrow(
      /got both/,
    );
    expect(() => game(text("a b").words(), onnx(MODEL, { sources, readout: {} }))).toThrow(
      /reads sources.*, these players offer texts/,
    );
  });
});
