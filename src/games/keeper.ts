import type { Masks } from "../bits/masks.js";

/** Where answers are kept: a recording, a store, a memory. */
export interface Keeper {
  /** Where it lies, as the user said it; undefined for a memory, which ends with the process. */
  readonly file: string | undefined;
  /** Answers to these masks, NaN where there is none. */
  known(masks: Masks): Float64Array;
  /** Keeps answers; they are safe once this returns, or its promise resolves. */
  append(masks: Masks, values: Float64Array): void | Promise<void>;
}
