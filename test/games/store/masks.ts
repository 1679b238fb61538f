import { Masks } from "../../../src/bits/masks.js";

/** Players of the stores in these tests. */
export const N = 40;

/** Rows `from` to `to` − 1 of an endless list of distinct masks, the same in every process. */
export function masksOf(to: number, from: number = 0): Masks {
  const words = new Uint32Array(2 * (to - from));
  for (let row = from; row < to; row++) {
    // An odd factor permutes the 32-bit numbers: no mask comes twice.
    words[2 * (row - from)] = Math.imul(row, 0x9e3779b1);
    words[2 * (row - from) + 1] = row & 255;
  }
  return new Masks(N, to - from, words);
}

/** Not a round number: every bit of it must come back. */
export function expected(row: number): number {
  return Math.sin(row + 1) / 3;
}
