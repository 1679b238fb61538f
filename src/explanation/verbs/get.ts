import { type Terms, TermTable } from "../../bits/terms.js";
import { type Player, playerSet } from "../players.js";
import { type State, termsOf } from "../state.js";

const tables = new WeakMap<Terms, TermTable>();

/** Value of one set of players in the state's index, whatever the steps show; 0 when it is not there. */
export function get(state: State, players: readonly Player[]): number {
  const terms = termsOf(state);
  let table = tables.get(terms);
  if (table === undefined) tables.set(terms, (table = TermTable.of(terms)));
  return table.get(playerSet(state.core.players.names, players));
}
