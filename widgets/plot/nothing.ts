import { SpexlabError } from "../../src/errors.js";

/** The refusal of a picture for which nothing is left. */
export function nothingToShow(what: string, advice: string = "widen the filter"): SpexlabError {
  return new SpexlabError("NOTHING_TO_SHOW", `Expected at least one ${what}, got none: ${advice}.`);
}
