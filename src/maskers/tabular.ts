import { type Coalition, checkMasks, type Masks } from "../bits/masks.js";
import { checkOptions, SpexlabError, shown } from "../errors.js";
import { LIST, type Offering, rowOf } from "./offering.js";

/**
 * A value of a feature.
 *
 * @category Games and players
 */
export type Cell = number | string | boolean;

/**
 * Features of one row of a table as players. Frozen.
 *
 * @category Games and players
 */
export interface TabularPlayers extends Offering {
  /** The row that is explained. */
  readonly row: readonly Cell[];
  /** What stands for an absent feature. */
  readonly baseline: readonly Cell[];
  /** The row with these players present, the baseline for the others. */
  render(present: Coalition | readonly (number | string)[]): Cell[];
  /** One row for each mask, in order. */
  rows(masks: Masks): Cell[][];
}

/**
 * Features of one row as players: a present feature has its value, an absent one that of the baseline (means of the training data, say).
 * `row` and `baseline`: objects with the same keys, or arrays with `names`.
 * Throws `BAD_ROW` naming the feature that lacks a baseline.
 *
 * @example
 * const person = sx.tabular({ age: 39, income: 52 }, { baseline: { age: 45, income: 30 } });
 * person.render(["income"]); // [45, 52]
 * @category Games and players
 */
export function tabular(
  row: { readonly [name: string]: Cell } | readonly Cell[],
  options: {
    readonly baseline: { readonly [name: string]: Cell } | readonly Cell[];
    readonly names?: readonly string[];
  },
): TabularPlayers {
  checkOptions("tabular", options, ["baseline", "names"]);
  const names = Array.isArray(row)
    ? [...(options.names ?? row.map((_, i) => String(i)))]
    : Object.keys(row ?? {});
  const values = cells("row", row, names);
  const baseline = cells("baseline", options.baseline, names);
  if (names.length === 0) {
    throw new SpexlabError("NO_PLAYERS", "No features in the row: expected at least one player, got none.");
  }
  const rows = (masks: Masks): Cell[][] => {
    checkMasks(masks, names.length);
    return Array.from({ length: masks.length }, (_, k) =>
      names.map((_, i) => (masks.has(k, i) ? values[i] : baseline[i])),
    );
  };
  return Object.freeze({
    names: Object.freeze(names),
    layout: LIST,
    row: Object.freeze(values),
    baseline: Object.freeze(baseline),
    inputs: Object.freeze({ rows }),
    identity: Object.freeze({ row: values, baseline }),
    render: (present: Coalition | readonly (number | string)[]) => rows(rowOf(present, names))[0],
    rows,
  });
}

function cells(what: string, given: unknown, names: readonly string[]): Cell[] {
  if (
    typeof given !== "object" ||
    given === null ||
    (Array.isArray(given) && given.length !== names.length)
  ) {
    throw new SpexlabError(
      "BAD_ROW",
      `Expected \`${what}\` to have a value for each of ${names.length} features, got ${shown(given)}.`,
    );
  }
  return names.map((name, i) => {
    const value = Array.isArray(given) ? given[i] : (given as { [name: string]: unknown })[name];
    const fits = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    if (fits) return value as Cell;
    throw new SpexlabError(
      "BAD_ROW",
      `Expected \`${what}\` to have a number or a text for the feature ${shown(name)}, got ${shown(value)}.`,
    );
  });
}
