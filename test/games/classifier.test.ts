import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { explain } from "../../src/explain/explain.js";
import { game } from "../../src/games/game.js";
import { classifier } from "../../src/games/transformers/classifier.js";
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
