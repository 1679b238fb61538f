import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { explain } from "../../src/explain/explain.js";
import { game } from "../../src/games/game.js";
import { components } from "../../src/games/onnx/components/components.js";
import { classifier } from "../../src/games/transformers/classifier.js";
import { join as joined } from "../../src/maskers/join.js";
import { text } from "../../src/maskers/text.js";

const FOLDER = "fixtures/classifier";
const source = text("The film is not bad at all");

describe("a text classifier of transformers.js", () => {
  it.each(["[MASK]", "[UNK]", "delete"])(
    "in a local folder is explained, absent words as %s",
    async (absent) => {
      const model = classifier(FOLDER, { label: "POSITIVE", against: "NEGATIVE" });
      const words = source.words({ absent });
      const e = await explain(game(words, model), { method: "exact" });
      // logit(POSITIVE) − logit(NEGATIVE) = 2 · (−2 bad + 0.25 all) · (1 − 2 not)
      expect(
        e.as("Moebius").interactions.map(({ names, value }) => [names.join(), value.toFixed(4)]),
      ).toEqual(
        expect.arrayContaining([
          ["not,bad", "8.0000"],
          ["bad", "-4.0000"],
          ["not,all", "-1.0000"],
          ["all", "0.5000"],
        ]),
      );
      expect(e.as("Moebius").interactions.filter(({ value }) => Math.abs(value) > 1e-4).length).toBe(4);
      await model.close?.();
    },
  );

  it("reads log-probabilities, and knows its classes", async () => {
    const all = Masks.from(7, ["1111111"]);
    const model = classifier(FOLDER, { label: "POSITIVE", logProbability: true });
    const [lp] = await evaluate(game(source.words(), model), all);
    expect(lp).toBeCloseTo(-Math.log1p(Math.exp(-3.5)), 5);
    const wrong = classifier(FOLDER, { label: "POSITVE" });
    await expect(evaluate(game(source.words(), wrong), all)).rejects.toThrow(
      /no class "POSITVE". Nearest: "POSITIVE"/,
    );
  });

  it("is named by its files, not by its place", () => {
    const folder = mkdtempSync(join(tmpdir(), "spexlab-classifier-"));
    cpSync(FOLDER, join(folder, "classifier"), { recursive: true });
    expect(classifier(join(folder, "classifier"), { label: "POSITIVE" }).id).toBe(
      classifier(FOLDER, { label: "POSITIVE" }).id,
    );
    rmSync(join(folder, "classifier", "tokenizer.json"));
    expect(() => classifier(join(folder, "classifier"), { label: "POSITIVE" })).toThrow(
      /No file tokenizer.json/,
    );
    rmSync(folder, { recursive: true });
  });
});

/** A DistilBERT with random weights, and what torch says when a part is really taken out: fixtures/classifier/attention.py. */
describe("components of a text classifier", () => {
  const folder = "fixtures/classifier/attention";
  const truth = JSON.parse(readFileSync(`${folder}/truth.json`, "utf8"));
  const model = classifier(folder, { label: "POSITIVE", against: "NEGATIVE", text: truth.text });
  const alone = (n: number): Masks =>
    Masks.from(
      n,
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, k) => k).filter((k) => k !== i)),
    );

  it.each(["heads", "layers", "neurons"] as const)("%s at zero are what torch says", async (part) => {
    const players = (await components(folder))[part]();
    const values = await evaluate(game(players, model), alone(players.names.length));
    expect(players.names).toEqual(Object.keys(truth[part]));
    players.names.forEach((name, i) => {
      expect(values[i], name).toBeCloseTo(truth[part][name], 4);
    });
  });

  it.each(["heads", "neurons"] as const)("%s at their mean over texts are what torch says", async (part) => {
    const options = { to: "mean", over: truth.over, layer: [0, 1] } as const;
    const players = (await components(folder))[part](options);
    const values = await evaluate(game(players, model), alone(players.names.length));
    expect(players.names).toEqual(Object.keys(truth[`mean ${part}`]));
    players.names.forEach((name, i) => {
      expect(values[i], name).toBeCloseTo(truth[`mean ${part}`][name], 4);
    });
  });

  it("pairs of heads too, and the explanation has their interactions", async () => {
    const heads = (await components(folder)).heads();
    const e = await explain(game(heads, model), { method: "exact" });
    const { names } = heads;
    expect(e.predict([names])[0]).toBeCloseTo(truth.whole, 4);
    for (const [pair, value] of Object.entries(truth.pairs)) {
      const gone = pair.split(" + ");
      expect(e.predict([names.filter((name) => !gone.includes(name))])[0], pair).toBeCloseTo(
        value as number,
        4,
      );
    }
  });

  it("texts of a quantised model answer alike, in one batch or alone", async () => {
    const small = classifier(folder, { label: "POSITIVE", against: "NEGATIVE", dtype: "q8" });
    const asked = game(text(truth.text).words(), small);
    const some = alone(asked.n);
    const together = await evaluate(asked, some, { batch: some.length });
    const singly = await evaluate(asked, some, { batch: 1 });
    expect([...together]).toEqual([...singly]);
    expect(new Set(together).size).toBeGreaterThan(1);
  });

  it("of a quantised model answer alike, in one batch or alone", async () => {
    const heads = (await components(folder, { dtype: "q8" })).heads();
    expect(heads.names).toEqual(Object.keys(truth.heads));
    const small = classifier(folder, {
      label: "POSITIVE",
      against: "NEGATIVE",
      text: truth.text,
      dtype: "q8",
    });
    const all = alone(heads.names.length);
    const together = await evaluate(game(heads, small), all, { batch: 8 });
    const singly = await evaluate(game(heads, small), all, { batch: 1 });
    expect([...together]).toEqual([...singly]);
    expect(Math.abs(together[1] - truth.heads[heads.names[1]])).toBeLessThan(0.5);
  });

  it("joined with words: every word or head may be absent", async () => {
    const words = text(truth.text).words({ absent: "[MASK]" });
    const heads = (await components(folder)).heads();
    const both = joined({ words, heads });
    const free = classifier(folder, { label: "POSITIVE", against: "NEGATIVE" });
    const shared = game(both, free);
    const names = heads.names;
    const without = (gone: readonly string[]): string[] => both.names.filter((name) => !gone.includes(name));
    const masks = Masks.from(
      both.names.length,
      [...names.map((name) => without([name])), without([])],
      both.names,
    );
    const values = await evaluate(shared, masks, { batch: 4 });
    names.forEach((name, k) => {
      expect(values[k], name).toBeCloseTo(truth.heads[name], 4);
    });
    expect(values.at(-1)).toBeCloseTo(truth.whole, 4);
    const fewer = Masks.from(words.names.length, [words.names.slice(1), []], words.names);
    const plain = await evaluate(game(words, free), fewer);
    const present = fewer.map(({ players }) => [...players.map((i) => words.names[i]), ...names]);
    const same = await evaluate(shared, Masks.from(both.names.length, present, both.names));
    plain.forEach((value, k) => {
      expect(same[k]).toBeCloseTo(value, 4);
    });
    expect(plain[0]).not.toBeCloseTo(plain[1], 2);

    const twice = joined({ words, more: text("and so on").words(), heads });
    await expect(evaluate(game(twice, free), Masks.from(twice.names.length, [[]]))).rejects.toThrow(
      /takes one text and one set of its own components, got words, more, heads/,
    );
    await free.close?.();
  });

  it("say what does not fit", async () => {
    const heads = (await components(folder)).heads();
    const all = alone(heads.names.length);
    const ask = (options: object): Promise<Float64Array> =>
      evaluate(game(heads, classifier(folder, { label: "POSITIVE", ...options })), all);
    await expect(ask({})).rejects.toThrow(/need the text that it looks at/);
    await expect(ask({ text: truth.text, label: "POSITVE" })).rejects.toThrow(/no class "POSITVE"/);
    await expect(
      evaluate(game(heads, classifier(FOLDER, { label: "POSITIVE", text: "bad" })), all),
    ).rejects.toMatchObject({ code: "OTHER_MODEL" });
    expect(() => classifier("a/b", { label: "X", text: "bad", remote: true })).toThrow(
      /fetch the model's files/,
    );
    expect(() => game(source.words(), model)).toThrow(/reads components, these players offer texts/);
    const plain = await components(FOLDER);
    expect(() => plain.heads()).toThrow(/No heads were found in model.onnx/);
    const feeds = (await components(folder)).heads({ to: "mean", over: [{ input_ids: [1] }] });
    await expect(evaluate(game(feeds, model), all)).rejects.toThrow(/`over` to be a text/);
    expect(classifier(folder, { label: "POSITIVE", text: "bad" }).id).not.toBe(
      classifier(folder, { label: "POSITIVE", text: "good" }).id,
    );
  });
});
