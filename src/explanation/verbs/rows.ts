import type { IndexName } from "../../types.js";
import { interactionsOf } from "../interactions.js";
import type { State } from "../state.js";

/** One shown interaction as a plain record. */
export interface Row {
  /** 1 for the strongest shown. */
  readonly rank: number;
  /** The names joined by " · ". */
  readonly interaction: string;
  readonly players: readonly number[];
  readonly names: readonly string[];
  readonly order: number;
  readonly index: IndexName;
  readonly value: number;
}

/** What is shown, as plain records. */
export function rows(state: State): Row[] {
  return interactionsOf(state).map(({ players, names, order, value }, k) => ({
    rank: k + 1,
    interaction: names.join(" · "),
    players,
    names,
    order,
    index: state.index,
    value,
  }));
}
