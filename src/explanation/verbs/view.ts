import type { Terms } from "../../bits/terms.js";
import type { Noted, View } from "../../types.js";
import { interactionsOf } from "../interactions.js";
import { type State, termsOf } from "../state.js";
import { moebius } from "./moebius.js";

/** All a widget needs, resolved and plain. The Möbius transform only when asked for: it can be many times larger. */
export function view(state: State, { withMoebius = false }: { withMoebius?: boolean } = {}): View {
  const { players, title, unit, made, estimate, modelFull } = state.core;
  const { fourier } = estimate;
  return Object.freeze({
    title,
    players,
    index: state.index,
    interactions: interactionsOf(state),
    alone: aloneOf(termsOf(state)),
    fourier,
    ...(withMoebius ? { moebius: moebius(state) } : {}),
    method: made.method,
    calls: made.calls,
    seed: made.seed,
    faithfulness: estimate.faithfulness,
    unit,
    full: fourier && sumOf(fourier, true),
    empty: fourier && sumOf(fourier, false),
    modelFull,
    ...noiseOf(estimate.report.noise),
  });
}

/** What the report says of the model's own spread; nothing when it says nothing (or a file says something else). */
function noiseOf(said: unknown): { noise?: Noted } {
  const { level, deterministic, ceiling } = (said ?? {}) as Partial<Noted>;
  if (typeof level !== "number" || typeof deterministic !== "boolean" || typeof ceiling !== "number")
    return {};
  return { noise: { level, deterministic, ceiling } };
}

/** Value of each player alone; null where no set of one player has one. */
export function aloneOf({ n, length, offsets, players, values }: Terms): Float64Array | null {
  const alone = new Float64Array(n);
  let found = false;
  for (let k = 0; k < length; k++) {
    if (offsets[k + 1] - offsets[k] !== 1) continue;
    alone[players[offsets[k]]] = values[k];
    found = true;
  }
  return found ? alone : null;
}

/** The surrogate's value with all players present (odd sets count negative) or with none. */
function sumOf({ length, offsets, values }: Terms, present: boolean): number {
  let sum = 0;
  for (let k = 0; k < length; k++) {
    sum += present && ((offsets[k + 1] - offsets[k]) & 1) === 1 ? -values[k] : values[k];
  }
  return sum;
}
