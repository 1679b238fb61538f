import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as sx from "../../src/index.js";
import { type Browser, launchChromium } from "../support/chromium.js";
import { keeps } from "./snapshot.js";

const names = ["plot", "not", "bad", "hardly", "call", "great", "though", "anyone", "dull", "film"];
const truth = sx.fromFourier(names, [
  [["bad"], -1],
  [["not", "bad"], 1.5],
  [["great"], 0.8],
  [["hardly", "great"], -0.6],
]);
const plan = sx.spex({ b: 2, t: 2, C: 2 }).plan(names, { seed: 1 });
const peeling = sx.bins(plan, truth.predict(plan.masks)).peel();

describe("kept pictures", () => {
  keeps(function binClean() {
    return sx
      .bch(7, { t: 2 })
      .bin([[[0, 1], 1.5]])
      .chart()
      .svg();
  });
  keeps(function binNoisy() {
    return sx
      .bch(names, { t: 5 })
      .bin([[["not", "bad"], -1.5]], { noise: 0.6, seed: 2 })
      .chart()
      .svg();
  });
  keeps(function peelingSteps() {
    return peeling.widget().svg();
  });
  keeps(function peelingAwkward() {
    const odd = ["<b>&\"'</b>", "مرحبا", "👩‍👩‍👧‍👦", "long ".repeat(60).trim(), "e", "f", "g"];
    const game = sx.fromFourier(odd, [
      [[0, 3], 1e9],
      [[1], -1e9],
      [[], 5e8],
    ]);
    const small = sx.spex({ b: 2, t: 2, C: 2 }).plan(odd, { seed: 1 });
    return sx.bins(small, game.predict(small.masks)).peel().widget().svg();
  });
});

describe("in a page", () => {
  let browser: Browser;
  let tab: Page;
  let folder: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-steps-"));
    const file = path.join(folder, "page.html");
    peeling.widget().save(file);
    browser = await launchChromium({ width: 600, height: 900 });
    tab = await browser.context.newPage();
    tab.on("pageerror", (error) => complaints.push(String(error)));
    tab.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await tab.goto(pathToFileURL(file).href);
    await tab.getByRole("button", { name: "Next" }).waitFor();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const status = (): Promise<string | null> => tab.getByRole("status").textContent();
  const seen = (): Promise<number> => tab.locator(".sx-step:visible").count();

  test("one picture is seen, and buttons go back and forth", async () => {
    expect([await seen(), await status()]).toEqual([1, expect.stringMatching(/^Start\. /)]);
    await tab.getByRole("button", { name: "Next" }).click();
    expect([await seen(), await status()]).toEqual([1, expect.stringMatching(/^Step 1 of 4\. /)]);
    await tab.getByRole("button", { name: "Previous" }).click();
    // At the start it does nothing, and says so.
    await tab.getByRole("button", { name: "Previous" }).click({ force: true });
    expect(await status()).toMatch(/^Start\. /);
  });

  test("so do the arrow keys, Home and End, and the slider follows", async () => {
    await tab.getByRole("button", { name: "Next" }).focus();
    await tab.keyboard.press("ArrowRight");
    await tab.keyboard.press("ArrowRight");
    expect(await status()).toMatch(/^Step 2 of 4\. /);
    expect(await tab.getByRole("slider").inputValue()).toBe("2");
    await tab.keyboard.press("End");
    expect(await status()).toMatch(/^Step 4 of 4\. /);
    expect(await tab.getByRole("button", { name: "Next" }).getAttribute("aria-disabled")).toBe("true");
    await tab.keyboard.press("ArrowRight");
    await tab.keyboard.press("Home");
    expect(await status()).toMatch(/^Start\. /);
    await tab.getByRole("slider").fill("3");
    expect(await status()).toMatch(/^Step 3 of 4\. /);
  });

  test("nothing is cut off at 600 pixels, and no error is told", async () => {
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(600);
    expect(complaints).toEqual([]);
  });
});
