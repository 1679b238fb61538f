import { readFileSync } from "node:fs";
import path from "node:path";
import { notebooks } from "../../src/setup/paths.mjs";
import type { CellResult, Output } from "../support/kernel.js";

/** The notebook that these tests are about. */
export const sentiment: string = path.join(notebooks, "01-sentiment.ipynb");

interface SavedOutput {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, string | string[]>;
}

/** A code cell as the file has it. */
export interface SavedCell {
  readonly id: string;
  readonly source: string;
  readonly outputs: readonly SavedOutput[];
}

/** The code cells of a notebook with the outputs that were kept. */
export function savedCells(file: string): SavedCell[] {
  const { cells } = JSON.parse(readFileSync(file, "utf8"));
  return cells
    .filter((cell: { cell_type: string }) => cell.cell_type === "code")
    .map(({ id, source, outputs }: SavedCell) => ({ id, source: joined(source), outputs }));
}

/** What a saved cell shows, as plain text: streams and the text form of displays. */
export function savedText({ outputs }: Pick<SavedCell, "outputs">): string {
  return outputs.map(({ text, data }) => joined(text ?? data?.["text/plain"] ?? "")).join("");
}

/** The same of a cell that has just run. */
export function shownText({ outputs }: CellResult): string {
  return outputs.map(({ text, data }: Output) => text ?? String(data?.["text/plain"] ?? "")).join("");
}

/** The HTML that a saved cell shows. */
export function savedHtml({ outputs }: SavedCell): string {
  return outputs.map(({ data }) => joined(data?.["text/html"] ?? "")).join("");
}

/** HTML without the address at which a live output asks its kernel: it differs from run to run and is not kept. */
export function withoutAddress(html: string): string {
  return html.replace(/ data-live="[^"]*"/g, "");
}

function joined(text: string | string[]): string {
  return typeof text === "string" ? text : text.join("");
}
