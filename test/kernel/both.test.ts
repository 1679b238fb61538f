import { expect, it } from "vitest";
import { kernelName, stockKernelName } from "../../src/setup/jupyter.mjs";
import { all, isLive, savedCells, sentiment, staleness } from "../notebooks/notebook.js";
import { type CellResult, runCells } from "../support/kernel.js";

const env = { SPEXLAB_MODEL_PATH: "/nowhere/model.gguf" };

// What is kept was made by our kernel, and tests of the notebooks see to it that it still is what our kernel shows.
it.each(all)(
  "$name shows in stock tslab what it shows in our kernel",
  async ({ file }) => {
    const cells = savedCells(file).filter((cell) => !isLive(cell));
    const results = await runCells(
      cells.map(({ source }) => source),
      { kernel: stockKernelName, env, timeout: 120, file },
    );
    expect(results.filter(({ status, stderr }) => status !== "ok" || stderr !== "")).toEqual([]);
    cells.forEach((cell, k) => {
      // Cells that show times.
      if (cell.tags.includes("varies")) return;
      expect(staleness(cell, results[k]), cell.id).toBe("");
    });
  },
  300_000,
);

it("only in ours an output can ask", async () => {
  const [short] = savedCells(sentiment).filter(({ id }) => id === "short");
  const asks = (cells: CellResult[]): number =>
    cells.filter((cell) => cell.shown("text/html").join("").includes("data-live")).length;
  expect(asks(await runCells([short.source], { kernel: kernelName, env }))).toBe(1);
  expect(asks(await runCells([short.source], { kernel: stockKernelName, env }))).toBe(0);
}, 120_000);
