import type { IndexName, Layout } from "../types.js";
import { type Core, degreeOf, type State } from "./state.js";
import { usualOrder } from "./verbs/as.js";

/**
 * How an explanation is first read: Faith-Banzhaf, unless the maker says another index or the method measured one.
 *
 * Why FBII, up to order 3: it is the surrogate's own best fit by interactions of at most that order, over the same uniform
 * masks on which its faithfulness is stated; a positive value raises the answer (a Fourier coefficient of one player
 * that raises it is negative); and the values of the sets inside a coalition add up to its answer. Higher orders stay in
 * the surrogate: listed as well they drown the readable ones in large terms of opposite sign.
 */
export function first(core: Core, index: IndexName = "FBII"): State {
  const { fourier, measured } = core.estimate;
  if (measured) return { core, index: measured.index, order: measured.order, steps: [] };
  return { core, index, order: usualOrder(index, Math.max(1, degreeOf(fourier!))), steps: [] };
}

/** What to call an explanation of these players: the beginning of their text, else how many they are. */
export function titleOf({ layout, names }: Core["players"]): string {
  const text = textOf(layout);
  if (text === undefined) {
    const one = layout.kind === "image" ? "region" : "player";
    return `${names.length} ${one}${names.length === 1 ? "" : "s"}`;
  }
  const points = [...text.replace(/\s+/g, " ").trim()];
  return points.length > 72 ? `${points.slice(0, 71).join("")}…` : points.join("");
}

/** The text of the players, or of the first source that has one. */
function textOf(layout: Layout): string | undefined {
  if (layout.kind === "text") return layout.text;
  if (layout.kind !== "joined") return undefined;
  return layout.sources.map(({ players }) => textOf(players.layout)).find((text) => text !== undefined);
}
