import type { SourceMap } from "node:module";
import { inspect } from "node:util";
import { original } from "./compiler/transpile.js";
import type { Diagnostic } from "./compiler/tslab.js";

/** What a cell's failure looks like in a Jupyter message. */
export interface Failure {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** A cell that did not compile. */
export class CompileFailure extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super("The cell did not compile.");
  }
}

interface Cell {
  readonly name: string;
  readonly source: string;
  readonly maps: readonly SourceMap[];
}

/** Frames of Node and of the kernel tell a notebook's reader nothing. */
const HIDDEN = /^\s+at .*(?:node:vm|node:internal\/|node:async_hooks|[\\/]dist[\\/]src[\\/]kernel[\\/])/;
const PLACE = /(Cell\[\d+\]):(\d+):(\d+)/g;
const DEEPEST_CAUSE = 5;

/** Knows the cells that ran, and turns errors into messages that name cell and line. */
export class Traces {
  readonly #cells = new Map<string, Cell>();

  /** The name under which a cell runs. */
  add(count: number, source: string, maps: readonly SourceMap[]): string {
    const name = `Cell[${count}]`;
    this.#cells.set(name, { name, source, maps });
    if (this.#cells.size > 500) this.#cells.delete(this.#cells.keys().next().value!);
    return name;
  }

  failure(error: unknown, count: number, source: string): Failure {
    if (error instanceof CompileFailure) return compileFailure(error.diagnostics, count, source);
    if (!isError(error)) {
      const text = typeof error === "string" ? error : inspect(error);
      return { ename: "Thrown", evalue: text, traceback: [`Thrown: ${text}`] };
    }
    return { ename: error.name, evalue: error.message, traceback: this.#lines(error, 0) };
  }

  #lines(error: Error, depth: number): string[] {
    const stack = typeof error.stack === "string" ? error.stack : `${error.name}: ${error.message}`;
    const lines = stack
      .split("\n")
      .filter((line) => !HIDDEN.test(line))
      .map((line) => this.#placed(line));
    const { code } = error as { code?: unknown };
    if (typeof code === "string" && !stack.includes(code)) lines.push(`    code: ${JSON.stringify(code)}`);
    const own = this.#excerpt(lines);
    const { cause } = error;
    if (cause === undefined || depth >= DEEPEST_CAUSE) return [...lines, ...own];
    const deeper = isError(cause) ? this.#lines(cause, depth + 1) : [inspect(cause)];
    return [...lines, ...own, `Caused by: ${deeper[0]}`, ...deeper.slice(1)];
  }

  /** A line of a stack with the cell's own line numbers. */
  #placed(line: string): string {
    return line.replace(PLACE, (whole, name: string, row: string, column: string) => {
      const cell = this.#cells.get(name);
      const at = cell && original(cell.maps, Number(row) - 1, Number(column) - 1);
      return at === undefined ? whole : `${name}:${at.line + 1}:${at.column + 1}`;
    });
  }

  /** The line of the cell where it happened, with its neighbours. */
  #excerpt(lines: readonly string[]): string[] {
    for (const line of lines) {
      const [, name, row] = /(Cell\[\d+\]):(\d+):\d+/.exec(line) ?? [];
      const cell = name === undefined ? undefined : this.#cells.get(name);
      if (cell !== undefined) return excerpt(cell.name, cell.source, Number(row) - 1);
    }
    return [];
  }
}

function compileFailure(diagnostics: readonly Diagnostic[], count: number, source: string): Failure {
  const name = `Cell[${count}]`;
  const lines = diagnostics.map(({ fileName, start, messageText, code }) => {
    return `${fileName ?? name}:${start.line + 1}:${start.character + 1} - TS${code}: ${messageText}`;
  });
  const first = diagnostics.find(({ fileName }) => fileName === undefined);
  return {
    ename: "TypeScriptError",
    evalue: lines.join("\n"),
    traceback: [
      `TypeScriptError: ${lines.join("\n")}`,
      ...(first ? excerpt(name, source, first.start.line) : []),
    ],
  };
}

function excerpt(name: string, source: string, row: number): string[] {
  const lines = source.split("\n");
  const from = Math.max(0, row - 1);
  const shown = lines.slice(from, row + 2);
  const width = String(from + shown.length).length;
  return [
    "",
    `${name}:`,
    ...shown.map((line, k) => {
      const text = line.length > 160 ? `${line.slice(0, 159)}…` : line;
      return `${from + k === row ? ">" : " "} ${String(from + k + 1).padStart(width)} | ${text}`;
    }),
  ];
}

/** Errors may come from another realm, where `instanceof` does not know them. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}
