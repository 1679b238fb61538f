import type { State } from "../state.js";

/** Only interactions whose value has this sign. */
export function sign(state: State, wanted: 1 | -1): State {
  return { ...state, steps: [...state.steps, { kind: "sign", sign: wanted }] };
}
