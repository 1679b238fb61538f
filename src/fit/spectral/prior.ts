import { columnsOf, parityRow } from "../../bits/columns.js";
import type { Masks } from "../../bits/masks.js";
import { setOf, type Terms } from "../../bits/terms.js";
import { byteRows, WeightedHamming } from "./hamming.js";

/** Three spreads of one prior: broad (low orders), plain, and sharp (high orders). Powers of the first: one exp serves all. */
export const SPREADS: readonly [number, number, number] = [1 / 3, 1, 3];

/**
 * The prior of the spectral fit, by its logarithms. Coefficient F_S is Gaussian with variance
 *   p_S = Σ_j scale_j·Π_{i∉S} (1 + e^{−λ_j·rate_i})/2 · Π_{i∈S} (1 − e^{−λ_j·rate_i})/2  +  hint·q_S,
 * so players have a rate each (0: irrelevant), orders fall off as the data say, and the sets of a hint (what a decoder
 * found) may be as large as they like. Its kernel Σ_S p_S χ_S(x)χ_S(x′) is Σ_j scale_j·e^{−λ_j·D(x,x′)} + hint·(1 − 2H(x,x′)),
 * with D and H weighted Hamming distances: no set is ever listed.
 */
export interface Prior {
  readonly n: number;
  /** Log rate of each player. */
  readonly rates: Float64Array;
  /** Log scale of each spread. */
  readonly scales: Float64Array;
  /** Log noise variance, in units of the values' variance, like the scales. */
  readonly noise: number;
  /** Log scale of the hint; −Infinity without one. */
  readonly hint: number;
}

/** Sets that something else found, with shares q_S ∝ F_S² that add up to 1. */
export interface Hint {
  readonly terms: Terms;
  readonly shares: Float64Array;
}

export function hintOf(terms: Terms): Hint | undefined {
  let energy = 0;
  for (let k = 0; k < terms.length; k++)
    if (terms.offsets[k + 1] > terms.offsets[k]) energy += terms.values[k] ** 2;
  if (energy === 0) return undefined;
  const shares = Float64Array.from(terms.values, (v, k) =>
    terms.offsets[k + 1] > terms.offsets[k] ? (v * v) / energy : 0,
  );
  return { terms, shares };
}

/** Masks as the kernel reads them: bytes of players, and bytes of the hint's parities. */
export interface Rows {
  readonly length: number;
  readonly players: Uint8Array;
  readonly parities: Uint8Array | undefined;
}

export function rowsOf(masks: Masks, hint: Hint | undefined): Rows {
  const players = byteRows(masks.words, masks.stride, masks.length, Math.max(1, (masks.n + 7) >>> 3));
  if (!hint) return { length: masks.length, players, parities: undefined };
  const columns = columnsOf(masks);
  const bytes = (hint.terms.length + 7) >>> 3;
  const parities = new Uint8Array(masks.length * bytes);
  const row = new Uint32Array(columns.stride);
  for (let k = 0; k < hint.terms.length; k++) {
    parityRow(columns, setOf(hint.terms, k), row);
    const flag = 1 << (k & 7);
    for (let m = 0; m < masks.length; m++) {
      if ((row[m >>> 5] >>> (m & 31)) & 1) parities[m * bytes + (k >>> 3)] |= flag;
    }
  }
  return { length: masks.length, players, parities };
}

export function selectRows(rows: Rows, chosen: ArrayLike<number>): Rows {
  const pick = (from: Uint8Array): Uint8Array => {
    const bytes = from.length / rows.length;
    const out = new Uint8Array(chosen.length * bytes);
    for (let k = 0; k < chosen.length; k++) {
      out.set(from.subarray(chosen[k] * bytes, (chosen[k] + 1) * bytes), k * bytes);
    }
    return out;
  };
  return {
    length: chosen.length,
    players: pick(rows.players),
    parities: rows.parities && pick(rows.parities),
  };
}

/** The kernel of a prior. The constant (the empty set) has variance 1 besides, as values are centred. */
export class Kernel {
  readonly players: WeightedHamming;
  readonly #parities: WeightedHamming | undefined;
  readonly #scales: Float64Array;
  readonly #hint: number;

  constructor(prior: Prior, hint: Hint | undefined) {
    this.players = new WeightedHamming(prior.n);
    this.players.setWeights(prior.rates.map(Math.exp));
    this.#scales = prior.scales.map(Math.exp);
    this.#hint = hint ? Math.exp(prior.hint) : 0;
    if (hint) {
      this.#parities = new WeightedHamming(hint.terms.length);
      this.#parities.setWeights(hint.shares);
    }
  }

  /** Broad spread's e^{−λ_1·D}; the others are its powers. */
  broad(a: Rows, i: number, b: Rows, j: number): number {
    return Math.exp(-SPREADS[0] * this.players.distance(a.players, i, b.players, j));
  }

  /** 1 − 2H: the hint's kernel without its scale; 0 without a hint. */
  hinted(a: Rows, i: number, b: Rows, j: number): number {
    if (!this.#parities) return 0;
    return 1 - 2 * this.#parities.distance(a.parities!, i, b.parities!, j);
  }

  at(a: Rows, i: number, b: Rows, j: number): number {
    const e = this.broad(a, i, b, j);
    const cube = e * e * e;
    const scales = this.#scales;
    return (
      1 +
      scales[0] * e +
      scales[1] * cube +
      scales[2] * cube * cube * cube +
      (this.#hint === 0 ? 0 : this.#hint * this.hinted(a, i, b, j))
    );
  }
}
