import { setOf } from "../../src/bits/terms.js";
import type { View } from "../../src/types.js";

/** One number for each player to colour it by, and what that number is. */
export interface Effects {
  readonly values: Float64Array;
  readonly meaning: string;
}

/**
 * Effect of each player alone: its order-1 value in the view's index. Where the index has none
 * or its sign would mislead (a positive Fourier coefficient of one player says that presence lowers the answer), the
 * Banzhaf value, which is −2·F({i}): the average change of the answer when the player is added.
 */
export function effectsOf(view: View): Effects {
  const { alone, fourier } = view;
  if (alone !== null && (view.index !== "Fourier" || fourier === null)) {
    return { values: alone, meaning: `${view.index} of each ${wordOf(view)} alone` };
  }
  const values = new Float64Array(view.players.names.length);
  if (fourier === null) return { values, meaning: "" };
  for (let k = 0; k < fourier.length; k++) {
    const set = setOf(fourier, k);
    if (set.length === 1) values[set[0]] -= 2 * fourier.values[k];
  }
  return { values, meaning: `average effect of each ${wordOf(view)} (Banzhaf value)` };
}

/** What a player is called in this view's captions. */
export function wordOf(view: View): string {
  const { kind } = view.players.layout;
  return kind === "text" ? "word" : kind === "image" ? "region" : "player";
}
