import type { Masks } from "../../bits/masks.js";
import { predict as evaluated } from "../../indices/predict.js";
import { type CoalitionRow, coalitionMasks } from "../players.js";
import type { State } from "../state.js";
import { surrogateOf } from "../surrogate.js";

/** The surrogate's answer to each mask. */
export function predict(
  { core }: State,
  given: Masks | CoalitionRow | readonly CoalitionRow[],
): Float64Array {
  const fourier = surrogateOf(core, "predict");
  return evaluated(fourier, coalitionMasks(core.players.names, given));
}
