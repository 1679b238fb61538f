import { hashWords } from "./maskSet.js";

/**
 * A sparse function on sets of players: sets in compressed rows, a number for each.
 *
 * Set k is `players[offsets[k]] … players[offsets[k + 1] − 1]`, ascending; its value is `values[k]`. Sets are distinct;
 * a set that is not listed has the value 0. Which basis the values belong to (Fourier, Möbius, an index) is the
 * business of whoever holds the terms.
 *
 * @category Explanations
 */
export interface Terms {
  /** Number of players. */
  readonly n: number;
  /** Number of sets. */
  readonly length: number;
  /** Where each set begins in `players`: length + 1 numbers, the first 0. */
  readonly offsets: Uint32Array;
  /** The players of all sets, one set after the other, ascending within a set. */
  readonly players: Uint32Array;
  /** A number for each set. */
  readonly values: Float64Array;
}

/** Terms under construction: an insertion-ordered map from sets to numbers. */
export class TermTable {
  readonly n: number;
  #offsets: Uint32Array = new Uint32Array(65);
  #players: Uint32Array = new Uint32Array(256);
  #values: Float64Array = new Float64Array(64);
  #slots: Int32Array = new Int32Array(128).fill(-1);
  #size = 0;

  constructor(n: number) {
    this.n = n;
  }

  static of(terms: Terms): TermTable {
    const table = new TermTable(terms.n);
    for (let k = 0; k < terms.length; k++) {
      table.add(terms.players.subarray(terms.offsets[k], terms.offsets[k + 1]), terms.values[k]);
    }
    return table;
  }

  /** Number of distinct sets. */
  get size(): number {
    return this.#size;
  }

  /** Adds `value` to the set's number (0 before) and returns the set's position. `players` ascending, distinct. */
  add(players: ArrayLike<number>, value: number): number {
    const { at, slot } = this.#find(players);
    if (at >= 0) {
      this.#values[at] += value;
      return at;
    }
    const k = this.#size++;
    const start = this.#offsets[k];
    const end = start + players.length;
    if (this.#values.length < this.#size) {
      this.#values = grown(this.#values, new Float64Array(this.#values.length * 2));
      this.#offsets = grown(this.#offsets, new Uint32Array(this.#values.length + 1));
    }
    if (this.#players.length < end) {
      this.#players = grown(this.#players, new Uint32Array(Math.max(this.#players.length * 2, end)));
    }
    for (let i = 0; i < players.length; i++) this.#players[start + i] = players[i];
    this.#offsets[k + 1] = end;
    this.#values[k] = value;
    this.#slots[slot] = k;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return k;
  }

  /** Position of a set in order of arrival, −1 when it is not there. */
  indexOf(players: ArrayLike<number>): number {
    return this.#find(players).at;
  }

  /** The set's number, 0 when it is not there. */
  get(players: ArrayLike<number>): number {
    const { at } = this.#find(players);
    return at < 0 ? 0 : this.#values[at];
  }

  /** Frozen terms in order of arrival. */
  toTerms(): Terms {
    return Object.freeze({
      n: this.n,
      length: this.#size,
      offsets: this.#offsets.slice(0, this.#size + 1),
      players: this.#players.slice(0, this.#offsets[this.#size]),
      values: this.#values.slice(0, this.#size),
    });
  }

  #find(players: ArrayLike<number>): { at: number; slot: number } {
    const last = this.#slots.length - 1;
    let slot = hashWords(players, 0, players.length) & last;
    for (;;) {
      const at = this.#slots[slot];
      if (at < 0) return { at, slot };
      const start = this.#offsets[at];
      if (this.#offsets[at + 1] - start === players.length) {
        let i = 0;
        while (i < players.length && this.#players[start + i] === players[i]) i++;
        if (i === players.length) return { at, slot };
      }
      slot = (slot + 1) & last;
    }
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let k = 0; k < this.#size; k++) {
      const set = this.#players.subarray(this.#offsets[k], this.#offsets[k + 1]);
      let slot = hashWords(set, 0, set.length) & (slots.length - 1);
      while (slots[slot] >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = k;
    }
    this.#slots = slots;
  }
}

/** The players of set k, ascending; a view, not a copy. */
export function setOf(terms: Terms, k: number): Uint32Array {
  return terms.players.subarray(terms.offsets[k], terms.offsets[k + 1]);
}

/** Order (number of players) of set k. */
export function orderOf(terms: Terms, k: number): number {
  return terms.offsets[k + 1] - terms.offsets[k];
}

function grown<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Positions of the non-zero terms of sets with players, largest |value| first; ties by position. Cost: one sort. */
export function strongestFirst({ length, values, offsets }: Terms): number[] {
  return Array.from({ length }, (_, k) => k)
    .filter((k) => offsets[k + 1] > offsets[k] && values[k] !== 0)
    .sort((a, z) => Math.abs(values[z]) - Math.abs(values[a]) || a - z);
}
