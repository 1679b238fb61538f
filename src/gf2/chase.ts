import { integer, SpexlabError } from "../errors.js";
import type { BchCode } from "./bch.js";
import { BchDecoder } from "./bchDecoder.js";

/** More flips than this at once would not fit the packed patterns. */
const MAX_DEPTH = 30;
/** Deepest search that tries every one of its 2^depth patterns. */
const MAX_FULL_DEPTH = 16;

/** How far a soft decoder looks. */
export interface ChaseOptions {
  /** L: how many of the least reliable parity bits may be flipped, 0 to 30 (all r where the code has fewer). */
  readonly depth: number;
  /**
   * How many flip patterns to try, no flip included: those with the smallest sum of |llr|. All 2^depth by default, which
   * asks for a depth of 16 or less.
   */
  readonly patterns?: number;
  /** Candidates to return, best first; all by default. */
  readonly keep?: number;
}

/** A set that soft decoding found. */
export interface Candidate {
  /** The set, ascending. */
  readonly players: Int32Array;
  /** Σ_p llr[p]·(1 − 2·parity_p(S)): twice the log-likelihood but for a constant, when llr is a log-likelihood ratio. */
  readonly metric: number;
}

/**
 * Soft decoding of parity bits (Chase's second algorithm): bounded-distance decoding of the hard decisions with flips
 * among the least reliable ones; every distinct set found is a candidate, ranked by its likelihood.
 *
 * Keep one decoder for many words. Cost: one bounded-distance decoding for each pattern.
 *
 * Source: Chase (1972), "A class of algorithms for decoding block codes with channel measurement information".
 */
export class ChaseDecoder {
  readonly code: BchCode;
  readonly #decoder: BchDecoder;
  readonly #depth: number;
  /** 0 means all. */
  readonly #patterns: number;
  readonly #keep: number;
  /** Least reliable parity bits and their |llr|, ascending. */
  readonly #weak: Int32Array;
  readonly #cost: Float64Array;
  readonly #word: Uint32Array;
  readonly #odd: Uint16Array;
  readonly #players: Int32Array;
  readonly #queue: PatternQueue;
  /** First candidate of each hash, then the next one of the same hash. */
  readonly #buckets = new Int32Array(256);
  #chain: number[] = [];
  #found: Candidate[] = [];

  constructor(code: BchCode, options: ChaseOptions) {
    const depth = integer("depth", options.depth, 0, MAX_DEPTH);
    if (options.patterns === undefined && depth > MAX_FULL_DEPTH) {
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected \`patterns\` (how many flips to try) with a depth above ${MAX_FULL_DEPTH}, got depth ${depth} without it.`,
      );
    }
    this.code = code;
    this.#decoder = new BchDecoder(code);
    this.#depth = Math.min(depth, code.r);
    this.#patterns = options.patterns === undefined ? 0 : integer("patterns", options.patterns, 1);
    this.#keep = options.keep === undefined ? Number.POSITIVE_INFINITY : integer("keep", options.keep, 1);
    this.#weak = new Int32Array(this.#depth);
    this.#cost = new Float64Array(this.#depth);
    this.#word = new Uint32Array(code.wordsPerColumn);
    this.#odd = new Uint16Array(code.t);
    this.#players = new Int32Array(code.t);
    this.#queue = new PatternQueue(Math.min(this.#patterns, 2 ** this.#depth) + 1);
  }

  /**
   * Distinct sets near the word, the likeliest first (ties: found with less flipping first).
   *
   * `llr[p]` > 0 means parity bit p is 0 rather than 1, by so much; r finite numbers. With `bins`, an integer of check
   * bits for each player, only sets whose XOR of bins is `bin` are kept: the bits that the bin index of a subsampled
   * transform tells about its sets.
   */
  decode(llr: ArrayLike<number>, bins?: ArrayLike<number>, bin: number = 0): Candidate[] {
    this.#found = [];
    this.#chain = [];
    this.#buckets.fill(-1);
    this.#readWord(llr);
    this.#decoder.syndrome(this.#word, this.#odd);
    let total = 0;
    for (let p = 0; p < this.code.r; p++) total += Math.abs(llr[p]);
    if (this.#patterns === 0) this.#tryAll(llr, total, bins, bin);
    else this.#tryLikeliest(llr, total, bins, bin);
    const found = this.#found.sort((a, b) => b.metric - a.metric);
    this.#found = [];
    return found.length > this.#keep ? found.slice(0, this.#keep) : found;
  }

  /** Hard decisions, and the least reliable bits in order of |llr| (ties: the lower bit first). */
  #readWord(llr: ArrayLike<number>): void {
    const depth = this.#depth;
    const cost = this.#cost;
    const weak = this.#weak;
    this.#word.fill(0);
    let size = 0;
    for (let p = 0; p < this.code.r; p++) {
      if (llr[p] < 0) this.#word[p >>> 5] |= 1 << (p & 31);
      const reliability = Math.abs(llr[p]);
      if (size === depth && !(depth > 0 && reliability < cost[depth - 1])) continue;
      let at = size < depth ? size++ : depth - 1;
      for (; at > 0 && cost[at - 1] > reliability; at--) {
        cost[at] = cost[at - 1];
        weak[at] = weak[at - 1];
      }
      cost[at] = reliability;
      weak[at] = p;
    }
  }

  /** All 2^depth patterns in Gray code order: one flip a step. */
  #tryAll(llr: ArrayLike<number>, total: number, bins: ArrayLike<number> | undefined, bin: number): void {
    this.#try(llr, total, bins, bin);
    for (let step = 1; step < 1 << this.#depth; step++) {
      this.#flip(this.#weak[31 - Math.clz32(step & -step)]);
      this.#try(llr, total, bins, bin);
    }
  }

  /** The patterns with the smallest sums of |llr|, in that order. */
  #tryLikeliest(
    llr: ArrayLike<number>,
    total: number,
    bins: ArrayLike<number> | undefined,
    bin: number,
  ): void {
    const queue = this.#queue;
    queue.start(this.#cost, this.#depth);
    let current = 0;
    for (let tried = 0; tried < this.#patterns; tried++) {
      const pattern = queue.next();
      if (pattern < 0) return;
      for (let change = current ^ pattern; change !== 0; change &= change - 1) {
        this.#flip(this.#weak[31 - Math.clz32(change & -change)]);
      }
      current = pattern;
      this.#try(llr, total, bins, bin);
    }
  }

  #flip(p: number): void {
    const t = this.code.t;
    const sums = this.#decoder.powerSums;
    for (let j = 0; j < t; j++) this.#odd[j] ^= sums[p * t + j];
    this.#word[p >>> 5] ^= 1 << (p & 31);
  }

  /** Decodes the word as it stands and keeps what is new. */
  #try(llr: ArrayLike<number>, total: number, bins: ArrayLike<number> | undefined, bin: number): void {
    const players = this.#players;
    const count = this.#decoder.decodeSyndrome(this.#odd, players);
    if (count < 0) return;
    if (bins !== undefined) {
      let check = 0;
      for (let k = 0; k < count; k++) check ^= bins[players[k]];
      if (check !== bin) return;
    }
    let hash = count;
    for (let k = 0; k < count; k++) hash = Math.imul(hash ^ players[k], 0x9e3779b1);
    hash >>>= 24;
    for (let c = this.#buckets[hash]; c >= 0; c = this.#chain[c]) {
      const seen = this.#found[c].players;
      let k = seen.length === count ? 0 : -1;
      while (k >= 0 && k < count && seen[k] === players[k]) k++;
      if (k === count) return;
    }
    this.#chain.push(this.#buckets[hash]);
    this.#buckets[hash] = this.#found.length;
    this.#found.push({ players: players.slice(0, count), metric: this.#metric(llr, total) });
  }

  /** The set's own parity is the word as it stands without the errors found in it. */
  #metric(llr: ArrayLike<number>, total: number): number {
    const { flipped, flippedParity, code } = this.#decoder;
    const word = this.#word;
    for (let k = 0; k < flippedParity; k++) word[flipped[k] >>> 5] ^= 1 << (flipped[k] & 31);
    let against = 0;
    for (let p = 0; p < code.r; p++) {
      const one = (word[p >>> 5] >>> (p & 31)) & 1;
      if (one === 1 ? llr[p] > 0 : llr[p] < 0) against += Math.abs(llr[p]);
    }
    for (let k = 0; k < flippedParity; k++) word[flipped[k] >>> 5] ^= 1 << (flipped[k] & 31);
    return total - 2 * against;
  }
}

/**
 * Subsets of ascending costs in order of their sums: a heap in which a subset whose dearest member is i leads to the one
 * with i + 1 in place of i and the one with i + 1 added.
 */
class PatternQueue {
  readonly #pattern: Int32Array;
  readonly #sum: Float64Array;
  #size = 0;
  #cost: Float64Array = new Float64Array(0);
  #depth = 0;

  /** `capacity`: one more than the calls of `next`, each of which adds one entry at most. */
  constructor(capacity: number) {
    this.#pattern = new Int32Array(capacity);
    this.#sum = new Float64Array(capacity);
  }

  start(cost: Float64Array, depth: number): void {
    this.#cost = cost;
    this.#depth = depth;
    this.#size = 0;
    this.#push(0, 0);
  }

  /** Bit i set = cost i taken; −1 when there are no more. */
  next(): number {
    if (this.#size === 0) return -1;
    const pattern = this.#pattern[0];
    const sum = this.#sum[0];
    this.#pop();
    const dearest = 31 - Math.clz32(pattern);
    const following = dearest + 1;
    if (following < this.#depth) {
      this.#push(pattern | (1 << following), sum + this.#cost[following]);
      if (dearest >= 0) {
        this.#push(
          (pattern | (1 << following)) & ~(1 << dearest),
          sum - this.#cost[dearest] + this.#cost[following],
        );
      }
    }
    return pattern;
  }

  #push(pattern: number, sum: number): void {
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (this.#sum[parent] <= sum) break;
      this.#sum[at] = this.#sum[parent];
      this.#pattern[at] = this.#pattern[parent];
      at = parent;
    }
    this.#sum[at] = sum;
    this.#pattern[at] = pattern;
  }

  #pop(): void {
    const size = --this.#size;
    const sum = this.#sum[size];
    const pattern = this.#pattern[size];
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#sum[child + 1] < this.#sum[child]) child++;
      if (this.#sum[child] >= sum) break;
      this.#sum[at] = this.#sum[child];
      this.#pattern[at] = this.#pattern[child];
      at = child;
    }
    this.#sum[at] = sum;
    this.#pattern[at] = pattern;
  }
}
