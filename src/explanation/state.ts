import type { Terms } from "../bits/terms.js";
import type { Game } from "../games/game.js";
import { convert } from "../indices/convert.js";
import { withoutResidue } from "../indices/rounding.js";
import type { Estimate, IndexName, Interaction, Json, Players } from "../types.js";

/**
 * How an explanation was made.
 *
 * @category Files and other tools
 */
export interface Provenance {
  /** Name of the method, e.g. `"spex"`; `"given"` for known coefficients. */
  readonly method: string;
  /** The method's options as given. */
  readonly options: { readonly [key: string]: Json };
  /** What the method decided (b, t, C, …). */
  readonly settings: { readonly [key: string]: Json };
  /** Seed of the masks; null where none is known (values from another tool). */
  readonly seed: number | null;
  /** The most distinct coalitions that were allowed. */
  readonly budget: number;
  /** Distinct coalitions evaluated. */
  readonly calls: number;
}

/** What every view of one explanation shares. Never changes. */
export interface Core {
  readonly players: Players;
  readonly title: string;
  /** What a value means. */
  readonly unit: string;
  readonly made: Provenance;
  readonly estimate: Estimate;
  /** The game's own answer with all players present, where it was asked. */
  readonly modelFull: number | null;
  /** The game, for fresh masks; null for what was loaded or given. */
  readonly game: Game | null;
}

/**
 * One choice of what is shown. Steps are applied in the order in which they were said.
 *
 * @category Files and other tools
 */
export type Step =
  | { readonly kind: "order"; readonly orders: readonly number[] }
  | { readonly kind: "top"; readonly count: number }
  | { readonly kind: "containing"; readonly players: readonly number[] }
  | { readonly kind: "sign"; readonly sign: 1 | -1 }
  | { readonly kind: "where"; readonly keep: (interaction: Interaction) => boolean }
  | { readonly kind: "sets"; readonly sets: readonly (readonly number[])[] };

/** One explanation as its verbs see it: the shared core, the index it is read in, and the steps. */
export interface State {
  readonly core: Core;
  readonly index: IndexName;
  /** Largest order of the index. */
  readonly order: number;
  readonly steps: readonly Step[];
}

const converted = new WeakMap<Core, Map<string, Terms>>();

/** The terms of the state's index, the empty set included; converted once for all views of a core. */
export function termsOf({ core, index, order }: Pick<State, "core" | "index" | "order">): Terms {
  const { fourier, measured } = core.estimate;
  // What was measured comes before what the surrogate would say of the same index.
  if (measured && measured.index === index && measured.order === order) return measured.terms;
  if (fourier === null) return measured!.terms;
  let known = converted.get(core);
  if (known === undefined) converted.set(core, (known = new Map()));
  const key = `${index} ${order}`;
  let terms = known.get(key);
  if (terms === undefined) {
    const exactly = convert(fourier, index, order);
    // Given coefficients are what they are; measured ones have last places that mean nothing.
    terms = core.made.calls > 0 && index !== "Fourier" ? withoutResidue(exactly, fourier) : exactly;
    known.set(key, terms);
  }
  return terms;
}

/** Largest number of players in a set of the terms. */
export function degreeOf(terms: Terms): number {
  let degree = 0;
  for (let k = 0; k < terms.length; k++) {
    degree = Math.max(degree, terms.offsets[k + 1] - terms.offsets[k]);
  }
  return degree;
}
