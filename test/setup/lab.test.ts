import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Browser, launchChromium } from "../support/chromium.js";
import { codeCells } from "../support/kernel.js";
import { type Lab, labCommand, openNotebook, runAllCells, startLab } from "../support/lab.js";

let lab: Lab;
let browser: Browser;

beforeAll(async () => {
  [lab, browser] = await Promise.all([startLab(), launchChromium()]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

it("JupyterLab runs a notebook with the project's kernel, as a person would", async () => {
  const file = path.join(lab.notebooks, "probe.ipynb");
  const cell = {
    cell_type: "code",
    id: "a",
    metadata: {},
    execution_count: null,
    outputs: [],
    source: "process.pid",
  };
  const kernelspec = { name: "spexlab", display_name: "TypeScript (spexlab)", language: "typescript" };
  writeFileSync(
    file,
    JSON.stringify({ cells: [cell], metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }),
  );
  const page = await browser.context.newPage();
  await openNotebook(page, lab.url("probe.ipynb"));
  await runAllCells(page);
  await page.waitForSelector(".jp-OutputArea-output");
  const pid = Number(await page.textContent(".jp-OutputArea-output"));
  expect(alive(pid)).toBe(true);

  await labCommand(page, "docmanager:save");
  expect(codeCells(file)).toEqual(["process.pid"]);
  expect(JSON.parse(readFileSync(file, "utf8")).cells[0].outputs[0].text.join("")).toContain(String(pid));

  await lab.stop();
  expect(alive(pid)).toBe(false);
}, 120_000);

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
