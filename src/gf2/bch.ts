import { Masks } from "../bits/masks.js";
import { integer, SpexlabError } from "../errors.js";
import { Field } from "./field.js";

export { BchDecoder, type Decoded, decodeHard } from "./bchDecoder.js";

/** Largest number of errors a code is built for. */
const MAX_T = 8;

/** Codes kept for reuse; the oldest goes first. */
const CACHE_SIZE = 32;
const cache = new Map<string, BchCode>();

/**
 * A systematic binary BCH code, shortened to n message bits: the sets of players are the messages, and the r parity
 * bits of a set are what the delays of SPEX measure.
 *
 * Player i is the coefficient of X^(r+n−1−i), parity bit p that of X^(r−1−p). The parity of a set is the XOR of its
 * players' columns, which is sum_i X^(r+n−1−i) mod g.
 */
export interface BchCode {
  /** Number of players. */
  readonly n: number;
  /** Errors that bounded-distance decoding corrects, message and parity bits alike. */
  readonly t: number;
  readonly m: number;
  readonly field: Field;
  /** Length before shortening, 2^m − 1. */
  readonly nc: number;
  /** Message bits before shortening, nc − r. */
  readonly k: number;
  /** Parity bits: degree of the generator polynomial. */
  readonly r: number;
  /** Generator polynomial, bit j = coefficient of X^j: the product of the minimal polynomials of alpha^1 … alpha^2t. */
  readonly generator: bigint;
  /** 32-bit words of a packed parity: ⌈r/32⌉. */
  readonly wordsPerColumn: number;
  /** Packed parity of each player alone: bit p mod 32 of word i·wordsPerColumn + ⌊p/32⌋ is parity bit p of player i. */
  readonly columns: Uint32Array;
  /** The transpose: r masks, row p holds the players whose parity bit p is 1. */
  readonly delays: Masks;
}

/**
 * The BCH code over n players that corrects t errors: smallest m with at least n message bits, as the reference
 * implementation of SPEX chooses it. Cached by (n, t). Cost: O(n·r).
 *
 * Source: Bose & Ray-Chaudhuri (1960), Hocquenghem (1959); as delays: Kang et al. (2025), "SPEX: Scaling Feature
 * Interaction Explanations for LLMs".
 * Throws `BAD_OPTION` when t is not 1 … 8 or n is more than the largest field (m = 16) carries.
 */
export function bchCode(n: number, t: number): BchCode {
  const key = `${n},${t}`;
  let code = cache.get(key);
  if (code === undefined) {
    code = build(integer("n", n, 1), integer("t", t, 1, MAX_T));
    if (cache.size === CACHE_SIZE) cache.delete(cache.keys().next().value as string);
    cache.set(key, code);
  }
  return code;
}

/** Parity of a set of players, packed as in `BchCode.columns`, written to `out` (its first wordsPerColumn words). */
export function parityOf(
  code: BchCode,
  players: ArrayLike<number>,
  out: Uint32Array = new Uint32Array(code.wordsPerColumn),
): Uint32Array {
  const { columns, wordsPerColumn } = code;
  for (let w = 0; w < wordsPerColumn; w++) {
    let word = 0;
    for (let k = 0; k < players.length; k++) word ^= columns[players[k] * wordsPerColumn + w];
    out[w] = word;
  }
  return out;
}

function build(n: number, t: number): BchCode {
  const { m, leaders } = choose(n, t);
  const field = Field.of(m);
  const generator = generatorOf(field, leaders);
  const r = generator.length - 1;
  const wordsPerColumn = (r + 31) >>> 5;
  const columns = columnsOf(generator, n, wordsPerColumn);
  return {
    n,
    t,
    m,
    field,
    nc: field.order,
    k: field.order - r,
    r,
    generator: BigInt(`0b${Array.from(generator).reverse().join("")}`),
    wordsPerColumn,
    columns,
    delays: transpose(columns, n, r, wordsPerColumn),
  };
}

/** Smallest m whose code has n message bits or more, with the leaders of the cyclotomic cosets of 1, 3, …, 2t − 1. */
function choose(n: number, t: number): { m: number; leaders: number[] } {
  let most = 0;
  for (let m = 2; m <= 16; m++) {
    const order = (1 << m) - 1;
    if (2 * t >= order) continue;
    const seen = new Set<number>();
    const leaders: number[] = [];
    for (let j = 1; j < 2 * t; j += 2) {
      if (seen.has(j)) continue;
      leaders.push(j);
      for (let e = j; !seen.has(e); e = (2 * e) % order) seen.add(e);
    }
    most = order - seen.size;
    if (most >= n) return { m, leaders };
  }
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected at most ${most} players for a BCH code with t = ${t}, got ${n}.`,
  );
}

/** Product of the minimal polynomials of alpha^j over the coset leaders j; entry i = coefficient of X^i. */
function generatorOf(field: Field, leaders: readonly number[]): Uint8Array {
  let product: number[] = [1];
  for (const leader of leaders) {
    let e = leader;
    do {
      const root = field.exp[e];
      const next = [0, ...product];
      for (let i = 0; i < product.length; i++) next[i] ^= field.multiply(root, product[i]);
      product = next;
      e = (2 * e) % field.order;
    } while (e !== leader);
  }
  return Uint8Array.from(product);
}

/** X^(r+n−1−i) mod g for each player i, with bit p = coefficient of X^(r−1−p): a shift register that runs to lower p. */
function columnsOf(generator: Uint8Array, n: number, words: number): Uint32Array {
  const r = generator.length - 1;
  const feedback = new Uint32Array(words);
  for (let p = 0; p < r; p++) if (generator[r - 1 - p] === 1) feedback[p >>> 5] |= 1 << (p & 31);
  const columns = new Uint32Array(n * words);
  const state = feedback.slice();
  for (let i = n - 1; i >= 0; i--) {
    columns.set(state, i * words);
    const overflow = state[0] & 1;
    for (let w = 0; w < words; w++) {
      const carry = w + 1 < words ? state[w + 1] << 31 : 0;
      state[w] = (state[w] >>> 1) | carry;
      if (overflow === 1) state[w] ^= feedback[w];
    }
  }
  return columns;
}

function transpose(columns: Uint32Array, n: number, r: number, words: number): Masks {
  const rows = new Masks(n, r);
  for (let i = 0; i < n; i++) {
    for (let w = 0; w < words; w++) {
      let word = columns[i * words + w];
      while (word !== 0) {
        const bit = 31 - Math.clz32(word & -word);
        rows.set(w * 32 + bit, i);
        word &= word - 1;
      }
    }
  }
  return rows;
}
