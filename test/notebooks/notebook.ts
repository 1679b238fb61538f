import { readFileSync } from "node:fs";
import path from "node:path";
import { notebookFiles } from "../../src/setup/notebookFiles.mjs";
import { notebooks } from "../../src/setup/paths.mjs";
import type { CellResult, Output } from "../support/kernel.js";

/** The notebook that opens first. */
export const sentiment: string = path.join(notebooks, "01-sentiment.ipynb");

/** Every notebook of the project: its name below notebooks/ and its file. */
export const all: readonly { name: string; file: string }[] = notebookFiles().map((file) => ({
  name: path.relative(notebooks, file).replaceAll("\\", "/"),
  file,
}));

interface SavedOutput {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, string | string[]>;
}

/** A cell as the file has it. Cells of text have no outputs. */
export interface SavedCell {
  readonly type: "code" | "markdown";
  readonly id: string;
  readonly tags: readonly string[];
  readonly source: string;
  readonly outputs: readonly SavedOutput[];
}

/** All cells of a notebook, with the outputs that were kept. */
export function allCells(file: string): SavedCell[] {
  const { cells } = JSON.parse(readFileSync(file, "utf8"));
  return cells.map(
    (cell: {
      cell_type: SavedCell["type"];
      id: string;
      metadata: { tags?: string[] };
      source: string | string[];
      outputs?: SavedOutput[];
    }): SavedCell => ({
      type: cell.cell_type,
      id: cell.id,
      tags: cell.metadata.tags ?? [],
      source: joined(cell.source),
      outputs: cell.outputs ?? [],
    }),
  );
}

/** The code cells of a notebook with the outputs that were kept. */
export function savedCells(file: string): SavedCell[] {
  return allCells(file).filter(({ type }) => type === "code");
}

/** Live cells ask a model that may not be there: `live`, `live-…`. */
export function isLive({ id }: SavedCell): boolean {
  return /^live(-|$)/.test(id);
}

/** What a saved cell shows, as plain text: streams and the text form of displays. */
export function savedText({ outputs }: Pick<SavedCell, "outputs">): string {
  return textOf(outputs.map(({ text, data }) => ({ text, plain: data?.["text/plain"] })));
}

/** The same of a cell that has just run. */
export function shownText({ outputs }: Pick<CellResult, "outputs">): string {
  return textOf(
    outputs.map(({ text, data }: Output) => ({
      text,
      plain: data && String(data["text/plain"] ?? ""),
    })),
  );
}

/** The HTML that a saved cell shows. */
export function savedHtml({ outputs }: Pick<SavedCell, "outputs">): string {
  return outputs.map(({ data }) => joined(data?.["text/html"] ?? "")).join("");
}

/** The same of a cell that has just run, without the address at which a live output asks its kernel: it differs from run to run and is not kept. */
export function shownHtml({ outputs }: Pick<CellResult, "outputs">): string {
  return outputs
    .filter(({ data }) => !isProgress(String(data?.["text/plain"] ?? "")))
    .map(({ data }) => String(data?.["text/html"] ?? ""))
    .join("")
    .replace(/ data-live="[^"]*"/g, "");
}

/**
 * The first place where what a cell shows now differs from what was kept: text, then HTML with its pictures; empty when nothing does.
 */
export function staleness(kept: SavedCell, now: CellResult): string {
  return (
    difference(savedText(kept), shownText(now)) ||
    difference(readable(savedHtml(kept)), readable(shownHtml(now)))
  );
}

/** HTML with its SVG pictures readable. What a PNG's bytes are depends on the compressor, so those inside are left out. */
function readable(html: string): string {
  return html.replace(/data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)/g, (_, code: string) =>
    Buffer.from(code, "base64")
      .toString()
      .replace(/data:image\/png;base64,[A-Za-z0-9+/=]+/g, "(png)"),
  );
}

function difference(keptNumbers: string, now: string): string {
  const kept = withNumbersOf(now, keptNumbers);
  if (kept === now) return "";
  let at = 0;
  while (kept[at] === now[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  return `kept ${around(kept)}, now ${around(now)}: npm run notebooks runs it anew`;
}

const NUMBER = /-?\d+\.\d+(?:e[+-]?\d+)?/g;

/**
 * `text` with the numbers of `other` where both are the same but for rounding in single precision: a network that answers many
 * masks at once does so in other groups on a busy machine.
 */
function withNumbersOf(other: string, text: string): string {
  const numbers = other.match(NUMBER) ?? [];
  let k = 0;
  return text.replace(NUMBER, (kept) => {
    const now = numbers[k++] ?? "";
    const [a, b] = [Number(kept), Number(now)];
    return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a)) ? now : kept;
  });
}

function textOf(parts: { text?: string | string[]; plain?: string | string[] }[]): string {
  return parts
    .map(({ text, plain }) => joined(text ?? plain ?? ""))
    .filter((text) => !isProgress(text))
    .map(withoutTimes)
    .join("");
}

/** A table without what its column "seconds" says: that differs from run to run. */
function withoutTimes(text: string): string {
  let column = -1;
  return text
    .split("\n")
    .map((line) => {
      const header = /(?<= {2})seconds\b/.exec(line);
      if (header) column = header.index;
      else if (line === "") column = -1;
      if (header || column < 0) return line;
      return `${line.slice(0, column)}${" ".repeat(7)}${line.slice(column + 7)}`;
    })
    .join("\n");
}

/** How far an evaluation is: shown of slow ones only, and not kept. */
function isProgress(text: string): boolean {
  return /^[\d,]+ of [\d,]+ answers( ·|$)/.test(text);
}

function joined(text: string | string[]): string {
  return typeof text === "string" ? text : text.join("");
}
