import { integer, SpexlabError } from "../../errors.js";
import type { State } from "../state.js";
import { checkHolds } from "./as.js";

/** Only interactions of these orders are shown. */
export function order(state: State, orders: readonly number[]): State {
  if (orders.length === 0)
    throw new SpexlabError("BAD_OPTION", "Expected at least one order, as in .order(2, 3).");
  for (const k of orders) {
    integer("order", k, 1, state.core.players.names.length);
    checkHolds(state, k);
  }
  return { ...state, steps: [...state.steps, { kind: "order", orders: [...orders] }] };
}
