import { type Spec, stillWidget } from "../../widgets/index.js";
import { pageOf } from "../../widgets/live/fragment.js";
import { type MimeBundle, showsItself, type Widget } from "../../widgets/show.js";
import { type Column, cellTexts, isNumeric, tableHtml, tableText } from "../../widgets/table.js";
import { checkOptions, integer, SpexlabError, shown, suggestion } from "../errors.js";
import { writeWhole, writing } from "../files.js";
import { csvOf } from "./formats/csv.js";
import { type DataFrame, frameOf } from "./formats/frame.js";
import type { Laid } from "./formats/laid.js";
import { latexOf } from "./formats/latex.js";
import { markdownOf } from "./formats/markdown.js";

export type { Cell, Column } from "../../widgets/table.js";

/**
 * A table as plain data.
 *
 * @category Files and other tools
 */
export interface SavedTable<R> {
  /** What marks plain data as a table of spexlab. */
  readonly format: "spexlab table";
  /** Version of this schema. */
  readonly version: number;
  /** What the table is of. */
  readonly title: string;
  /** What a reader must know to read the numbers rightly. */
  readonly notes: readonly string[];
  /** Fields of a row in order, with their headings. */
  readonly columns: readonly { readonly key: string; readonly label: string }[];
  /** The rows, whole. */
  readonly rows: readonly R[];
}

/** What a table is made of. */
export interface TableParts<R> {
  readonly title: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  /** What a reader must know to read the numbers rightly. */
  readonly notes?: readonly string[];
  /** The rows as a picture (an SVG document), for tables that have one. */
  readonly chart?: (rows: readonly R[]) => string;
  /** The same as a Vega-Lite specification. */
  readonly vega?: (rows: readonly R[]) => Spec;
}

/**
 * A result of an experiment: plain rows under a title. Frozen; `where`, `sortBy`, `top` and `select` give new tables. As the last
 * expression of a notebook cell it shows itself as a table, elsewhere as text; `rows()` are plain records for charts and frames.
 *
 * @example
 * const e = sx.fromFourier(3, [[[], 1], [[0], -2], [[0, 1], 0.5]]);
 * const table = e.influence();
 * table.rows().map((row) => row.share.toFixed(3)); // ["0.941", "0.059"]
 * table.top(1).rows()[0].interaction; // "0"
 * @category Experiments and results
 */
export class Table<R extends object> {
  /** What the table is of. */
  readonly title: string;
  /** What a reader must know to read the numbers rightly. */
  readonly notes: readonly string[];
  readonly #parts: TableParts<R>;

  /** Tables come from experiments: the constructor is theirs. */
  constructor(parts: TableParts<R>) {
    this.title = parts.title;
    this.notes = Object.freeze([...(parts.notes ?? [])]);
    this.#parts = { ...parts, rows: parts.rows.map((row) => Object.freeze({ ...row })) };
    if (new.target === Table) Object.freeze(this);
  }

  /** Number of rows. */
  get length(): number {
    return this.#parts.rows.length;
  }

  /** The rows as plain records. */
  rows(): R[] {
    return this.#parts.rows.map((row) => ({ ...row }));
  }

  /** Only rows that the test keeps. */
  where(keep: (row: R) => boolean): Table<R> {
    if (typeof keep !== "function") {
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected where() to be given a function of a row, got ${shown(keep)}.`,
      );
    }
    return new Table({ ...this.#parts, rows: this.#parts.rows.filter(keep) });
  }

  /** The rows by one field, largest first unless told; rows without a number (or a text) there come last. */
  sortBy(key: string & keyof R, direction: "descending" | "ascending" = "descending"): Table<R> {
    return new Table({ ...this.#parts, rows: sortedRows(this.#parts.rows, key, direction) });
  }

  /**
   * Only these columns, in this order. Rows keep all their fields, so the picture stays the same. Throws `UNKNOWN_OPTION` for a column that is not there.
   *
   * @example
   * const e = sx.fromFourier(["a", "b"], [[["a"], 3], [["a", "b"], 1]]);
   * e.influence().select("interaction", "share").csv(); // "interaction,share\r\na,0.9\r\na · b,0.1\r\n"
   */
  select(...keys: (string & keyof R)[]): Table<R> {
    const columns = keys.map((key) => {
      const column = this.#parts.columns.find((one) => one.key === key);
      if (column !== undefined) return column;
      throw new SpexlabError(
        "UNKNOWN_OPTION",
        `There is no column ${shown(key)}. ${suggestion(key, this.#keys())}`,
      );
    });
    return new Table({ ...this.#parts, columns });
  }

  /** The first `count` rows. */
  top(count: number): Table<R> {
    return new Table({ ...this.#parts, rows: this.#parts.rows.slice(0, integer("top", count, 0)) });
  }

  /** The rows as a picture. Throws `NO_PICTURE` for a table without one, `NOTHING_TO_SHOW` without rows. */
  chart(): Widget {
    const { chart, vega, rows } = this.#parts;
    if (chart === undefined) {
      throw new SpexlabError(
        "NO_PICTURE",
        `"${this.title}" has no picture of its own; .rows() gives plain records for Plot or Vega-Lite.`,
      );
    }
    if (rows.length === 0) {
      throw new SpexlabError("NOTHING_TO_SHOW", `"${this.title}" has no rows to draw: widen the filter.`);
    }
    return stillWidget(
      this.title,
      () => chart(rows),
      () => this.toString(),
      vega && (() => vega(rows)),
    );
  }

  /** Plain data with a schema version; a number that is not finite becomes null in JSON. */
  toJSON(): SavedTable<R> {
    const columns = this.#parts.columns.map(({ key, label = key }) => ({ key, label }));
    return {
      format: "spexlab table",
      version: 1,
      title: this.title,
      notes: this.notes,
      columns,
      rows: this.rows(),
    };
  }

  /**
   * The rows as CSV (RFC 4180), the columns those of the table under their keys: numbers in full, missing ones empty, lists with spaces
   * between. Text that a spreadsheet would run as a formula gets an apostrophe in front, unless `raw`.
   *
   * @example
   * const table = sx.fromFourier(["a", "b"], [[["a"], 3], [["a", "b"], 1]]).influence({ by: "player" });
   * table.csv().startsWith("interaction,"); // true
   */
  csv(options: { raw?: boolean } = {}): string {
    checkOptions("csv", options, ["raw"]);
    return csvOf(this.#parts.rows, this.#keys(), options);
  }

  /** The table in GitHub's Markdown, numbers as they read here. */
  markdown(): string {
    return markdownOf(this.#laid());
  }

  /** The table in LaTeX (booktabs), numbers as they read here. */
  latex(): string {
    return latexOf(this.#laid());
  }

  /**
   * The rows as a danfo DataFrame, the columns those of the table under their keys, lists as text. Throws `FRAME_LIBRARY_MISSING` without the optional
   * package danfojs-node.
   */
  frame(): DataFrame {
    return frameOf(this.#parts.rows, this.#keys());
  }

  /**
   * Writes the table to a file: `.csv`, `.md`, `.tex` or `.json`; `.html` or `.svg`, its picture where it has one. Whole or not at all.
   * Throws `BAD_PATH` for another ending, `CANNOT_WRITE` with the reason.
   */
  save(path: string): void {
    const ending = typeof path === "string" ? /\.(csv|md|tex|json|html|svg)$/.exec(path)?.[1] : undefined;
    if (ending === "csv") writeWhole(path, this.csv());
    else if (ending === "md") writeWhole(path, this.markdown());
    else if (ending === "tex") writeWhole(path, this.latex());
    else if (ending === "json") writeWhole(path, `${JSON.stringify(this)}\n`);
    else if (ending === "svg") writing(path, () => this.chart().save(path));
    else if (ending === "html") writeWhole(path, pageOf(this.title, [this.bundle()["text/html"]!]));
    else {
      throw new SpexlabError(
        "BAD_PATH",
        `Expected a path that ends in .csv, .md, .tex, .json, .html or .svg, got ${shown(path)}.`,
      );
    }
  }

  #keys(): string[] {
    return this.#parts.columns.map(({ key }) => key);
  }

  #laid(): Laid {
    const { columns, rows } = this.#parts;
    return {
      title: this.title,
      headings: columns.map(({ key, label = key }) => label),
      columns: columns.map((column) => cellTexts(column, rows)),
      numeric: columns.map((column) => isNumeric(column, rows)),
      notes: this.notes,
    };
  }

  /** A readable table. */
  toString(): string {
    const { title, columns, rows, notes = [] } = this.#parts;
    return tableText(title, columns, rows, notes);
  }

  /** All forms at once, for notebooks: the picture where there is one, and the table. */
  bundle(): MimeBundle {
    const { title, columns, rows, notes = [], chart } = this.#parts;
    const picture = chart === undefined || rows.length === 0 ? "" : this.chart().html();
    return { "text/plain": this.toString(), "text/html": picture + tableHtml(title, columns, rows, notes) };
  }

  /** One line, for a table inside another object. */
  line(): string {
    return `[Table: ${this.title}, ${this.length} row${this.length === 1 ? "" : "s"}]`;
  }

  static {
    showsItself(Table.prototype);
  }
}

/** Rows by one field; what cannot be compared comes last. Throws `UNKNOWN_OPTION` for a field that no row has. */
export function sortedRows<R extends object>(
  rows: readonly R[],
  key: string & keyof R,
  direction: "descending" | "ascending",
): R[] {
  if (direction !== "ascending" && direction !== "descending") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected the direction to be "ascending" or "descending", got ${shown(direction)}.`,
    );
  }
  if (rows.length > 0 && !(key in rows[0])) {
    throw new SpexlabError(
      "UNKNOWN_OPTION",
      `There is no column ${shown(key)}. ${suggestion(key, Object.keys(rows[0]))}`,
    );
  }
  const lacks = (value: unknown): boolean =>
    value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
  return [...rows].sort((a, z) => {
    const [first, second] = [a[key], z[key]];
    if (lacks(first) || lacks(second)) return Number(lacks(first)) - Number(lacks(second));
    const less = first < second ? -1 : first > second ? 1 : 0;
    return direction === "ascending" ? less : -less;
  });
}
