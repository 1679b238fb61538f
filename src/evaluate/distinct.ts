import { MaskSet } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";

/** The distinct masks, the distinct row of each mask, and where each distinct one came first (undefined: all are distinct). */
export interface Distinct {
  readonly distinct: Masks;
  readonly rowOf?: Uint32Array;
  readonly firstOf?: Uint32Array;
}

/** Masks without repeats. Cost: one pass over the words. */
export function withoutRepeats(masks: Masks): Distinct {
  const seen = new MaskSet(masks.n, Math.max(1, masks.length));
  const rowOf = new Uint32Array(masks.length);
  const firstOf = new Uint32Array(masks.length);
  for (let row = 0; row < masks.length; row++) {
    const before = seen.size;
    rowOf[row] = seen.add(masks.words, row * masks.stride);
    if (seen.size > before) firstOf[before] = row;
  }
  return seen.size === masks.length ? { distinct: masks } : { distinct: seen.toMasks(), rowOf, firstOf };
}
