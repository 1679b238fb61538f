import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notebooks, root } from "../../src/setup/paths.mjs";
import { type Browser, launchChromium } from "../support/chromium.js";
import { openExported } from "../support/exported.js";
import { type Lab, labCommand, openNotebook, runAllCells, setTheme, startLab } from "../support/lab.js";
import { faults, troubles } from "../support/outputs.js";
import { savedCells, savedHtml, savedText } from "./notebook.js";

const file = path.join(notebooks, "gallery.ipynb");
const kept = savedCells(file).filter(({ outputs }) => outputs.length > 0);
const windows = [1_400, 600] as const;
const output = ".jp-CodeCell .jp-OutputArea-output";

const scratch = mkdtempSync(path.join(os.tmpdir(), "spexlab-gallery-"));
let lab: Lab;
let browser: Browser;

beforeAll(async () => {
  [lab, browser] = await Promise.all([startLab(), launchChromium({ width: 1_400, height: 1_000 })]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await lab?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** Opens a notebook with all of its cells drawn. */
async function opened(url: string): Promise<Page> {
  const page = await browser.context.newPage();
  await openNotebook(page, url, { whole: true });
  return page;
}

/** Every output in both themes and at both widths. */
async function looksRight(page: Page): Promise<void> {
  for (const theme of ["Light", "Dark"] as const) {
    await setTheme(page, theme);
    for (const width of windows) {
      await page.setViewportSize({ width, height: 1_000 });
      await page.locator(output).first().waitFor();
      await expect.poll(() => troubles(page, output), { timeout: 10_000 }).toEqual([]);
    }
    expect(await faults(page, output)).toEqual([]);
  }
  expect(await page.locator(output).count()).toBe(kept.length);
}

describe("every picture of the gallery", () => {
  it("as text, where there is no browser: lines of numbers with names, nothing left out", () => {
    for (const cell of kept) {
      const text = savedText(cell);
      expect(text, cell.id).not.toMatch(/\[picture\]|undefined|NaN|\[object/);
      expect(text.split("\n").length, cell.id).toBeGreaterThan(2);
      expect(text, cell.id).toMatch(/\d/);
    }
  });

  it("in a JupyterLab that never ran it", async () => {
    // A copy that no trust database knows, whoever ran the notebook here before.
    const copy = JSON.parse(readFileSync(file, "utf8"));
    copy.metadata.copy = String(process.pid + Date.now());
    writeFileSync(path.join(lab.notebooks, "untrusted.ipynb"), JSON.stringify(copy));
    const page = await opened(lab.url("untrusted.ipynb"));
    await looksRight(page);
    await page.close();
  }, 90_000);

  it("executed in JupyterLab, and opened again as trusted", async () => {
    const url = lab.url("gallery.ipynb");
    const page = await opened(url);
    await runAllCells(page);
    await looksRight(page);
    await labCommand(page, "docmanager:save");
    await openNotebook(page, url.replace("?reset&", "?"), { whole: true });
    expect(await page.locator(`${output} spexlab-picture-1 svg`).count()).toBeGreaterThan(20);
    await expect.poll(() => troubles(page, output), { timeout: 10_000 }).toEqual([]);
    await page.close();
  }, 180_000);

  it("exported by nbconvert", async () => {
    const page = await openExported(browser, file, scratch);
    for (const width of windows) {
      await page.setViewportSize({ width, height: 1_000 });
      expect(await troubles(page, output)).toEqual([]);
    }
    expect(await page.locator(output).count()).toBe(kept.length);
    expect(await faults(page, output)).toEqual([]);
    await page.close();
  }, 60_000);

  it("on the page that npm run gallery writes, in the reader's light and dark", async () => {
    const page_ = path.join(scratch, "page.html");
    // In a process of its own: vitest rewrites the functions whose text the page carries.
    const writer = pathToFileURL(path.join(root, "src/setup/galleryPage.mjs")).href;
    const source = `process.stdout.write(await (await import(${JSON.stringify(writer)})).galleryPage())`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", source], {
      maxBuffer: 2 ** 24,
    });
    writeFileSync(page_, stdout);
    const page = await browser.context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(pathToFileURL(page_).href);
    const widget = "spexlab-view-3, spexlab-picture-1, spexlab-steps-1";
    // Charts in Vega-Lite need a notebook.
    const html = kept.filter((cell) => savedHtml(cell) !== "");
    expect(await page.locator(widget).count()).toBe(html.length);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of windows) {
        await page.setViewportSize({ width, height: 1_000 });
        expect(await troubles(page, widget)).toEqual([]);
      }
      expect(await faults(page, "section")).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await page.close();
  }, 60_000);
});
