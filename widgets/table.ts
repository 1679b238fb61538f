import { clean, count, digitsFor, escaped, number } from "./labels.js";

/**
 * What a cell may hold.
 *
 * @category Experiments and results
 */
export type Cell = string | number | boolean | null | undefined;

/**
 * One column of a table: which field of a row it shows, under which heading, and how.
 *
 * @category Experiments and results
 */
export interface Column<R> {
  /** The field of a row. */
  readonly key: string & keyof R;
  /** Heading; the key when not said. */
  readonly label?: string;
  /** Digits after the point of numbers; enough for three figures of the column's largest when not said. */
  readonly digits?: number;
}

/** Characters of a cell in a terminal; the last column's text pushes nothing aside. */
const WIDEST = 60;
const WIDEST_LAST = 240;

/** Rows that are shown; a table of thousands would fill a terminal, and a notebook's file. */
const MOST_ROWS = 100;

/** The cells of a column as they read, a number with a true minus sign, nothing as an en dash. */
export function cellTexts<R>(column: Column<R>, rows: readonly R[]): string[] {
  const values = rows.map((row) => row[column.key] as Cell);
  const largest = values.reduce<number>(
    (most, v) => (typeof v === "number" && Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most),
    0,
  );
  const whole = values.every((v) => typeof v !== "number" || Number.isInteger(v) || !Number.isFinite(v));
  const digits = column.digits ?? (whole ? 0 : digitsFor(largest));
  return values.map((value) => {
    if (value === null || value === undefined) return "–";
    if (typeof value === "number") return Number.isNaN(value) ? "–" : number(value, digits);
    if (typeof value === "boolean") return value ? "yes" : "no";
    return clean(Array.isArray(value) ? value.join(" ") : value);
  });
}

export function isNumeric<R>(column: Column<R>, rows: readonly R[]): boolean {
  return rows.some((row) => typeof row[column.key] === "number");
}

/** The rows that are shown, and the notes with what is said of the others. */
function within<R>(
  all: readonly R[],
  notes: readonly string[],
): [rows: readonly R[], notes: readonly string[]] {
  const rest = all.length - MOST_ROWS;
  if (rest <= 0) return [all, notes];
  return [
    all.slice(0, MOST_ROWS),
    [
      `${count(rest)} more ${rest === 1 ? "row" : "rows"}: .rows() and the formats to save have all.`,
      ...notes,
    ],
  ];
}

/** Rows as aligned text for a terminal: title, headings, one line each for the first hundred, notes. */
export function tableText<R>(
  title: string,
  columns: readonly Column<R>[],
  all: readonly R[],
  given: readonly string[],
): string {
  const [rows, notes] = within(all, given);
  const laid = columns.map((column, c) => {
    const most = c === columns.length - 1 ? WIDEST_LAST : WIDEST;
    const cells = [column.label ?? column.key, ...cellTexts(column, rows)].map((cell) => {
      const points = [...cell];
      return points.length > most ? `${points.slice(0, most - 1).join("")}…` : cell;
    });
    const width = Math.max(...cells.map((cell) => cell.length));
    const right = isNumeric(column, rows);
    return cells.map((cell) => (right ? cell.padStart(width) : cell.padEnd(width)));
  });
  const lines = Array.from({ length: rows.length + 1 }, (_, k) =>
    laid
      .map((cells) => cells[k])
      .join("  ")
      .trimEnd(),
  );
  return [clean(title), "", ...lines, ...(notes.length > 0 ? ["", ...notes.map(clean)] : [])].join("\n");
}

/** The same as an HTML table that survives in an untrusted notebook: no script, no class, all text escaped. */
export function tableHtml<R>(
  title: string,
  columns: readonly Column<R>[],
  all: readonly R[],
  given: readonly string[],
): string {
  const [rows, notes] = within(all, given);
  const sides = columns.map((column) => (isNumeric(column, rows) ? "right" : "left"));
  const cells = columns.map((column) => cellTexts(column, rows));
  // A column of texts keeps a width to read in where the table is wider than the page.
  const widths = cells.map((texts, c) => {
    const longest = sides[c] === "left" ? Math.max(0, ...texts.map(({ length }) => length)) : 0;
    return longest > 12 ? `;min-width:${Math.min(26, longest)}ch` : "";
  });
  const row = (tag: "th" | "td", content: readonly string[]): string =>
    `<tr>${content.map((text, c) => `<${tag} style="text-align:${sides[c]};padding:2px 10px${tag === "th" ? widths[c] : ""}">${escaped(text)}</${tag}>`).join("")}</tr>`;
  return [
    `<div style="font:13px system-ui,sans-serif"><div style="font-weight:600;margin-bottom:4px">${escaped(clean(title))}</div>`,
    `<table style="border-collapse:collapse"><thead>${row(
      "th",
      columns.map(({ key, label }) => label ?? key),
    )}</thead>`,
    `<tbody>${rows
      .map((_, k) =>
        row(
          "td",
          cells.map((column) => column[k]),
        ),
      )
      .join("")}</tbody></table>`,
    ...notes.map((note) => `<div style="opacity:.8;margin-top:4px">${escaped(clean(note))}</div>`),
    "</div>",
  ].join("");
}
