import type { BchCode } from "./bch.js";
import type { Field } from "./field.js";
import { RootFinder } from "./roots.js";

/** What bounded-distance decoding found. */
export interface Decoded {
  /** The set, ascending. */
  readonly players: Int32Array;
  /** How many of the parity bits were wrong. */
  readonly flippedParity: number;
}

/**
 * Bounded-distance decoding of packed parity bits: the one set S for which |S| + (number of wrong parity bits) ≤ t, or
 * null when there is none. For many words use `BchDecoder`, which allocates nothing. Cost: O(r·t + t² + n).
 */
export function decodeHard(code: BchCode, word: Uint32Array): Decoded | null {
  const decoder = new BchDecoder(code);
  const players = new Int32Array(code.t);
  const count = decoder.decode(word, players);
  return count < 0 ? null : { players: players.slice(0, count), flippedParity: decoder.flippedParity };
}

/**
 * A decoder to keep: syndromes, Berlekamp-Massey in its binary form, roots. `decode` allocates nothing.
 *
 * Source: Massey (1969), "Shift-register synthesis and BCH decoding"; the binary form: Berlekamp (1968), chapter 7.
 */
export class BchDecoder {
  readonly code: BchCode;
  /**
   * Odd power sums of each parity bit: entry p·t + j is alpha^((2j+1)(r−1−p)). The syndrome of a word is the XOR over its
   * ones, so flipping bit p flips exactly these.
   */
  readonly powerSums: Uint16Array;
  /** Wrong parity bits of the last success, in no order: the first `flippedParity` entries. */
  readonly flipped: Int32Array;
  #flippedParity = 0;
  readonly #field: Field;
  readonly #roots: RootFinder;
  readonly #odd: Uint16Array;
  /** S_0 … S_(2t−1); S_0 is not used. */
  readonly #sums: Int32Array;
  #locator: Int32Array;
  #previous: Int32Array;
  #spare: Int32Array;

  constructor(code: BchCode) {
    const { field, r, t, n } = code;
    this.code = code;
    this.#field = field;
    this.#roots = new RootFinder(field, n + r, t);
    this.powerSums = new Uint16Array(r * t);
    for (let p = 0; p < r; p++) {
      for (let j = 0; j < t; j++) {
        this.powerSums[p * t + j] = field.exp[((2 * j + 1) * (r - 1 - p)) % field.order];
      }
    }
    this.flipped = new Int32Array(t);
    this.#odd = new Uint16Array(t);
    this.#sums = new Int32Array(2 * t);
    this.#locator = new Int32Array(t + 1);
    this.#previous = new Int32Array(t + 1);
    this.#spare = new Int32Array(t + 1);
  }

  /** Wrong parity bits found by the last successful call. */
  get flippedParity(): number {
    return this.#flippedParity;
  }

  /**
   * Decodes r packed parity bits. Writes the set, ascending, to `outPlayers` (room for t) and returns its size, or −1 when
   * no set is near enough.
   */
  decode(word: Uint32Array, outPlayers: Int32Array): number {
    this.syndrome(word, this.#odd);
    return this.decodeSyndrome(this.#odd, outPlayers);
  }

  /** The t odd power sums S_1, S_3, …, S_(2t−1) of a word, written to `out`. */
  syndrome(word: Uint32Array, out: Uint16Array): void {
    const { t, wordsPerColumn } = this.code;
    const sums = this.powerSums;
    out.fill(0, 0, t);
    for (let w = 0; w < wordsPerColumn; w++) {
      let bits = word[w];
      while (bits !== 0) {
        const base = (w * 32 + 31 - Math.clz32(bits & -bits)) * t;
        for (let j = 0; j < t; j++) out[j] ^= sums[base + j];
        bits &= bits - 1;
      }
    }
  }

  /** `decode` from the odd power sums: for callers that keep them up to date bit by bit. */
  decodeSyndrome(odd: Uint16Array, outPlayers: Int32Array): number {
    const degree = this.#locate(odd);
    if (degree < 0 || !this.#roots.find(this.#locator, degree)) return -1;
    const { n, r } = this.code;
    const exponents = this.#roots.exponents;
    let players = 0;
    let wrong = 0;
    for (let k = 0; k < degree; k++) {
      const e = exponents[k];
      if (e < r) {
        this.flipped[wrong++] = r - 1 - e;
        continue;
      }
      const player = r + n - 1 - e;
      let at = players++;
      for (; at > 0 && outPlayers[at - 1] > player; at--) outPlayers[at] = outPlayers[at - 1];
      outPlayers[at] = player;
    }
    this.#flippedParity = wrong;
    return players;
  }

  /** Berlekamp-Massey over the odd steps (the even discrepancies of a binary code are 0). Degree of the locator or −1. */
  #locate(odd: Uint16Array): number {
    const t = this.code.t;
    const { exp, log, order } = this.#field;
    const sums = this.#sums;
    let any = 0;
    for (let j = 1; j < 2 * t; j++) {
      if (j & 1) {
        sums[j] = odd[j >>> 1];
        any |= sums[j];
      } else {
        const root = sums[j >>> 1];
        sums[j] = root === 0 ? 0 : exp[2 * log[root]];
      }
    }
    if (any === 0) return 0;
    const locator = this.#locator;
    let previous = this.#previous;
    let spare = this.#spare;
    locator.fill(0);
    previous.fill(0);
    locator[0] = 1;
    previous[0] = 1;
    let length = 0;
    let previousLength = 0;
    let shift = 1;
    let previousLog = 0;
    for (let step = 0; step < 2 * t; step += 2) {
      let discrepancy = sums[step + 1];
      for (let i = 1; i <= length; i++) {
        const x = locator[i];
        const y = sums[step + 1 - i];
        if (x !== 0 && y !== 0) discrepancy ^= exp[log[x] + log[y]];
      }
      if (discrepancy === 0) {
        shift += 2;
        continue;
      }
      const longer = 2 * length <= step;
      if (longer && step + 1 - length > t) return -1;
      const at = log[discrepancy];
      const scale = at >= previousLog ? at - previousLog : at - previousLog + order;
      if (longer) spare.set(locator);
      for (let i = 0; i <= previousLength && i + shift <= t; i++) {
        if (previous[i] !== 0) locator[i + shift] ^= exp[log[previous[i]] + scale];
      }
      if (longer) {
        const swap = previous;
        previous = spare;
        spare = swap;
        previousLength = length;
        length = step + 1 - length;
        previousLog = at;
        shift = 2;
      } else {
        shift += 2;
      }
    }
    this.#locator = locator;
    this.#previous = previous;
    this.#spare = spare;
    return locator[length] === 0 ? -1 : length;
  }
}
