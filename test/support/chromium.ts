import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { findChromium } from "../../src/setup/chromium.mjs";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless Chromium with a profile of its own. */
export interface Browser {
  /** Playwright's context: `context.newPage()`. */
  readonly context: BrowserContext;
  /** Closes it and deletes the profile. Call it in `afterAll`. */
  close(): Promise<void>;
}

/**
 * Starts the Chromium that `npm test` found (SPEXLAB_CHROMIUM, else the first on the PATH), headless, with a fresh profile.
 *
 * @example
 * const browser = await launchChromium();
 * const page = await browser.context.newPage();
 */
export async function launchChromium(viewport = { width: 1200, height: 1000 }): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error("No Chromium found: set SPEXLAB_CHROMIUM or run the tests with npm test.");
  const profile = mkdtempSync(path.join(os.tmpdir(), "spexlab-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: FLAGS,
    viewport,
  });
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, close };
}
