import { groupsSvg } from "../../widgets/plot/groups.js";
import { checkOptions, SpexlabError, shown } from "../errors.js";
import { Table } from "../results/table.js";

/**
 * One value of a study: in which group it counts, and on which line.
 *
 * @category Experiments and results
 */
export interface GroupedValue {
  /** What stands on the horizontal axis, such as a range of lengths. Groups keep the order in which they come. */
  readonly group: string;
  /** Which line, such as a method. */
  readonly series: string;
  /** The value, such as R²; null where there is none. */
  readonly value: number | null;
}

/**
 * Options of `byGroup`.
 *
 * @category Experiments and results
 */
export interface ByGroupOptions {
  /** Heading. "Means by group" when not said. */
  readonly title?: string;
  /** What the values are, with their unit. "value" when not said. */
  readonly value?: string;
  /** What the groups are. "group" when not said. */
  readonly group?: string;
  /** What the lines are. "series" when not said. */
  readonly series?: string;
}

/**
 * The values of one line in one group.
 *
 * @category Experiments and results
 */
export interface GroupRow {
  /** The group. */
  readonly group: string;
  /** The line. */
  readonly series: string;
  /** Mean of the values; null when there is none. */
  readonly mean: number | null;
  /** The lowest value. */
  readonly low: number | null;
  /** The highest value. */
  readonly high: number | null;
  /** Number of values. */
  readonly count: number;
  /** How many more have no value. */
  readonly missing: number;
}

/**
 * Many results in one picture: the mean of every line (a method, an order, …) in every group (lengths, kinds of input, …), as in the figures of
 * papers. `.chart()` draws a line for each series. A group in which a series has no value is a gap in its row, never a zero. Cost: no calls.
 * Throws `BAD_VALUES` for what is no such list.
 *
 * @example
 * const runs = [
 *   { group: "8 to 15", series: "lime", value: 0.6 },
 *   { group: "8 to 15", series: "lime", value: 0.8 },
 *   { group: "16 to 31", series: "lime", value: null },
 * ];
 * sx.byGroup(runs, { value: "R²" }).rows().map((row) => row.mean?.toFixed(1)); // ["0.7", undefined]
 *
 * @category Experiments and results
 */
export function byGroup(values: readonly GroupedValue[], options: ByGroupOptions = {}): Table<GroupRow> {
  checkOptions("byGroup", options, ["title", "value", "group", "series"]);
  const { title = "Means by group", value = "value", group = "group", series = "series" } = options;
  check(values);
  const groups = [...new Set(values.map((one) => one.group))];
  const lines = [...new Set(values.map((one) => one.series))];
  const rows = lines.flatMap((line) =>
    groups.flatMap((of) => {
      const here = values.filter((one) => one.series === line && one.group === of);
      return here.length === 0 ? [] : [rowOf(of, line, here)];
    }),
  );
  return new Table({
    title,
    columns: [
      { key: "series", label: series },
      { key: "group", label: group },
      { key: "mean", label: `mean ${value}` },
      { key: "low", label: "lowest" },
      { key: "high", label: "highest" },
      { key: "count", label: "values" },
      ...(rows.some(({ missing }) => missing > 0) ? ([{ key: "missing" }] as const) : []),
    ],
    rows,
    chart: (drawn) => groupsSvg(drawn, { title, value, group }),
  });
}

function rowOf(group: string, series: string, here: readonly GroupedValue[]): GroupRow {
  const known = here.flatMap(({ value }) => (value === null ? [] : [value]));
  const none = known.length === 0;
  return {
    group,
    series,
    mean: none ? null : known.reduce((sum, v) => sum + v, 0) / known.length,
    low: none ? null : Math.min(...known),
    high: none ? null : Math.max(...known),
    count: known.length,
    missing: here.length - known.length,
  };
}

function check(values: unknown): void {
  if (!Array.isArray(values) || values.length === 0) refuse(shown(values));
  values.forEach((one: Partial<GroupedValue> | null, row) => {
    const { group, series, value } = one ?? {};
    if (typeof group !== "string") refuse(`${shown(group)} as the group of row ${row}`);
    if (typeof series !== "string") refuse(`${shown(series)} as the series of row ${row}`);
    if (value !== null && !Number.isFinite(value)) refuse(`${shown(value)} as the value of row ${row}`);
  });
}

function refuse(got: string): never {
  throw new SpexlabError(
    "BAD_VALUES",
    `Expected values as [{ group: "8 to 15", series: "lime", value: 0.8 }, …], at least one, each value a finite number or null, got ${got}.`,
  );
}
