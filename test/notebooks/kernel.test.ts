import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { models } from "../../src/setup/paths.mjs";
import { runCells } from "../support/kernel.js";
import { type SavedCell, savedCells, savedHtml, savedText, sentiment, shownText } from "./notebook.js";

const saved = savedCells(sentiment);
const live = cell("live");
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

it("without the model the live cell says what is missing and how to get it", async () => {
  const [, last] = await runCells(['import * as sx from "spexlab";', live.source], {
    env: { SPEXLAB_MODEL_PATH: "/nowhere/model.gguf" },
  });
  expect(last.status).toBe("error");
  expect(last.stderr).toContain("MODEL_MISSING");
  expect(last.stderr).toContain("npm start");
}, 60_000);

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
});
