import { expect, it } from "vitest";
import { runCells } from "../support/kernel.js";
import { all, isLive, savedCells, staleness } from "./notebook.js";

// The workshop's notebooks run in workshop.test.ts, with their exercises.
const here = all.filter(({ name }) => !name.startsWith("workshop/"));

it.each(here)(
  "$name runs without a model, and what it keeps is what it shows today",
  async ({ file }) => {
    const cells = savedCells(file).filter((cell) => !isLive(cell));
    const results = await runCells(
      cells.map(({ source }) => source),
      { env: { SPEXLAB_MODEL_PATH: "/nowhere/model.gguf" }, timeout: 120, file },
    );
    expect(results.filter(({ status, stderr }) => status !== "ok" || stderr !== "")).toEqual([]);
    expect(results).toHaveLength(cells.length);
    cells.forEach((cell, k) => {
      // Cells that show times.
      if (cell.tags.includes("varies")) return;
      expect(staleness(cell, results[k]), cell.id).toBe("");
    });
  },
  300_000,
);
