import type { Explored, ExploredReading } from "../../widgets/explore/data.js";
import { digitsOf, indexNote } from "../../widgets/facts.js";
import { fullLabel, setLabel } from "../../widgets/labels.js";
import { effectsOf } from "../../widgets/live/effects.js";
import { orderOf, setOf, type Terms } from "../bits/terms.js";
import { SpexlabError } from "../errors.js";
import { degreeOf, type State, termsOf } from "../explanation/state.js";
import { USUAL_ORDER } from "../explanation/verbs/as.js";
import { aloneOf } from "../explanation/verbs/view.js";
import { catalogue } from "../indices/catalogue.js";
import type { IndexName, Interaction, View } from "../types.js";
import { strongestTerms } from "./strongest.js";

/** Interactions of each index and order that a site keeps. */
const MOST = 200;

type Readings = Pick<Explored, "sets" | "readings" | "missing">;

/**
 * The explanation in all indices that it can be read in: orders 1 to 3, the order as saved, and for Fourier and Moebius all. Where the order does not
 * change the values of smaller sets one reading serves all of its orders. `view` in any index.
 */
export function readingsOf(state: State, view: View): Readings {
  const sets = new SetList(view);
  const readings: ExploredReading[] = [];
  const missing: [string, string][] = [];
  const { fourier, measured } = state.core.estimate;
  for (const { name, maxOrder, orderMatters } of catalogue) {
    if (fourier === null) {
      if (measured!.index === name) readings.push(reading(state.core, name, [measured!.order], view, sets));
      else missing.push([name, withoutSurrogate(state)]);
      continue;
    }
    const orders = ordersOf(state, name, maxOrder, degreeOf(fourier));
    try {
      if (orderMatters) {
        readings.push(...orders.map((order) => reading(state.core, name, [order], view, sets)));
      } else readings.push(reading(state.core, name, orders, view, sets));
    } catch (error) {
      if (!(error instanceof SpexlabError) || error.code !== "TOO_MANY_SETS") throw error;
      missing.push([name, error.message]);
    }
  }
  return { sets: sets.all, readings, missing };
}

function ordersOf({ index, order }: State, name: IndexName, maxOrder: number, degree: number): number[] {
  const orders = new Set<number>();
  for (let k = 1; k <= Math.min(USUAL_ORDER, maxOrder, Math.max(1, degree)); k++) orders.add(k);
  if (name === "Fourier" || name === "Moebius") orders.add(Math.max(1, degree));
  else if (index === name) orders.add(order);
  return [...orders].sort((a, b) => a - b);
}

/** One index, computed at the largest of these orders. */
function reading(
  core: State["core"],
  index: IndexName,
  orders: readonly number[],
  view: View,
  sets: SetList,
): ExploredReading {
  const terms = termsOf({ core, index, order: orders[orders.length - 1] });
  const chosen = new Set<number>();
  const totals = orders.map((order) => {
    const { positions, total } = strongestTerms(terms, MOST, order);
    for (const k of positions) chosen.add(k);
    return total;
  });
  const listed = only(terms, [...chosen]);
  const { positions } = strongestTerms(listed, listed.length, listed.n);
  const values = positions.map((k) => listed.values[k]);
  const strongest = { value: values[0] ?? 0 } as Interaction;
  const here: View = { ...view, index, alone: aloneOf(terms), interactions: [strongest] };
  const effects = effectsOf(here);
  return {
    index,
    orders,
    totals,
    ids: positions.map((k) => sets.idOf(setOf(listed, k))),
    values: values.map((value) => Number(value.toPrecision(6))),
    effects: Array.from(effects.values, (value) => Number(value.toPrecision(4))),
    meaning: effects.meaning,
    digits: digitsOf(here),
    note: indexNote(here),
  };
}

/** Terms at these positions. */
function only(terms: Terms, positions: readonly number[]): Terms {
  const offsets = new Uint32Array(positions.length + 1);
  positions.forEach((k, at) => {
    offsets[at + 1] = offsets[at] + orderOf(terms, k);
  });
  const players = new Uint32Array(offsets[positions.length]);
  for (const [at, k] of positions.entries()) players.set(setOf(terms, k), offsets[at]);
  const values = Float64Array.from(positions, (k) => terms.values[k]);
  return { n: terms.n, length: positions.length, offsets, players, values };
}

/** Sets of players with their labels, each once. */
class SetList {
  readonly all: [readonly number[], string, string][] = [];
  readonly #ids = new Map<string, number>();
  readonly #names: readonly string[];

  constructor({ players }: View) {
    this.#names = players.names;
  }

  idOf(set: ArrayLike<number>): number {
    const players = Array.from(set);
    const key = players.join();
    let id = this.#ids.get(key);
    if (id === undefined) {
      const names = players.map((player) => this.#names[player]);
      const [label, whole] = [setLabel(names, 340, 14), fullLabel(names)];
      id = this.all.push([players, label, label === whole ? "" : whole]) - 1;
      this.#ids.set(key, id);
    }
    return id;
  }
}

function withoutSurrogate({ core: { made, estimate } }: State): string {
  const { index, order } = estimate.measured!;
  const held = order === 1 ? index : `${index} up to order ${order}`;
  return made.method === "shapiq"
    ? `The file of shapiq holds ${held} alone, from which no surrogate of the model can be made: the other indices cannot be derived, and no word can be switched off.`
    : `${made.method} measures ${held} directly and makes no surrogate of the model: the other indices cannot be derived, and no word can be switched off.`;
}
