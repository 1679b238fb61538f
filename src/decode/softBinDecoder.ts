import type { BchCode } from "../gf2/bch.js";
import { ChaseDecoder, type ChaseOptions } from "../gf2/chase.js";
import { type BinDecoder, doubtful, type Propose } from "./binDecoder.js";

/** Flip patterns tried in one bin, over so many of its weakest observations, and the sets handed on. */
export const SHALLOW: ChaseOptions = { depth: 12, patterns: 48, keep: 4 };
export const DEEP: ChaseOptions = { depth: 22, patterns: 3000, keep: 8 };

/**
 * Soft decoding (Chase): each observation speaks for its sign in proportion to its size. With one set in a bin and
 * Gaussian noise of variance v the log-likelihood ratio of a sign is 2·F·U/v, so ranking by Σ U·sign is maximum
 * likelihood whatever F and v are; nothing is divided by the zero delay's observation, which only votes like the others.
 */
export class SoftBinDecoder implements BinDecoder {
  readonly #code: BchCode;
  readonly #chase: ChaseDecoder;
  readonly #llr: Float64Array;

  constructor(code: BchCode, search: ChaseOptions = SHALLOW) {
    this.#code = code;
    this.#chase = new ChaseDecoder(code, search);
    this.#llr = new Float64Array(code.r);
  }

  decode(bins: Float64Array, at: number, rows: Uint32Array, bin: number, propose: Propose): void {
    const sign = bins[at] < 0 ? -1 : 1;
    this.#try(bins, at, sign, rows, bin, propose);
    if (doubtful(bins, at, this.#code.r)) this.#try(bins, at, -sign, rows, bin, propose);
  }

  #try(bins: Float64Array, at: number, sign: number, rows: Uint32Array, bin: number, propose: Propose): void {
    for (let p = 0; p < this.#code.r; p++) this.#llr[p] = sign * bins[at + 1 + p];
    for (const { players } of this.#chase.decode(this.#llr, rows, bin)) propose(players, players.length);
  }
}
