import type { IndexName } from "../../types.js";
import { interactionsOf } from "../interactions.js";
import type { State } from "../state.js";

/**
 * One shown interaction as a plain record.
 *
 * @category Explanations
 */
export interface Row {
  /** 1 for the strongest shown. */
  readonly rank: number;
  /** The names joined by " · ". */
  readonly interaction: string;
  /** The players as indices, ascending. */
  readonly players: readonly number[];
  /** Their names. */
  readonly names: readonly string[];
  /** How many they are. */
  readonly order: number;
  /** The index that the value is of. */
  readonly index: IndexName;
  /** The value, in the explanation's unit. */
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
