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
    const sign = bins[at] < 0 ? -1 : 1;
    this.#try(bins, at, sign, rows, bin, propose);
    if (doubtful(bins, at, this.#code.r)) this.#try(bins, at, -sign, rows, bin, propose);
  }

  #try(bins: Float64Array, at: number, sign: number, rows: Uint32Array, bin: number, propose: Propose): void {
    const word = this.#word.fill(0);
    for (let p = 0; p < this.#code.r; p++) {
      if (sign * bins[at + 1 + p] < 0) word[p >>> 5] |= 1 << (p & 31);
    }
    const size = this.#decoder.decode(word, this.#players);
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
