import { existsSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { models } from "../../src/setup/paths.mjs";
import { type CellResult, runCells } from "../support/kernel.js";
import { type SavedCell, savedCells, savedHtml, savedText, sentiment, shownText } from "./notebook.js";

const saved = savedCells(sentiment);
const recorded = saved.slice(0, -1);
const live = saved[saved.length - 1];
const modelFile = process.env.SPEXLAB_MODEL_PATH ?? path.join(models, "gemma-3-270m-q4_k_m.gguf");

function cell(id: string): SavedCell {
  const found = saved.find((one) => one.id === id);
  if (!found) throw new Error(`01-sentiment.ipynb has no code cell ${id}.`);
  return found;
}

/** The data that a live widget carries. */
function payload(html: string): string {
  return /<script type="application\/json">(.*?)<\/script>/s.exec(html)?.[1] ?? "";
}

describe("without the model", () => {
  let results: CellResult[];
  beforeAll(async () => {
    results = await runCells(
      saved.map(({ source }) => source),
      { env: { SPEXLAB_MODEL_PATH: "/nowhere/model.gguf" }, timeout: 120 },
    );
  }, 300_000);

  it("every recorded cell runs, and nothing is written to stderr", () => {
    expect(results).toHaveLength(saved.length);
    const failed = results.slice(0, -1).filter(({ status, stderr }) => status !== "ok" || stderr !== "");
    expect(failed).toEqual([]);
  });

  it("the outputs that are kept are those of today: what is shown, and every number that clicks use", () => {
    recorded.forEach((one, k) => {
      expect(shownText(results[k]), one.id).toBe(savedText(one));
      expect(payload(results[k].shown("text/html").join("")), one.id).toBe(payload(savedHtml(one)));
    });
  });

  it("the live cell says what is missing and how to get it", () => {
    const last = results[results.length - 1];
    expect(last.status).toBe("error");
    expect(last.stderr).toContain("MODEL_MISSING");
    expect(last.stderr).toContain("npm start");
  });
});

it.runIf(existsSync(modelFile))(
  "with the model the live cell answers, about any text",
  async () => {
    const edited = live.source.replace(/sx\.text\(".*"\)/, 'sx.text("Not good at all.")');
    expect(edited).not.toBe(live.source);
    const [, result] = await runCells(['import * as sx from "spexlab";', edited]);
    expect([result.status, result.stderr]).toEqual(["ok", ""]);
    expect(shownText(result)).toContain("16 model calls");
    expect(result.shown("text/html").at(-1)).toContain("good");
  },
  60_000,
);

it("keeps the outputs that a reader looks for", () => {
  expect(payload(savedHtml(cell("short")))).toContain('"values":');
  expect(savedText(cell("short"))).toMatch(/over all 256 masks/);
  expect(savedText(cell("trust"))).toMatch(/worst-comedy .*│ 1800 .*│ 0\.\d+/);
  for (const id of ["short", "contrast", "turn", "double", "pity", "walk", "comedy", "live"]) {
    expect(savedHtml(cell(id)), id).toContain('class="sx-words"');
  }
  for (const id of ["contrast-not", "shapley", "decay"]) {
    expect(savedHtml(cell(id)), id).toContain("data:image/svg+xml;base64,");
  }
  expect(saved.flatMap(({ outputs }) => outputs.map(({ name }) => name))).not.toContain("stderr");
});

it("holds no path of the machine that ran it", () => {
  const all = saved.map((one) => savedText(one) + savedHtml(one)).join("");
  expect(all).not.toMatch(/\/(?:home|root|work|tmp|Users)\//);
});
