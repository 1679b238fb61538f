import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as sx from "../../src/index.js";
import { page, Widget } from "../../widgets/index.js";
import { type Browser, launchChromium } from "../support/chromium.js";
import { faults, troubles } from "../support/outputs.js";
import { type Named, picturesOf, tablesOf } from "./every.js";

const names = [
  '</title></text><script>window.hit = "script"</script>',
  `"'><img src=x onerror="window.hit='img'">`,
  "]]></svg><!-- --></script><style>*{display:none}</style>",
  "javascript:window.hit='href'//`",
  "👩‍👩‍👧‍👦🏳️‍🌈 emoji",
  "مرحبا \u202eabc\u2066 עולם",
  "\u0000\u0007\ud800\ufffe\u2028 control",
  "W".repeat(2_000),
  "&amp;&lt;b&gt;",
  "   ",
];
const terms = [
  [[], 0.3],
  ...names.map((_, k) => [[k], 0.2 * (k + 1) * (k % 2 === 0 ? 1 : -1)] as const),
  [[0, 1], -1.2],
  [[2, 5], 0.9],
  [[7, 8], 0.6],
  [[3, 4, 9], 0.8],
  [[1, 5, 6, 7], -0.7],
] as const;

const asList = sx.fromMoebius(names, terms);
const text = sx.text(names.join(". ")).words();
const asText = sx.fromMoebius(text, [
  [[0, 1], 1],
  [[1], -0.5],
  [[2, 3, 4], 0.4],
  [[text.names.length - 1], 0.3],
]);
const picture = await sx.image(
  await sharp({ create: { width: 50, height: 20, channels: 3, background: "#888" } })
    .png()
    .toBuffer(),
);
const labels = Array.from({ length: 1_000 }, (_, k) => Math.floor((k % 50) / 5));
const asImage = sx.fromMoebius(await picture.parts(labels, names), terms);

let browser: Browser;
const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-hostile-"));
beforeAll(async () => {
  browser = await launchChromium({ width: 600, height: 900 });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const shown: [string, () => Promise<Named[]>][] = [
  ["a list", async () => [...picturesOf(asList), ...(await tablesOf(asList))]],
  ["a text", async () => picturesOf(asText)],
  ["an image", async () => picturesOf(asImage)],
];

describe.each(shown)("names of strangers in %s", (_, made) => {
  it("do nothing: no script runs, nothing is cut off or leaves the window, every picture is XML", async () => {
    const all = await made();
    const file = path.join(folder, "page.html");
    const widgets = all.flatMap(([, one]) => (one instanceof Widget ? [one] : []));
    writeFileSync(file, page(widgets));
    const tab = await browser.context.newPage();
    const complaints: string[] = [];
    tab.on("pageerror", (error) => complaints.push(String(error)));
    tab.on("dialog", (dialog) => complaints.push(dialog.message()));
    tab.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await tab.goto(pathToFileURL(file).href);
    expect(await troubles(tab, "section")).toEqual([]);
    expect(await faults(tab, "section")).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await tab.evaluate(() => (globalThis as { hit?: unknown }).hit)).toBeUndefined();
    expect(await tab.locator("section").count()).toBe(widgets.length);
    const pictures = all.flatMap(([name, one]) => (one.svg ? [[name, one.svg()] as const] : []));
    const broken = await tab.evaluate(
      (svgs) =>
        svgs.flatMap(([name, svg]) => {
          const read = new DOMParser().parseFromString(svg, "application/xml");
          const error = read.querySelector("parsererror")?.textContent;
          const root = read.documentElement;
          return [
            ...(error ? [`${name}: ${error.slice(0, 300)}`] : []),
            ...(root.namespaceURI === "http://www.w3.org/2000/svg" ? [] : [`${name}: ${root.localName}`]),
            ...[...read.querySelectorAll("*")].flatMap((at) =>
              at.localName === "script" || [...at.attributes].some(({ name: key }) => key.startsWith("on"))
                ? [`${name}: <${at.localName}>`]
                : [],
            ),
          ];
        }),
      pictures,
    );
    expect(broken).toEqual([]);
    for (const [name, one] of all) {
      expect(one.toString(), name).not.toMatch(/\[picture\]|NaN|undefined/);
      expect(one.toString(), name).not.toMatch(/(?![\t\n\r])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
    }
    await tab.close();
  }, 60_000);
});
