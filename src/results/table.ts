import { stillWidget } from "../../widgets/index.js";
import { type MimeBundle, showsItself, type Widget } from "../../widgets/show.js";
import { type Column, tableHtml, tableText } from "../../widgets/table.js";
import { integer, SpexlabError, shown, suggestion } from "../errors.js";

export type { Cell, Column } from "../../widgets/table.js";

/** What a table is made of. */
export interface TableParts<R> {
  readonly title: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  /** What a reader must know to read the numbers rightly. */
  readonly notes?: readonly string[];
  /** The rows as a picture (an SVG document), for tables that have one. */
  readonly chart?: (rows: readonly R[]) => string;
}

/**
 * A result of an experiment: plain rows under a title. Frozen; `where`, `sortBy` and `top` give new tables. As the last
 * expression of a notebook cell it shows itself as a table, elsewhere as text; `rows()` are plain records for charts and frames.
 *
 * @example
 * const e = sx.fromFourier(3, [[[], 1], [[0], -2], [[0, 1], 0.5]]);
 * const table = e.influence();
 * table.rows().map((row) => row.share.toFixed(3)); // ["0.941", "0.059"]
 * table.top(1).rows()[0].interaction; // "0"
 */
export class Table<R extends object> {
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

  /** The first `count` rows. */
  top(count: number): Table<R> {
    return new Table({ ...this.#parts, rows: this.#parts.rows.slice(0, integer("top", count, 0)) });
  }

  /** The rows as a picture. Throws `NO_PICTURE` for a table without one, `NOTHING_TO_SHOW` without rows. */
  chart(): Widget {
    const { chart, rows } = this.#parts;
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
    );
  }

  /** Plain data; a number that is not finite becomes null in JSON. */
  toJSON(): { title: string; notes: readonly string[]; rows: R[] } {
    return { title: this.title, notes: this.notes, rows: this.rows() };
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
