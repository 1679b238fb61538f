import type { Laid } from "./laid.js";

/** Columns of texts as a table in GitHub's Markdown: what Markdown or HTML would read as markup is escaped. */
export function markdownOf({ title, headings, columns, numeric, notes }: Laid): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  const count = columns[0]?.length ?? 0;
  return [
    ...(title === "" ? [] : [`**${escaped(title)}**`, ""]),
    line(headings),
    `| ${numeric.map((right) => (right ? "---:" : "---")).join(" | ")} |`,
    ...Array.from({ length: count }, (_, k) => line(columns.map((column) => column[k]))),
    ...(notes.length === 0 ? [] : ["", ...notes.map((note) => `${escaped(note)}  `)]),
    "",
  ].join("\n");
}

function escaped(text: string): string {
  return text
    .replace(/[\r\n]+/g, " ")
    .replace(/[\\|`*_[\]~#!]/g, (c) => `\\${c}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
