import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as sx from "../../src/index.js";
import { type Browser, launchChromium } from "../support/chromium.js";
import { ofStrangers, saveReviews, strangers } from "./saved.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-explored-"));

let browser: Browser;
let tab: Page;
let site: string;
let strange: string;
const complaints: string[] = [];
/** Addresses that the page asked for and that are no files. */
const asked: string[] = [];

beforeAll(async () => {
  await saveReviews(folder);
  site = pathToFileURL(sx.explore(folder).page).href;
  const picture = await sx.image(await sharp(Buffer.from(drawing)).png().toBuffer());
  const cells = await picture.grid(2, 3);
  const onImage = sx.fromMoebius(cells, [
    [["r1c1"], 0.5],
    [["r2c3"], -1],
    [["r1c1", "r2c3"], 2],
    [["r1c2", "r1c3", "r2c1"], -1.5],
  ]);
  const out = path.join(folder, "strange");
  strange = pathToFileURL(sx.explore([...ofStrangers(), onImage], { out }).page).href;
  browser = await launchChromium({ width: 1400, height: 900 });
  await browser.context.setOffline(true);
  tab = await browser.context.newPage();
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  tab.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) asked.push(request.url());
  });
});

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="90" height="60" fill="#dde"/><circle cx="24" cy="20" r="12" fill="#c33"/></svg>`;

beforeEach(async () => {
  complaints.length = 0;
  asked.length = 0;
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens an address afresh and waits for the list. */
async function open(page: string, address: { [key: string]: string | number } = {}): Promise<void> {
  await tab.goto("about:blank");
  const hash = new URLSearchParams(Object.entries(address).map(([key, value]) => [key, String(value)]));
  await tab.goto(`${page}#${hash}`);
  await tab.locator("#first .sx-words").waitFor();
}

const labels = (pane: string): Promise<string[]> => tab.locator(`${pane} .sx-row bdi`).allTextContents();
const address = (): URLSearchParams => new URLSearchParams(new URL(tab.url()).hash.slice(1));

/** What .as() lists, as the page writes it. */
function listed(e: sx.Explanation, top = 12): string[] {
  return e.interactions.slice(0, top).map(({ names }) => names.join(" · "));
}
const explanation = (name: string): sx.Explanation => sx.load(path.join(folder, `${name}.json`));

async function choose(pane: string, label: string, value: string): Promise<void> {
  await tab.locator(pane).getByLabel(label, { exact: true }).selectOption(value);
}

describe("a site opened from a file, offline", () => {
  test("shows the first example as it was saved, asks nothing of the network, runs without complaint", async () => {
    await open(site);
    const e = explanation("a-exact");
    expect(await labels("#first")).toEqual(listed(e));
    expect(await tab.locator("#first .sx-words").textContent()).toBe(
      "Not bad at all, and never once boring.",
    );
    expect(await tab.locator("#first .facts").textContent()).toContain("R² 1.000 over all 256 masks");
    expect(await tab.locator("#first .facts").textContent()).toContain("256 model calls · exact");
    expect(address().get("method")).toBe("exact");
    expect([complaints, asked]).toEqual([[], []]);
  });

  test("index and order change the list, the colours and the brackets; the address follows and leads back", async () => {
    await open(site);
    const e = explanation("a-exact");
    const colours = (): Promise<string[]> =>
      tab.locator("#first .sx-w").evaluateAll((words) => words.map((word) => (word as HTMLElement).title));
    await choose("#first", "Index", "STII");
    await choose("#first", "Order", "2");
    await expect.poll(() => labels("#first")).toEqual(listed(e.as("STII", { order: 2 })));
    const byPlayer = e.names.map((name) => e.as("STII", { order: 2 }).get(name));
    (await colours()).forEach((title, k) => {
      if (title !== "") expect(Number(title.replace("−", "-"))).toBeCloseTo(byPlayer[k], 2);
    });
    expect(await tab.locator("#first th").allTextContents()).toContain("STII");
    const pairs = e
      .as("STII", { order: 2 })
      .interactions.slice(0, 12)
      .filter(({ order }) => order >= 2).length;
    expect(await tab.locator("#first path.sx-arc").count()).toBe(Math.min(8, pairs));
    const link = tab.url();
    await choose("#first", "Index", "SV");
    await expect.poll(() => labels("#first")).toEqual(listed(e.as("SV")));
    expect(await tab.locator("#first .sx-brackets").isVisible()).toBe(false);
    await tab.goBack();
    await expect.poll(() => labels("#first")).toEqual(listed(e.as("STII", { order: 2 })));
    await tab.goto("about:blank");
    await tab.goto(link);
    await expect.poll(() => labels("#first")).toEqual(listed(e.as("STII", { order: 2 })));
    expect([complaints, asked]).toEqual([[], []]);
  });

  test("a word clicked off asks the surrogate, and stays off in another index and method", async () => {
    await open(site);
    const e = explanation("a-exact");
    await tab.locator("#first .sx-w").nth(0).click();
    const [value] = e.predict([e.names.slice(1)]);
    const said = tab.locator("#first .sx-value");
    expect(await said.textContent()).toBe(`${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`);
    await choose("#first", "Index", "Moebius");
    await expect.poll(() => labels("#first")).toEqual(listed(e.as("Moebius", { order: 3 })));
    expect(await said.count()).toBe(1);
    expect(await tab.locator("#first .sx-row.sx-gone").count()).toBeGreaterThan(0);
    await choose("#first", "Method", "lime");
    await expect.poll(() => tab.locator("#first .facts").textContent()).toContain("lime");
    const lime = explanation("a-lime");
    const [then] = lime.predict([lime.names.slice(1)]);
    expect(Number((await said.textContent())!.replace("−", "-"))).toBeCloseTo(then, 2);
  });

  test("without a surrogate the other indices are shut, and the page says why", async () => {
    await open(site, { method: "shapleyTaylor", index: "SV" });
    expect(await labels("#first")).toEqual(listed(explanation("a-shapleyTaylor")));
    expect(await tab.getByRole("status").first().textContent()).toContain("cannot be read in SV");
    expect(await tab.locator("#first .missing").textContent()).toContain("makes no surrogate");
    expect(await tab.locator("#first select.index option:not(:disabled)").allTextContents()).toHaveLength(1);
    expect(await tab.locator("#first .sx-w[role=button]").count()).toBe(0);
    await tab.locator("#first").getByLabel("Interactions shown").fill("19");
    expect(await labels("#first")).toEqual(listed(explanation("a-shapleyTaylor"), 20));
  });

  test("two methods side by side: each its own list, words off in both", async () => {
    await open(site);
    await tab.getByRole("button", { name: "Compare side by side" }).click();
    await tab.locator("#second .sx-row").first().waitFor();
    expect(await labels("#second")).toEqual(listed(explanation("a-lime").as("FBII")));
    await choose("#second", "Method", "proxySpex");
    await expect
      .poll(() => labels("#second"))
      .toEqual(listed(explanation("a-proxySpex").as("FBII", { order: Number(address().get("order2")) })));
    await tab.locator("#second .sx-w").nth(1).click();
    expect(await tab.locator("#first .sx-w").nth(1).getAttribute("aria-pressed")).toBe("false");
    const [left, right] = await Promise.all(
      ["#first", "#second"].map((pane) => tab.locator(pane).boundingBox()),
    );
    expect(right!.x).toBeGreaterThan(left!.x + left!.width);
    expect(address().get("method2")).toBe("proxySpex");
    await tab.getByRole("button", { name: "Compare side by side" }).click();
    await expect.poll(() => tab.locator("#second").isVisible()).toBe(false);
    expect(address().has("method2")).toBe(false);
  });

  test("examples by the keyboard alone", async () => {
    await open(site);
    await tab.getByLabel("Example").focus();
    await tab.keyboard.press("ArrowDown");
    await expect.poll(() => tab.locator("#first .sx-words").textContent()).toContain("masterpiece");
    expect(await tab.evaluate(() => document.activeElement?.id)).toBe("example");
    await tab.getByRole("button", { name: "Previous" }).focus();
    await tab.keyboard.press("Enter");
    await expect.poll(() => tab.locator("#first .sx-words").textContent()).toContain("boring");
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Tab");
    expect(await tab.evaluate(() => document.activeElement?.className)).toBe("method");
  });

  test("an address that names what is not here is told, not followed", async () => {
    await open(site, {
      example: '<img src=x onerror="globalThis.hacked=4">',
      method: "constructor",
      order: "x",
    });
    expect(await tab.getByRole("status").first().textContent()).toMatch(/example that is not here.*method/);
    expect(await labels("#first")).toEqual(listed(explanation("a-exact")));
    expect(await tab.evaluate(() => "hacked" in globalThis)).toBe(false);
  });

  test("a missing data file is told", async () => {
    const broken = mkdtempSync(path.join(os.tmpdir(), "spexlab-broken-"));
    const { page } = sx.explore([explanation("a-exact")], { out: path.join(broken, "site") });
    rmSync(path.join(broken, "site", "data", "1.js"));
    await tab.goto(pathToFileURL(page).href);
    await expect.poll(() => tab.locator("#status").textContent()).toContain("data/1.js cannot be read");
    rmSync(broken, { recursive: true });
  });
});

describe("strangers' names and images", () => {
  test("run nothing and stand as text", async () => {
    for (let k = 0; k < 2; k++) {
      await open(strange);
      for (let step = 0; step < k; step++) await tab.getByRole("button", { name: "Next" }).click();
      for (const index of ["FBII", "Moebius", "SV"]) await choose("#first", "Index", index);
      await expect.poll(() => tab.locator("#first th").allTextContents()).toContain("SV");
      await tab.getByRole("button", { name: "Compare side by side" }).click();
      await tab.locator("#second .sx-row").first().waitFor();
      expect(await tab.evaluate(() => "hacked" in globalThis)).toBe(false);
      expect(await tab.locator("img").count()).toBe(0);
    }
    expect(await tab.locator("#first .sx-words").textContent()).toContain(strangers[0]);
    expect([complaints, asked]).toEqual([[], []]);
  });

  test("regions of an image are coloured, linked and clicked like words", async () => {
    await open(strange);
    await tab.getByRole("button", { name: "Next" }).click();
    await tab.getByRole("button", { name: "Next" }).click();
    await tab.locator("#first path.sx-w").first().waitFor();
    await choose("#first", "Index", "Moebius");
    await expect.poll(() => tab.locator("#first .sx-links path").count()).toBe(4);
    expect(await tab.locator("#first .view svg[aria-label]").first().getAttribute("aria-label")).toMatch(
      /links: 1 joins r1c1 · r2c3; 2 joins r1c2 · r1c3 · r2c1$/,
    );
    await choose("#first", "Index", "SV");
    await expect
      .poll(() => tab.locator("#first .view svg[aria-label]").first().getAttribute("aria-label"))
      .toBe("Image with 6 regions coloured by effect");
    await choose("#first", "Index", "Moebius");
    await expect.poll(() => tab.locator("#first .sx-links path").count()).toBe(4);
    const fill = (player: number): Promise<string | null> =>
      tab.locator(`#first path.sx-w[data-player="${player}"]`).getAttribute("fill");
    expect(await fill(0)).toContain("--sx-positive");
    expect(await fill(5)).toContain("--sx-negative");
    expect(await fill(4)).toContain("--sx-paper");
    await tab.locator('#first path.sx-w[data-player="0"]').click({ position: { x: 12, y: 12 } });
    expect(await tab.locator("#first .sx-value").textContent()).toBe("−2.50");
  });
});

describe("seen and heard by everybody", () => {
  for (const width of [600, 1400]) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`${width} pixels, ${colorScheme}: nothing is wider than the window, axe finds no serious fault`, async () => {
        await tab.setViewportSize({ width, height: 900 });
        await tab.emulateMedia({ colorScheme });
        for (const [page, at] of [
          [site, { method: "exact", method2: "shapleyTaylor" }],
          [strange, { index: "Moebius" }],
        ] as const) {
          await open(page, at);
          await tab.locator("#first .sx-w").first().press("Enter");
          expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
          await tab.evaluate(axe);
          const faults = await tab.evaluate(async () => {
            const found = await (globalThis as unknown as { axe: { run(): Promise<Found> } }).axe.run();
            return found.violations
              .filter(({ impact }) => impact === "serious" || impact === "critical")
              .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
          });
          expect(faults).toEqual([]);
        }
      });
    }
  }
});

/** What axe says, as far as it is looked at. */
interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
