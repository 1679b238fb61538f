import type { Faithfulness, IndexName, Json, Layout } from "../../types.js";
import type { Provenance, Step } from "../state.js";

/** What marks a file as one of ours. */
export const FORMAT = "spexlab explanation";
/** Version of the schema below. Files of a later version are refused, files of an earlier one must stay readable. */
export const VERSION = 1;

/**
 * Terms in a file: `sets[k]` has the value `values[k]`.
 *
 * @category Files and other tools
 */
export interface SavedTerms {
  /** Players of each set as indices, ascending. */
  readonly sets: readonly (readonly number[])[];
  /** A number for each set. */
  readonly values: readonly number[];
}

/**
 * A step in a file. A `where` is a function and is saved as the sets it kept.
 *
 * @category Files and other tools
 */
export type SavedStep = Exclude<Step, { kind: "where" }>;

/**
 * An R² in a file; null when it is undefined (the game is constant).
 *
 * @category Files and other tools
 */
export type SavedFaithfulness = Omit<Faithfulness, "r2"> & { readonly r2: number | null };

/**
 * An explanation as plain data: all but the game and the answers it was made from.
 *
 * @category Files and other tools
 */
export interface SavedExplanation {
  /** What marks a file as an explanation by spexlab. */
  readonly format: typeof FORMAT;
  /** Version of this schema. Files of later versions are refused, files of earlier ones stay readable. */
  readonly version: number;
  /** What is explained, in a line. */
  readonly title: string;
  /** What a value means. */
  readonly unit: string;
  /** The players, and how they lie in what they were cut from. */
  readonly players: { readonly names: readonly string[]; readonly layout: Layout };
  /** How it was made. */
  readonly made: Provenance;
  /** Fourier terms of the surrogate; null when the method makes none. */
  readonly fourier: SavedTerms | null;
  /** Posterior variance of each Fourier term, where the method has one. */
  readonly variance: readonly number[] | null;
  /** What the method measured directly, without a surrogate. */
  readonly measured: { readonly index: IndexName; readonly order: number; readonly terms: SavedTerms } | null;
  /** True when `fourier` is the whole transform of the game. */
  readonly exact: boolean;
  /** R² as the method could estimate it; null when it could not. */
  readonly faithfulness: SavedFaithfulness | null;
  /** What happened inside the method (rounds, noise level, …). */
  readonly report: { readonly [key: string]: Json };
  /** The game's own answer with all players present, where it was asked. */
  readonly modelFull: number | null;
  /** The index it was read in, and the verbs that chose what is shown. */
  readonly shown: { readonly index: IndexName; readonly order: number; readonly steps: readonly SavedStep[] };
}
