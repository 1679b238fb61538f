import { beeswarmWidget } from "../../widgets/index.js";
import type { Swarm } from "../../widgets/plot/beeswarm.js";
import type { Widget } from "../../widgets/show.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { Explanation } from "../explanation/explanation.js";
import { degreeOf } from "../explanation/state.js";

/**
 * Options of `sx.beeswarm`.
 *
 * @category Widgets
 */
export interface BeeswarmOptions {
  /** Rows: sets of players with the largest mean |value|. 12 when not said. */
  readonly top?: number;
  /**
   * What tells the dots apart, by lowest, middle and highest third: a number for each explanation (its answer, its length, …), or a
   * function of an explanation and the set's names (the value of a feature). Without it colour and shape repeat the sign.
   */
  readonly by?: readonly number[] | ((explanation: Explanation, names: readonly string[]) => number);
  /** What `by` is called in the legend. */
  readonly byName?: string;
}

/**
 * Many explanations in one picture: a row for each set of players that is common, a dot for each explanation that has those players, placed
 * by the set's value there (0 where the explanation gives it none).
 *
 * The rows are sets shown in at least one explanation whose players at least two explanations have, the largest mean |value| over all
 * explanations first. Where all explanations have the same players they are matched by place, else by name. A name that occurs twice in
 * an explanation stands for several sets: the strongest one shown gives the dot, and there is none where none of them is shown.
 * Cost: no calls. Throws `BAD_EXPLANATIONS` for explanations in different indices or units, `NOTHING_TO_SHOW` without a common set.
 *
 * @example
 * const games = [1, 2, 3].map((k) => sx.fromMoebius(["age", "height"], [[["age"], k], [["age", "height"], -k]]));
 * sx.beeswarm(games, { by: [10, 20, 30], byName: "income" }).toString().includes("age · height"); // true
 * @category Widgets
 */
export function beeswarm(explanations: readonly Explanation[], options: BeeswarmOptions = {}): Widget {
  checkOptions("beeswarm", options, ["top", "by", "byName"]);
  const top = integer("top", options.top ?? 12, 1, 60);
  check(explanations);
  const by = checkedBy(explanations, options.by);
  const rows = swarmsOf(explanations, by);
  if (rows.length === 0) {
    throw new SpexlabError(
      "NOTHING_TO_SHOW",
      "Expected a set of players that at least two explanations have, got none: players are matched by name, so give explanations of the same players, or of texts that share words.",
    );
  }
  const [{ index, unit }] = explanations;
  return beeswarmWidget({
    title: `${explanations.length} ${explanations.length === 1 ? "explanation" : "explanations"}`,
    index,
    unit,
    explanations: explanations.length,
    rows: rows.slice(0, top),
    more: Math.max(0, rows.length - top),
    ...(options.by !== undefined && { byName: String(options.byName ?? "number given") }),
  });
}

function check(explanations: readonly Explanation[]): void {
  if (
    !Array.isArray(explanations) ||
    explanations.length === 0 ||
    !explanations.every((e) => e instanceof Explanation)
  ) {
    throw new SpexlabError(
      "BAD_EXPLANATIONS",
      `Expected an array of explanations, at least one, got ${shown(explanations)}.`,
    );
  }
  const [first] = explanations as readonly Explanation[];
  const order = Math.max(...(explanations as readonly Explanation[]).map(({ maxOrder }) => maxOrder));
  for (const explanation of explanations as readonly Explanation[]) {
    const { index, maxOrder, unit } = explanation;
    if (index !== first.index || (maxOrder < order && !isWhole(explanation))) {
      const other = index !== first.index ? first : explanations.find((e) => e.maxOrder === order)!;
      throw new SpexlabError(
        "BAD_EXPLANATIONS",
        `Expected all explanations in the same index and order, got ${other.index} up to order ${other.maxOrder} and ${index} up to order ${maxOrder}: ` +
          `say explanations.map((e) => e.as(${JSON.stringify(first.index)}, { order: ${order} })).`,
      );
    }
    if (unit !== first.unit) {
      throw new SpexlabError(
        "BAD_EXPLANATIONS",
        `Expected values in the same unit, got ${shown(first.unit)} and ${shown(unit)}: they cannot share an axis.`,
      );
    }
  }
}

/** True where the index holds all orders that the surrogate has: a larger order would give the same values. */
function isWhole({ fourier, maxOrder, index }: Explanation): boolean {
  if (index === "Fourier" || index === "Moebius") return true;
  if (index === "SV" || index === "BV" || fourier === null) return false;
  return degreeOf(fourier) <= maxOrder;
}

type By = (explanation: Explanation, k: number, names: readonly string[]) => number;

function checkedBy(explanations: readonly Explanation[], by: BeeswarmOptions["by"]): By | undefined {
  if (by === undefined) return undefined;
  if (typeof by === "function") return (explanation, _, names) => finite(by(explanation, names));
  if (!Array.isArray(by) || by.length !== explanations.length) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`by\` to be a number for each of ${explanations.length} explanations or a function, got ${shown(by)}.`,
    );
  }
  by.forEach(finite);
  return (_, k) => by[k];
}

function finite(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new SpexlabError("BAD_OPTION", `Expected \`by\` to give finite numbers, got ${shown(value)}.`);
}

/** The value of a set in one explanation. */
interface Found {
  readonly k: number;
  readonly value: number;
}

function swarmsOf(explanations: readonly Explanation[], by: By | undefined): Swarm[] {
  const [{ names: first }] = explanations;
  const same = explanations.every(
    ({ names }) => names.length === first.length && names.every((name, i) => name === first[i]),
  );
  const keyOf = (players: readonly number[], names: readonly string[]): string =>
    JSON.stringify(same ? players : [...names].sort());
  const sets = new Map<string, { players: readonly number[]; names: readonly string[] }>();
  const found = new Map<string, Map<number, number>>();
  explanations.forEach((explanation, k) => {
    for (const { players, names, value } of explanation.interactions) {
      const key = keyOf(players, names);
      if (!sets.has(key)) {
        sets.set(key, { players, names });
        found.set(key, new Map());
      }
      const values = found.get(key)!;
      const known = values.get(k);
      if (known === undefined || Math.abs(value) > Math.abs(known)) values.set(k, value);
    }
  });
  const counts = explanations.map(({ names }) => countsOf(names));
  const fewest = Math.min(2, explanations.length);
  const swarms: Swarm[] = [];
  for (const [key, { players, names }] of sets) {
    const at: Found[] = [];
    explanations.forEach((explanation, k) => {
      const shownValue = found.get(key)!.get(k);
      if (shownValue !== undefined) at.push({ k, value: shownValue });
      else if (same) at.push({ k, value: explanation.get(...players) });
      else if (names.every((name) => counts[k].get(name) === 1))
        at.push({ k, value: explanation.get(...names) });
    });
    if (at.length < fewest) continue;
    swarms.push({
      names,
      values: at.map(({ value }) => value),
      of: at.map(({ k }) => `explanation ${k + 1}`),
      ...(by && { by: at.map(({ k }) => by(explanations[k], k, names)) }),
    });
  }
  const sizeOf = ({ values }: Swarm): number => values.reduce((so, value) => so + Math.abs(value), 0);
  return swarms.sort((a, b) => sizeOf(b) - sizeOf(a) || a.names.length - b.names.length);
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
