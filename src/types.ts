import type { Masks } from "./bits/masks.js";
import type { Terms } from "./bits/terms.js";

/**
 * Values that survive JSON.
 *
 * @category Files and other tools
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The ten interaction indices. The catalogue (`src/indices/catalogue.ts`) has the definition and source of each.
 *
 * @category Explanations
 */
export type IndexName =
  | "SV"
  | "BV"
  | "SII"
  | "k-SII"
  | "STII"
  | "FSII"
  | "BII"
  | "FBII"
  | "Moebius"
  | "Fourier";

/**
 * How players lie in what they were cut from: widgets draw by it.
 *
 * @category Games and players
 */
export type Layout =
  | { readonly kind: "list" }
  | {
      readonly kind: "text";
      /** The whole text. */
      readonly text: string;
      /** UTF-16 [start, end) of each player in `text`, ascending, not overlapping. */
      readonly spans: readonly (readonly [number, number])[];
    }
  | {
      readonly kind: "image";
      /** Of the coordinates in `outlines`, in pixels of the image as it was read. */
      readonly width: number;
      readonly height: number;
      /** The image as a PNG data URL, its longer side at most 256 pixels. */
      readonly picture: string;
      /** The region of each player as an SVG path of closed rings. */
      readonly outlines: readonly string[];
    }
  | {
      readonly kind: "joined";
      /** Players of several sources, in the order in which they lie: the first source's come first. */
      readonly sources: readonly { readonly name: string; readonly players: Players }[];
    };

/**
 * The parts that may be absent, in order.
 *
 * @category Games and players
 */
export interface Players {
  /** Names, all different. */
  readonly names: readonly string[];
  /** How they lie in what they were cut from. */
  readonly layout: Layout;
}

/**
 * What calls used.
 *
 * @category Models and readouts
 */
export interface Usage {
  /** Tokens read. */
  readonly input: number;
  /** Tokens written. */
  readonly output: number;
  /** In the currency of the prices that the model was given; undefined without prices. */
  readonly money?: number;
}

/**
 * What the evaluator tells a value function about the call under way.
 *
 * @category Games and players
 */
export interface CallContext {
  /** Aborts when the user interrupts; long work should heed it. */
  readonly signal: AbortSignal;
  /** To be told what each call used, for budgets in tokens or money. */
  spent?(usage: Usage): void;
}

/**
 * One number for each mask, in order; now or later.
 *
 * @category Games and players
 */
export type ValueFunction = (
  masks: Masks,
  context: CallContext,
) => ArrayLike<number> | Promise<ArrayLike<number>>;

/**
 * The masks a method wants, before anything is asked. Pure data; the same method, n, budget and seed give the same plan.
 *
 * @category Methods
 */
export interface Plan {
  /** Name of the method, e.g. `"spex"`. */
  readonly method: string;
  /** Number of players. */
  readonly n: number;
  /** The seed that decided the masks. */
  readonly seed: number;
  /** Distinct coalitions to evaluate: `masks.length`. Never above `budget`. */
  readonly calls: number;
  /** The most calls that were allowed. */
  readonly budget: number;
  /** Distinct masks, in the order in which values are expected. */
  readonly masks: Masks;
  /** What the method decided (b, t, C, …), for people and for saved files. */
  readonly settings: { readonly [key: string]: Json };
}

/**
 * R² of the surrogate on masks that did not shape it, against the game's own answers: noise in them counts as unexplained.
 *
 * @category Explanations
 */
export interface Faithfulness {
  /** 1 − residual sum of squares / total sum of squares, at most 1; NaN when the game is constant on the masks. */
  readonly r2: number;
  /** Lower end of the 90 % interval of `r2`, where one could be estimated. */
  readonly low?: number;
  /** Upper end of the interval. */
  readonly high?: number;
  /** Number of masks behind it. */
  readonly masks: number;
  /** How it was measured: `"held-out"` (plan masks not used to fit), `"fresh"` (new calls), `"exact"` (all 2^n masks). */
  readonly how: "held-out" | "fresh" | "exact" | "cross-fit";
}

/** What a method makes of a plan and its values. */
export interface Estimate {
  /** Fourier transform of the surrogate, the empty set included; null when the method has no surrogate. */
  readonly fourier: Terms | null;
  /** What a method measured directly. In that index and order it comes before what the surrogate says, and is shown first. */
  readonly measured?: { readonly index: IndexName; readonly order: number; readonly terms: Terms };
  /** True when `fourier` is the whole transform of the game (all 2^n masks seen). */
  readonly exact: boolean;
  readonly faithfulness: Faithfulness | null;
  /** Posterior variance of each coefficient of `fourier`, where the method has one. */
  readonly variance?: Float64Array;
  /** What happened inside (rounds, terms found, noise level, …), for people and for saved files. */
  readonly report: { readonly [key: string]: Json };
}

/**
 * What is known of the answers beside their values.
 *
 * @category Methods
 */
export interface Known {
  /** Standard deviation of one answer about the mean of its mask: the model's own noise. */
  readonly noise?: number;
}

/**
 * The model's own spread and what it means for the explanation.
 *
 * @category Explanations
 */
export interface Noted {
  /** Standard deviation of one answer about the mean of its mask. */
  readonly level: number;
  /** True when the same question gets the same answer. */
  readonly deterministic: boolean;
  /** The largest R² against single answers that any explanation can have: 1 − level² / variance of the answers. */
  readonly ceiling: number;
}

/** A method as the layers below the front door know it: masks out, values in, no calls of its own. */
export interface MethodCore {
  readonly name: string;
  /** Options as given, for saved files. */
  readonly options: { readonly [key: string]: Json };
  plan(n: number, options: { budget?: number; seed?: number }): Plan;
  /** True for methods whose `estimate` and `read` make use of a known noise level. The others are not to be given one. */
  readonly takesNoise?: boolean;
  /** Pure. `values[k]` belongs to `plan.masks` row k. */
  estimate(plan: Plan, values: Float64Array, known?: Known): Estimate;
  /** Pure, for methods that can read any masks, not only those of their own plans. `values[k]` belongs to row k. */
  read?(masks: Masks, values: Float64Array, options: { seed?: number } & Known): Estimate;
}

/**
 * One interaction of an explanation, in the current index.
 *
 * @category Explanations
 */
export interface Interaction {
  /** Sorted indices. */
  readonly players: readonly number[];
  /** Names of the players. */
  readonly names: readonly string[];
  /** Number of players. */
  readonly order: number;
  /** Value in the index, in the explanation's unit. */
  readonly value: number;
}

/**
 * All a widget needs, resolved and plain: no classes, no calls back. Safe to serialise.
 *
 * @category Explanations
 */
export interface View {
  /** What is explained, in a line. */
  readonly title: string;
  /** The players, and how they lie in what they were cut from. */
  readonly players: Players;
  /** The index that values are read in. */
  readonly index: IndexName;
  /** Strongest first: what the current verbs left. */
  readonly interactions: readonly Interaction[];
  /** Value of each player alone in the index, whatever the verbs show; null where the index holds no order 1. */
  readonly alone: Float64Array | null;
  /** Fourier terms of the surrogate; null when there is none. */
  readonly fourier: Terms | null;
  /** Möbius terms of the same surrogate, when asked for. */
  readonly moebius?: Terms | null;
  /** Name of the method. */
  readonly method: string;
  /** Distinct coalitions that were evaluated. */
  readonly calls: number;
  /** The seed of the masks; null where none is known. */
  readonly seed: number | null;
  /** R² as the method could estimate it; null when it could not. */
  readonly faithfulness: Faithfulness | null;
  /** What a value means, e.g. `"log p(positive) − log p(negative)"`. */
  readonly unit: string;
  /** Surrogate's value with all players present; null without a surrogate. */
  readonly full: number | null;
  /** Surrogate's value with no player present; null without a surrogate. */
  readonly empty: number | null;
  /** The model's own answer with all present, where it was asked. */
  readonly modelFull: number | null;
  /** The model's own spread, where it was measured or said: see `Noted`. */
  readonly noise?: Noted;
}
