import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { notebooks, root } from "./paths.mjs";

/**
 * The page of the gallery, from its notebook's kept outputs and the headings and words above them. The library must have been built.
 * @returns {Promise<string>}
 */
export async function galleryPage() {
  const widgets = path.join(root, "dist", "widgets");
  const { pageOf } = await import(pathToFileURL(path.join(widgets, "live", "fragment.js")).href);
  const { escaped } = await import(pathToFileURL(path.join(widgets, "labels.js")).href);
  /** @type {{ cells: Cell[] }} */
  const { cells } = JSON.parse(readFileSync(path.join(notebooks, "gallery.ipynb"), "utf8"));
  /** @type {Set<string>} Cells of Vega-Lite charts, which need a notebook, and the words above them. */
  const left = new Set();
  for (const { id, outputs = [] } of cells) {
    if (outputs.some(({ data = {} }) => "application/vnd.vegalite.v5+json" in data))
      left.add(id).add(`${id}-text`);
  }
  const shown = cells.flatMap(({ id, cell_type, source, outputs = [] }) => {
    if (left.has(id)) return [];
    if (cell_type === "markdown") return [wordsOf(joined(source), escaped)];
    return outputs.flatMap(({ data = {} }) => ("text/html" in data ? [joined(data["text/html"])] : []));
  });
  return pageOf("spexlab: a gallery of pictures", shown);
}

/**
 * @typedef {{ id: string, cell_type: string, source: string | string[], outputs?: { data?: Record<string, string | string[]> }[] }} Cell
 */

/** @param {string | string[]} text */
function joined(text) {
  return typeof text === "string" ? text : text.join("");
}

/**
 * Headings, paragraphs, lists, bold, italics and code: all that the gallery's text has. Links within the notebook become plain words.
 * @param {string} markdown
 * @param {(text: string) => string} escaped
 */
function wordsOf(markdown, escaped) {
  const inline = (/** @type {string} */ text) =>
    escaped(text)
      .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
      .replace(/`([^`]+)`/g, "<code>$1</code>")
      .replace(/\*\*([^*]+)\*\*/g, "<b>$1</b>")
      .replace(/\*([^*]+)\*/g, "<i>$1</i>");
  const blocks = markdown.trim().split(/\n\s*\n|\n(?=#|\d+\. )|(?<=^#.*)\n/m);
  const html = blocks.map((block) => {
    const heading = /^(#+) (.*)$/s.exec(block);
    if (heading !== null) return `<h${heading[1].length}>${inline(heading[2])}</h${heading[1].length}>`;
    return `<p>${inline(block)}</p>`;
  });
  return `<div style="font:15px/1.5 system-ui,sans-serif">${html.join("")}</div>`;
}
