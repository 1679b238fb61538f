import type { MaskSet } from "../bits/maskSet.js";
import type { Random } from "../bits/random.js";

/**
 * Adds uniform masks (each player present with probability 1/2) that are not there yet, until `set` holds `size` masks
 * or all 2^n of them. When more than half of all masks are wanted, the missing ones are listed and shuffled instead of drawn.
 */
export function addUniform(set: MaskSet, size: number, random: Random): void {
  const { n } = set;
  const stride = Math.max(1, (n + 31) >>> 5);
  const all = n <= 30 ? 2 ** n : Number.POSITIVE_INFINITY;
  const goal = Math.min(size, all);
  const mask = new Uint32Array(stride);
  if (goal > all / 2) {
    const missing: number[] = [];
    for (let x = 0; x < all; x++) {
      mask[0] = x;
      if (set.indexOf(mask) < 0) missing.push(x);
    }
    random.shuffle(missing);
    for (let k = 0; set.size < goal; k++) {
      mask[0] = missing[k];
      set.add(mask);
    }
    return;
  }
  const lastBits = n & 31;
  const last = lastBits === 0 ? 0xffffffff : 2 ** lastBits - 1;
  while (set.size < goal) {
    for (let w = 0; w < stride; w++) mask[w] = random.uint32();
    mask[stride - 1] = (mask[stride - 1] & last) >>> 0;
    set.add(mask);
  }
}

/** The mask with all players present, packed. */
export function fullMask(n: number): Uint32Array {
  const mask = new Uint32Array(Math.max(1, (n + 31) >>> 5)).fill(0xffffffff);
  if ((n & 31) !== 0) mask[mask.length - 1] = 2 ** (n & 31) - 1;
  return mask;
}
