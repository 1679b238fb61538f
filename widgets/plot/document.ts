import { createRequire } from "node:module";
import type * as PlotModule from "@observablehq/plot";
import { escaped } from "../labels.js";
import { themed } from "../palette.js";

/** Plot and a document to draw in. */
export interface Stage {
  readonly Plot: typeof PlotModule;
  readonly document: Document;
  /** Markup to be put in place of `<g data-markup="k">` once the rest is written; see `glyphs.ts`. */
  readonly markup: string[];
}

/** What every chart by Plot wears. */
export const plotStyle: Readonly<Record<"background" | "color" | "fontSize" | "fontFamily", string>> = {
  background: themed.paper,
  color: themed.ink,
  fontSize: "12px",
  fontFamily: "system-ui, sans-serif",
};

let stage: Omit<Stage, "markup"> | undefined;

/** Loads Observable Plot and a DOM for Node on first use (some 0.7 s, then kept). Synchronous: cells show synchronously. */
function load(): Omit<Stage, "markup"> {
  if (stage === undefined) {
    const require = createRequire(import.meta.url);
    const { parseHTML } = require("linkedom") as typeof import("linkedom");
    stage = {
      Plot: require("@observablehq/plot") as typeof PlotModule,
      document: parseHTML("<!doctype html><html><body></body></html>").document,
    };
  }
  return stage;
}

/**
 * Draws with Plot and returns an SVG document that depends on nothing but what was drawn: namespace written, numbers
 * rounded to hundredths, ids renumbered.
 */
export function drawn(draw: (stage: Stage) => Element, describe: { title: string; text: string }): string {
  const markup: string[] = [];
  const svg = draw({ ...load(), markup });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("data-describe", "");
  // Plot names its marks ("rule", "bar"): names that no reader can use, and that elements without a role must not have.
  for (const mark of svg.querySelectorAll("[aria-label]")) mark.removeAttribute("aria-label");
  const { document } = load();
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = describe.title;
  svg.prepend(title);
  const written = renumbered(rounded(svg.outerHTML));
  // The document writes attributes as HTML does, with < and & as they are: no XML.
  const described = written.replace(' data-describe=""', () => ` aria-label="${escaped(describe.text)}"`);
  return described.replace(
    /<g data-markup="(\d+)"(?: ?\/>|><\/g>)/g,
    (_, k: string) => `<g>${markup[Number(k)]}</g>`,
  );
}

function rounded(svg: string): string {
  return svg.replace(
    /( (?:d|x|y|x1|x2|y1|y2|cx|cy|r|dx|dy|width|height|transform|points)=")([^"]*)"/g,
    (_, name: string, value: string) =>
      `${name}${value.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (v) => String(Math.round(Number(v) * 100) / 100))}"`,
  );
}

function renumbered(svg: string): string {
  const ids = new Map<string, string>();
  for (const [, id] of svg.matchAll(/ id="([^"]+)"/g)) ids.set(id, `sx-${ids.size + 1}`);
  return svg.replace(/( id="|url\(#|href="#)([^")]+)/g, (all, before: string, id: string) =>
    ids.has(id) ? before + ids.get(id) : all,
  );
}
