import type { Faithfulness, IndexName, Json, Layout } from "../../types.js";
import type { Provenance, Step } from "../state.js";

/** What marks a file as one of ours. */
export const FORMAT = "spexlab explanation";
/** Version of the schema below. Files of a later version are refused, files of an earlier one must stay readable. */
export const VERSION = 1;

/** Terms in a file: `sets[k]` has the value `values[k]`. */
export interface SavedTerms {
  readonly sets: readonly (readonly number[])[];
  readonly values: readonly number[];
}

/** A step in a file. A `where` is a function and is saved as the sets it kept. */
export type SavedStep = Exclude<Step, { kind: "where" }>;

/** An R² in a file; null when it is undefined (the game is constant). */
export type SavedFaithfulness = Omit<Faithfulness, "r2"> & { readonly r2: number | null };

/** An explanation as plain data: all but the game and the answers it was made from. */
export interface SavedExplanation {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly title: string;
  readonly unit: string;
  readonly players: { readonly names: readonly string[]; readonly layout: Layout };
  readonly made: Provenance;
  /** Fourier terms of the surrogate; null when the method makes none. */
  readonly fourier: SavedTerms | null;
  readonly variance: readonly number[] | null;
  readonly measured: { readonly index: IndexName; readonly order: number; readonly terms: SavedTerms } | null;
  readonly exact: boolean;
  readonly faithfulness: SavedFaithfulness | null;
  readonly report: { readonly [key: string]: Json };
  readonly modelFull: number | null;
  readonly shown: { readonly index: IndexName; readonly order: number; readonly steps: readonly SavedStep[] };
}
