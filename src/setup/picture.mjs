import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { notebooks, root } from "./paths.mjs";

const NOTEBOOK = "01-sentiment.ipynb";
const CELL = "contrast";
const file = path.join(root, "fixtures", "pictures", "review.png");

/** The output that README's picture shows, as the notebook keeps it. */
function output() {
  const { cells } = JSON.parse(readFileSync(path.join(notebooks, NOTEBOOK), "utf8"));
  const cell = cells.find((/** @type {{ id: string }} */ { id }) => id === CELL);
  const display = cell.outputs.find(
    (/** @type {{ data?: Record<string, unknown> }} */ { data }) => data?.["text/html"] !== undefined,
  );
  return [display.data["text/html"]].flat().join("");
}

/**
 * Names what the picture shows, so that a picture of an older output is found out.
 * @returns {string}
 */
export function pictured() {
  const digest = createHash("sha256").update(output()).digest("hex").slice(0, 16);
  return `notebooks/${NOTEBOOK}, cell ${CELL}, output ${digest}`;
}

/**
 * Photographs the output as it looks after the cell has run.
 * @param {string} executablePath a Chromium
 */
export async function takePicture(executablePath) {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: { width: 820, height: 800 }, deviceScaleFactor: 2 });
    await page.setContent(
      `<!doctype html><body style="margin:0;background:#fff;font-family:system-ui,sans-serif;font-size:14px">` +
        `<div id="picture" style="padding:16px 20px">${output()}</div>`,
    );
    await page.locator("[role=group]").first().waitFor();
    mkdirSync(path.dirname(file), { recursive: true });
    await page.locator("#picture").screenshot({ path: file });
  } finally {
    await browser.close();
  }
}
