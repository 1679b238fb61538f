import { setOf, type Terms, TermTable } from "../../bits/terms.js";
import { SpexlabError, shown } from "../../errors.js";
import { playersFrom } from "../../games/players.js";
import { checkIndex, checkOrder } from "../../indices/catalogue.js";
import { moebiusToFourier } from "../../indices/moebius.js";
import type { IndexName, Players } from "../../types.js";
import { titleOf } from "../first.js";
import { interactionsOf } from "../interactions.js";
import { type State, termsOf } from "../state.js";
import { type Fields, isSet } from "./checks.js";

/**
 * Interaction values as shapiq 1.x writes and reads them (`InteractionValues.to_json_file`, `.from_json_file`).
 *
 * @category Files and other tools
 */
export interface ShapiqValues {
  /** Marks the file for shapiq. */
  readonly object_name: "InteractionValues";
  /** Marks the file for shapiq. */
  readonly data_type: "interaction_values";
  /** Version of shapiq whose format it is. */
  readonly version: string;
  /** What wrote it. */
  readonly created_from: string | null;
  /** Free text. */
  readonly description: string | null;
  /** Options of the approximator, as shapiq keeps them. */
  readonly parameters: object;
  /** When it was written, ISO 8601. */
  readonly timestamp: string | null;
  /** Number of players, index, orders, budget and the empty set's value. */
  readonly metadata: {
    readonly n_players: number;
    readonly index: string;
    readonly max_order: number;
    readonly min_order: number;
    readonly estimated: boolean;
    readonly estimation_budget: number | null;
    readonly baseline_value: number;
  };
  /** Values by players with commas between; `"Empty"` is the empty set's. */
  readonly data: { readonly [set: string]: number };
}

/** Version of shapiq whose format this is. */
const SHAPIQ = "1.8.0";
/** Indices whose values of the subsets of a coalition add up to a surrogate's value. */
const ADDS_UP: readonly IndexName[] = ["Moebius", "FSII", "FBII"];

/** What is shown, and the empty set's value, as shapiq reads it. shapiq keeps no names: players are numbers there. */
export function toShapiq(state: State): ShapiqValues {
  const { core, index, order } = state;
  const terms = termsOf(state);
  let empty = 0;
  for (let k = 0; k < terms.length; k++) if (setOf(terms, k).length === 0) empty = terms.values[k];
  const shownNow = interactionsOf(state);
  return {
    object_name: "InteractionValues",
    data_type: "interaction_values",
    version: SHAPIQ,
    created_from: "spexlab",
    description: core.title,
    parameters: {},
    timestamp: null,
    metadata: {
      n_players: core.players.names.length,
      index,
      max_order: Math.min(order, core.players.names.length),
      min_order: 0,
      estimated: !core.estimate.exact,
      estimation_budget: core.made.calls === 0 ? null : core.made.calls,
      baseline_value: empty,
    },
    data: Object.fromEntries([
      ["Empty", empty],
      ...shownNow.map(({ players, value }) => [players.join(","), value] as const),
    ]),
  };
}

/** Is this what shapiq writes? */
export function isShapiq(data: unknown): data is Fields {
  const { metadata, data: values, format } = (data ?? {}) as Fields;
  return (
    format === undefined &&
    typeof metadata === "object" &&
    metadata !== null &&
    "n_players" in metadata &&
    typeof values === "object" &&
    values !== null
  );
}

/**
 * The state of an explanation that shapiq made. Moebius, Fourier, FSII and FBII values are a surrogate as well and can be read in other
 * indices; the others are only what they are. Throws `CORRUPT_FILE` naming what is wrong, `UNKNOWN_INDEX`, and what `sx.game` throws for players.
 */
export function fromShapiq(data: Fields, named?: number | readonly string[] | Players): State {
  const {
    n_players: n,
    index: name,
    max_order,
    estimated,
    estimation_budget,
    baseline_value,
  } = data.metadata as Fields;
  if (!Number.isInteger(n) || (n as number) < 1) wrong("`metadata.n_players`", "a whole number from 1", n);
  const players = playersFrom(named ?? (n as number));
  if (players.names.length !== n) {
    throw new SpexlabError(
      "BAD_PLAYERS",
      `Expected ${n} players for these values of shapiq, got ${players.names.length} names.`,
    );
  }
  const index = checkIndex(name);
  const order = checkOrder(index, max_order as number);
  const terms = termsFrom(data.data as Fields, n as number, baseline_value);
  const budget = typeof estimation_budget === "number" ? estimation_budget : 0;
  const fourier = index === "Fourier" ? terms : ADDS_UP.includes(index) ? moebiusToFourier(terms) : null;
  return {
    core: Object.freeze({
      players,
      title: titleOf(players),
      unit: "value",
      made: Object.freeze({
        method: "shapiq",
        options: {},
        settings: {},
        seed: null,
        budget,
        calls: budget,
      }),
      estimate: Object.freeze({
        fourier,
        measured: { index, order, terms },
        exact: estimated === false && fourier !== null && order >= (n as number),
        faithfulness: null,
        report: {},
      }),
      modelFull: null,
      game: null,
    }),
    index,
    order,
    steps: [],
  };
}

function termsFrom(data: Fields, n: number, baseline: unknown): Terms {
  const table = new TermTable(n);
  for (const [key, value] of Object.entries(data)) {
    const set = key === "Empty" ? [] : key.split(",").map(Number);
    if (!isSet(set, n))
      wrong(`the key ${shown(key)} of \`data\``, `ascending players from 0 to ${n - 1}`, key);
    if (typeof value !== "number" || !Number.isFinite(value)) wrong(`\`data\` of ${key}`, "a number", value);
    table.add(set, value as number);
  }
  if (!("Empty" in data) && typeof baseline === "number" && baseline !== 0) table.add([], baseline);
  return table.toTerms();
}

function wrong(what: string, expected: string, got: unknown): never {
  throw new SpexlabError(
    "CORRUPT_FILE",
    `These are not interaction values as shapiq writes them: expected ${what} to be ${expected}, got ${shown(got)}.`,
  );
}
