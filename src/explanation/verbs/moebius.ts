import type { Terms } from "../../bits/terms.js";
import { degreeOf, type State, termsOf } from "../state.js";
import { surrogateOf } from "../surrogate.js";

/** The whole Möbius transform of the surrogate. */
export function moebius({ core }: State): Terms {
  const degree = degreeOf(surrogateOf(core, "give the Möbius transform"));
  return termsOf({ core, index: "Moebius", order: Math.max(1, degree) });
}
