import { integer } from "../../errors.js";
import type { State } from "../state.js";

/** Only the strongest `count` of what is shown so far. */
export function top(state: State, count: number): State {
  integer("top", count, 0);
  return { ...state, steps: [...state.steps, { kind: "top", count }] };
}
