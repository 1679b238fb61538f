import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import type { Browser } from "./chromium.js";
import { python } from "./kernel.js";

/** A page with the notebook as nbconvert writes it to `folder`, the network cut off. */
export async function openExported(browser: Browser, notebook: string, folder: string): Promise<Page> {
  await python([
    "-m",
    "jupyter",
    "nbconvert",
    "--to=html",
    "--log-level=ERROR",
    `--output-dir=${folder}`,
    notebook,
  ]);
  const page = await browser.context.newPage();
  // What nbconvert's template takes from the network (MathJax) is not needed.
  await page.route("**/*", (route) =>
    route.request().url().startsWith("file:") ? route.continue() : route.abort(),
  );
  const file = path.join(folder, `${path.basename(notebook, ".ipynb")}.html`);
  await page.goto(pathToFileURL(file).href, { waitUntil: "domcontentloaded" });
  return page;
}
