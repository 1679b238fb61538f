import { beforeAll, expect, it } from "vitest";
import { kernelName, stockKernelName } from "../../src/setup/jupyter.mjs";
import { sentiment, shownText, withoutAddress } from "../notebooks/notebook.js";
import { type CellResult, codeCells, runCells } from "../support/kernel.js";

let ours: CellResult[];
let stock: CellResult[];

beforeAll(async () => {
  // The last cell is live: it wants the model.
  const cells = codeCells(sentiment).slice(0, -1);
  const env = { SPEXLAB_MODEL_PATH: "/nowhere/model.gguf" };
  ours = await runCells(cells, { kernel: kernelName, env });
  stock = await runCells(cells, { kernel: stockKernelName, env });
}, 240_000);

it("the same notebook shows the same in our kernel and in stock tslab", () => {
  expect(ours.filter(({ status, stderr }) => status !== "ok" || stderr !== "")).toEqual([]);
  expect(stock.map(({ status }) => status)).toEqual(ours.map(({ status }) => status));
  ours.forEach((cell, k) => {
    expect(shownText(stock[k]), cell.code).toBe(shownText(cell));
    expect(withoutAddress(cell.shown("text/html").join("")), cell.code).toBe(
      stock[k].shown("text/html").join(""),
    );
  });
});

it("only in ours an output can ask", () => {
  const asks = (cells: CellResult[]): number =>
    cells.filter((cell) => cell.shown("text/html").join("").includes("data-live")).length;
  expect(asks(ours)).toBeGreaterThan(3);
  expect(asks(stock)).toBe(0);
});
