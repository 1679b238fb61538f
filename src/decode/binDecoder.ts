import { type BchCode, BchDecoder } from "../gf2/bch.js";

/** A set that a bin may hold; `players` (first `size` entries, ascending) is only valid during the call. */
export type Propose = (players: Int32Array, size: number) => void;

/**
 * Reads one bin: r + 1 observations that start at `at` of `bins`. `rows` are the b-bit rows of the bin's subsampling
 * matrix and `bin` its index: b more parity bits, free of noise, that every proposed set satisfies.
 */
export interface BinDecoder {
  decode(bins: Float64Array, at: number, rows: Uint32Array, bin: number, propose: Propose): void;
}

/**
 * Hard decoding: one bounded-distance decode of the signs. The sign of the coefficient itself comes from the zero delay;
 * where that observation is weaker than most, the opposite sign is tried as well.
 */
export class HardBinDecoder implements BinDecoder {
  readonly #code: BchCode;
  readonly #decoder: BchDecoder;
  readonly #word: Uint32Array;
  readonly #players: Int32Array;

  constructor(code: BchCode) {
    this.#code = code;
    this.#decoder = new BchDecoder(code);
    this.#word = new Uint32Array(code.wordsPerColumn);
    this.#players = new Int32Array(code.t);
  }

  decode(bins: Float64Array, at: number, rows: Uint32Array, bin: number, propose: Propose): void {
    const { r } = this.#code;
    const word = this.#word;
    const flip = bins[at] < 0 ? 1 : 0;
    for (let w = 0, p = 0; p < r; w++) {
      let bits = 0;
      const end = Math.min(r, p + 32);
      for (let bit = 0; p < end; p++, bit++) bits |= (Number(bins[at + 1 + p] < 0) ^ flip) << bit;
      word[w] = bits;
    }
    this.#try(rows, bin, propose);
    if (!doubtful(bins, at, r)) return;
    for (let p = 0; p < r; p++) word[p >>> 5] ^= 1 << (p & 31);
    this.#try(rows, bin, propose);
  }

  #try(rows: Uint32Array, bin: number, propose: Propose): void {
    const size = this.#decoder.decode(this.#word, this.#players);
    if (size < 0) return;
    let check = 0;
    for (let k = 0; k < size; k++) check ^= rows[this.#players[k]];
    if (check === bin) propose(this.#players, size);
  }
}

/** Is the zero delay's observation weaker than half of the mean, so that its sign may be wrong? */
export function doubtful(bins: Float64Array, at: number, r: number): boolean {
  let total = 0;
  for (let p = 1; p <= r; p++) total += Math.abs(bins[at + p]);
  return Math.abs(bins[at]) * 2 * r < total;
}
