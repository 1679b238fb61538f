import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { Random } from "../../src/bits/random.js";
import { setOf } from "../../src/bits/terms.js";
import { fromFourier } from "../../src/explain/fromTerms.js";
import { predict } from "../../src/indices/predict.js";
import { barWidget, decayWidget, explanationWidget, page, textWidget } from "../../widgets/index.js";
import { type Browser, launchChromium } from "../support/chromium.js";
import { reviewView } from "./views.js";

const view = reviewView();
const n = view.players.names.length;
const all = view.players.names.map((_, player) => player);

let browser: Browser;
let tab: Page;
let folder: string;
const complaints: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-page-"));
  const file = path.join(folder, "page.html");
  writeFileSync(file, page([explanationWidget(view), textWidget(view), barWidget(view), decayWidget(view)]));
  browser = await launchChromium({ width: 600, height: 900 });
  tab = await browser.context.newPage();
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await tab.goto(pathToFileURL(file).href);
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The surrogate's value without these words, as the widget writes it. */
function without(...off: number[]): string {
  const [value] = predict(view.fourier!, Masks.from(n, [all.filter((player) => !off.includes(player))]));
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

const shown = (): Promise<string | null> => tab.locator(".sx-now .sx-value").first().textContent();
const word = (k: number): ReturnType<Page["locator"]> =>
  tab.locator(".sx-words").first().locator(".sx-w").nth(k);

describe("a page in the browser", () => {
  test("evaluates the surrogate as predict does", async () => {
    const random = new Random(5, "masks");
    const rows = Array.from({ length: 40 }, () => all.map(() => random.below(2)));
    const there = await tab.evaluate(
      (masks) =>
        masks.map((mask) =>
          (
            document.querySelector("spexlab-view-3") as unknown as { evaluate(mask: number[]): number }
          ).evaluate(mask),
        ),
      rows,
    );
    const here = predict(
      view.fourier!,
      Masks.from(
        n,
        rows.map((row) => row.join("")),
      ),
    );
    for (const [k, value] of there.entries()) expect(value).toBeCloseTo(here[k], 12);
  });

  test("a clicked word goes off, its interactions fade, the value changes as predicted, and back", async () => {
    await word(5).click();
    expect(await shown()).toBe(without(5));
    expect(await word(5).getAttribute("aria-pressed")).toBe("false");
    const faded = await tab.locator("spexlab-view-3").first().locator(".sx-row.sx-gone").count();
    expect(faded).toBe(view.interactions.slice(0, 12).filter(({ players }) => players.includes(5)).length);
    await word(11).click();
    expect(await shown()).toBe(without(5, 11));
    await word(5).click();
    expect(await shown()).toBe(without(11));
    await tab.getByRole("button", { name: "All words on" }).first().click();
    expect(await tab.locator(".sx-now .sx-value").count()).toBe(0);
    expect(await word(11).getAttribute("aria-pressed")).toBe("true");
  });

  test("the keyboard does the same: arrows move, Enter and Space switch", async () => {
    await word(0).focus();
    await tab.keyboard.press("ArrowRight");
    await tab.keyboard.press("ArrowRight");
    await tab.keyboard.press("ArrowRight");
    await tab.keyboard.press("Enter");
    expect(await shown()).toBe(without(3));
    await tab.keyboard.press("End");
    await tab.keyboard.press("Space");
    expect(await shown()).toBe(without(3, n - 1));
    expect(await tab.evaluate(() => document.activeElement?.textContent)).toBe(view.players.names[n - 1]);
    await tab.keyboard.press("Space");
    expect(await shown()).toBe(without(3));
    expect(await tab.locator(".sx-words").first().locator('[tabindex="0"]').count()).toBe(1);
    await word(3).click();
  });

  test("sliders choose how many interactions are listed and up to which order; rows beyond the static ones are the explanation's", async () => {
    const first = tab.locator("spexlab-view-3").first();
    const rows = first.locator(".sx-row");
    const [count, order] = [first.getByLabel("Interactions shown"), first.getByLabel("up to order")];
    const arcs = first.locator("path.sx-arc:visible");
    const before = await arcs.count();
    await count.fill("29");
    expect(await rows.count()).toBe(30);
    const { names, value } = view.interactions[29];
    expect(await rows.nth(29).locator("bdi").textContent()).toBe(names.join(" · "));
    expect(Number((await rows.nth(29).locator("b").textContent())!.replace("−", "-"))).toBeCloseTo(value, 3);
    await order.fill("1");
    const upToPairs = view.interactions.filter(({ order }) => order <= 2).slice(0, 30);
    expect(await rows.locator("bdi").allTextContents()).toEqual(
      upToPairs.map(({ names }) => names.join(" · ")),
    );
    expect(await arcs.count()).toBeLessThan(before);
    await order.fill("2");
    await count.fill("11");
    expect(await rows.count()).toBe(12);
    expect(await arcs.count()).toBe(before);
  });

  test("pointing at an interaction marks its members, pointing at a word marks its interactions, by keyboard too", async () => {
    const first = tab.locator("spexlab-view-3").first();
    const marked = first.locator(".sx-words .sx-member");
    await first.locator(".sx-row").nth(3).hover();
    expect(await marked.allTextContents()).toEqual(view.interactions[3].names);
    await word(5).hover();
    expect(await marked.count()).toBe(0);
    expect(await first.locator(".sx-row.sx-has").count()).toBe(
      view.interactions.slice(0, 12).filter(({ players }) => players.includes(5)).length,
    );
    await first.locator(".sx-row").nth(0).focus();
    expect(await marked.allTextContents()).toEqual(view.interactions[0].names);
  });

  test("what would change the answer: the set that e.flip() finds, switched off, with what the surrogate then says", async () => {
    const first = tab.locator("spexlab-view-3").first();
    const { names } = view.players;
    const e = fromFourier(
      names.length,
      Array.from(view.fourier!.values, (value, k) => [[...setOf(view.fourier!, k)], value] as const),
    );
    for (const threshold of [0, view.full! - 1.5]) {
      const flip = await e.flip({ threshold });
      expect(flip.proven).toBe(true);
      await first.getByRole("spinbutton").fill(String(threshold));
      await first.getByRole("button", { name: "What would change" }).click();
      if (!flip.found) {
        expect(await first.locator(".sx-flip").textContent()).toContain("No set of words");
        continue;
      }
      const off = await first.locator(".sx-words .sx-off").allTextContents();
      expect(off).toEqual(flip.players.map((player) => names[player]));
      expect(await shown()).toBe(without(...flip.players));
    }
    await first.getByRole("spinbutton").fill("-1000");
    await first.getByRole("button", { name: "What would change" }).click();
    expect(await first.locator(".sx-flip").textContent()).toContain("No set of words");
    await tab.getByRole("button", { name: "All words on" }).first().click();
  });

  test("two widgets on a page keep to themselves", async () => {
    await tab.locator(".sx-words").nth(1).locator(".sx-w").nth(2).click();
    expect(await word(2).getAttribute("aria-pressed")).toBe("true");
    await tab.locator(".sx-words").nth(1).locator(".sx-w").nth(2).click();
  });

  test("pictures become part of the page and nothing is wider than 600 pixels", async () => {
    expect(await tab.locator("spexlab-view-3 svg, spexlab-picture-1 svg").count()).toBe(4);
    expect(await tab.locator("img").count()).toBe(0);
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(600);
  });

  test("no text of a chart leaves its picture or lies on another", async () => {
    const trouble = await tab.evaluate(() => {
      const found: string[] = [];
      for (const svg of document.querySelectorAll("svg.sx-plot")) {
        const frame = svg.getBoundingClientRect();
        const boxes = [...svg.querySelectorAll("text")].map((text) => ({
          text,
          box: text.getBoundingClientRect(),
        }));
        for (const { text, box } of boxes) {
          if (box.left < frame.left - 1 || box.right > frame.right + 1)
            found.push(`cut: ${text.textContent}`);
          for (const other of boxes) {
            if (other.text === text) continue;
            const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
            const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
            if (wide > 1 && high > 3) found.push(`overlap: ${text.textContent} / ${other.text.textContent}`);
          }
        }
      }
      return found;
    });
    expect(trouble).toEqual([]);
  });

  test("the page's policy was not broken and no script failed", () => {
    expect(complaints).toEqual([]);
  });
});
