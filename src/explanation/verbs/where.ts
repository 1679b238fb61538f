import { SpexlabError, shown } from "../../errors.js";
import type { Interaction } from "../../types.js";
import type { State } from "../state.js";

/** Only interactions that the test keeps. */
export function where(state: State, keep: (interaction: Interaction) => boolean): State {
  if (typeof keep !== "function") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected where() to be given a function of an interaction, got ${shown(keep)}.`,
    );
  }
  return { ...state, steps: [...state.steps, { kind: "where", keep }] };
}
