import type { Design } from "../sampling/design.js";

/**
 * How a set looks to the design: its sign under each delay and the bin it lands in, group by group. Both are XORs over
 * the players, so a set's signature is the XOR of its players' signatures.
 */
export class Signatures {
  /** 32-bit words of sign bits: ⌈delays/32⌉. */
  readonly words: number;
  /** Sign words, then one bin index for each group. */
  readonly stride: number;
  /** Row i: the signature of player i. Sign bit p is 1 when χ_{i}(d_p) = −1; bit 0 (the zero delay) is 0. */
  readonly players: Uint32Array;

  constructor(design: Design) {
    const { n, C, code, delays, rows } = design;
    this.words = (delays + 31) >>> 5;
    this.stride = this.words + C;
    this.players = new Uint32Array(n * this.stride);
    for (let i = 0; i < n; i++) {
      const at = i * this.stride;
      for (let p = 1; p < delays; p++) {
        const bit = (code.columns[i * code.wordsPerColumn + ((p - 1) >>> 5)] >>> ((p - 1) & 31)) & 1;
        this.players[at + (p >>> 5)] |= bit << (p & 31);
      }
      for (let c = 0; c < C; c++) this.players[at + this.words + c] = rows[c][i];
    }
  }

  /** Writes the signature of a set. */
  of(set: ArrayLike<number>, out: Uint32Array): Uint32Array {
    out.fill(0, 0, this.stride);
    for (let k = 0; k < set.length; k++) {
      const from = set[k] * this.stride;
      for (let w = 0; w < this.stride; w++) out[w] ^= this.players[from + w];
    }
    return out;
  }
}
