import { SpexlabError } from "../../src/errors.js";
import type { View } from "../../src/types.js";

/** The refusal of a picture for which nothing is left. */
export function nothingToShow(what: string, advice: string = "widen the filter"): SpexlabError {
  return new SpexlabError("NOTHING_TO_SHOW", `Expected at least one ${what}, got none: ${advice}.`);
}

/** Refuses a picture of interactions for a view that shows none: at the verb, before anything is drawn. */
export function checkAny({ interactions }: View, what: string): void {
  if (interactions.length === 0) throw nothingToShow(what);
}
