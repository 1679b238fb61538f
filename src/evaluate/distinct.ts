import { hashWords } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";

/** The distinct masks, the distinct row of each mask, and where each distinct one came first (undefined: all are distinct). */
export interface Distinct {
  readonly distinct: Masks;
  readonly rowOf?: Uint32Array;
  readonly firstOf?: Uint32Array;
}

/** Masks without repeats. Cost: one pass over the words, of which nothing is copied unless some repeat. */
export function withoutRepeats(masks: Masks): Distinct {
  const { length, stride, words } = masks;
  const rowOf = new Uint32Array(length);
  const firstOf = new Uint32Array(length);
  const slots = new Int32Array(2 << (32 - Math.clz32(length))).fill(-1);
  let count = 0;
  for (let row = 0; row < length; row++) {
    const at = row * stride;
    let slot = hashWords(words, at, stride) & (slots.length - 1);
    while (slots[slot] >= 0 && !sameWords(words, firstOf[slots[slot]] * stride, at, stride)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    if (slots[slot] < 0) {
      slots[slot] = count;
      firstOf[count++] = row;
    }
    rowOf[row] = slots[slot];
  }
  if (count === length) return { distinct: masks };
  const first = firstOf.slice(0, count);
  return { distinct: masks.select(first), rowOf, firstOf: first };
}

function sameWords(words: Uint32Array, a: number, b: number, count: number): boolean {
  for (let w = 0; w < count; w++) if (words[a + w] !== words[b + w]) return false;
  return true;
}
