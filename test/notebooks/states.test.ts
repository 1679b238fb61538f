import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as sx from "../../src/index.js";
import { root } from "../../src/setup/paths.mjs";
import { type Browser, launchChromium } from "../support/chromium.js";
import { openExported } from "../support/exported.js";
import { type Lab, openNotebook, runAllCells, startLab } from "../support/lab.js";
import { savedCells, savedHtml, sentiment } from "./notebook.js";

// What the widget of the first cell must say after clicks: the same explanation, made here.
const recording = path.join(root, "fixtures/reviews/not-bad.jsonl");
const words = sx.text("Not bad at all, and never once boring.").words();
let e: sx.Explanation;

const scratch = mkdtempSync(path.join(os.tmpdir(), "spexlab-states-"));
let lab: Lab;
let browser: Browser;

beforeAll(async () => {
  process.env.SPEXLAB_MODEL_PATH = "/nowhere/model.gguf";
  [lab, browser, e] = await Promise.all([
    startLab(),
    launchChromium(),
    sx.explain(sx.game(words, sx.gemma()).replay(recording), { budget: 256, seed: 1, progress: false }),
  ]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await lab?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** Clicks words of the first widget off, one after another, and compares what it says with `predict`. */
async function clicksAnswer(page: Page): Promise<void> {
  const view = page.locator("[role=group]").first();
  const value = page.locator(".sx-value").first();
  const off: string[] = [];
  for (const word of ["Not", "boring"]) {
    off.push(word);
    await view.getByRole("button", { name: new RegExp(`^${word}`) }).click();
    const [expected] = e.predict(e.names.filter((name) => !off.includes(name)));
    const written = `${expected < 0 ? "−" : "+"}${Math.abs(expected).toFixed(2)}`;
    await value.getByText(written, { exact: true }).waitFor({ timeout: 5_000 });
  }
  await page.getByRole("button", { name: "All words on" }).first().click();
  await value.waitFor({ state: "detached" });
}

/** The part of JupyterLab's application object that is used here. */
interface Application {
  shell: {
    currentWidget: {
      content: { widgets: { model: { id: string } }[]; scrollToItem(index: number): Promise<void> };
    };
  };
}

/** JupyterLab draws the cells that are in sight: scrolls to the cell of this id. */
async function scrollToCell(page: Page, id: string): Promise<void> {
  await page.evaluate(async (wanted) => {
    const { jupyterapp } = globalThis as unknown as { jupyterapp: Application };
    const { content } = jupyterapp.shell.currentWidget;
    await content.scrollToItem(content.widgets.findIndex(({ model }) => model.id === wanted));
  }, id);
}

it("opened in a JupyterLab that never ran it: words, picture and table are there, no junk", async () => {
  // A copy that no trust database knows, whoever ran the notebook here before.
  const copy = JSON.parse(readFileSync(path.join(lab.notebooks, path.basename(sentiment)), "utf8"));
  copy.metadata.copy = String(process.pid + Date.now());
  writeFileSync(path.join(lab.notebooks, "untrusted.ipynb"), JSON.stringify(copy));
  const page = await browser.context.newPage();
  await openNotebook(page, lab.url("untrusted.ipynb"));
  const first = page.locator(".jp-OutputArea-output").first();
  await first.waitFor();
  expect(await first.locator("script, style, spexlab-view-3").count()).toBe(0);
  const background = (text: string) =>
    first
      .locator(".sx-w", { hasText: text })
      .evaluate((word) => getComputedStyle(word as HTMLElement).backgroundColor);
  expect(await background("bad")).toMatch(/^rgba\(213, 94, 0, 0\.\d+\)$/);
  const picture = first.locator("img").first();
  expect(await picture.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(200);
  expect(await first.locator("table tr").count()).toBe(13);
  const said = (await first.textContent()) ?? "";
  expect(said).toContain("never · boring");
  expect(said).not.toMatch(/function|customElements|--sx-|"orders"|\{|base64/);
  // Pictures alone keep too: the bars and the decay are images.
  await scrollToCell(page, "decay");
  await page.locator(".jp-OutputArea-output img[alt*='decay']").first().waitFor();
  await page.close();
}, 60_000);

it("executed in JupyterLab: a click on a word asks the surrogate", async () => {
  // The longer reviews are left to the test of the kernel.
  const short = JSON.parse(readFileSync(path.join(lab.notebooks, path.basename(sentiment)), "utf8"));
  const from = short.cells.findIndex(({ id }: { id: string }) => id === "budget-title");
  const to = short.cells.findIndex(({ id }: { id: string }) => id === "live-title");
  short.cells.splice(from, to - from);
  writeFileSync(path.join(lab.notebooks, "short.ipynb"), JSON.stringify(short));
  const page = await browser.context.newPage();
  await openNotebook(page, lab.url("short.ipynb"));
  await runAllCells(page);
  await page.locator("spexlab-view-3").first().waitFor();
  await clicksAnswer(page);
  // The last cell has no model here, and says so where a person looks.
  await scrollToCell(page, "live");
  await page.getByText("MODEL_MISSING").first().waitFor();
  await page.close();
}, 90_000);

it("exported to HTML: a click works without any server", async () => {
  const page = await openExported(browser, sentiment, scratch);
  await page.locator("[role=group]").first().waitFor();
  const widgets = savedCells(sentiment).filter((cell) => savedHtml(cell).includes('class="sx-words"'));
  expect(await page.locator("spexlab-view-3 [role=group]").count()).toBe(widgets.length);
  await clicksAnswer(page);
  await page.close();
}, 60_000);
