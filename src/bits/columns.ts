import type { Masks } from "./masks.js";

/** Masks turned on their side: one bit row for each player. The kernels of fitting, trees and prediction read this. */
export interface Columns {
  readonly n: number;
  /** Number of masks. */
  readonly length: number;
  /** 32-bit words for each player: ⌈length/32⌉. */
  readonly stride: number;
  /** Mask k's bit of player i is bit k mod 32 of word i·stride + ⌊k/32⌋. Unused bits are 0. */
  readonly words: Uint32Array;
}

/** Transposes masks. Cost: one pass over the ones; memory n·length/8 bytes. */
export function columnsOf(masks: Masks): Columns {
  const stride = (masks.length + 31) >>> 5;
  const words = new Uint32Array(masks.n * stride);
  for (let k = 0; k < masks.length; k++) {
    const bit = 1 << (k & 31);
    const at = k >>> 5;
    for (let w = 0; w < masks.stride; w++) {
      let word = masks.words[k * masks.stride + w];
      while (word !== 0) {
        const low = word & -word;
        words[(w * 32 + 31 - Math.clz32(low)) * stride + at] |= bit;
        word ^= low;
      }
    }
  }
  return { n: masks.n, length: masks.length, stride, words };
}

/** Writes the parity bits |S ∩ x| mod 2 of every mask x into `out` (`stride` words): the sign row of χ_S. */
export function parityRow(columns: Columns, players: ArrayLike<number>, out: Uint32Array): void {
  const { stride, words } = columns;
  out.fill(0, 0, stride);
  for (let i = 0; i < players.length; i++) {
    const from = players[i] * stride;
    for (let w = 0; w < stride; w++) out[w] ^= words[from + w];
  }
}
