import { Masks } from "./masks.js";

/**
 * Distinct masks in order of arrival: an open-addressing table over packed words.
 * `add` returns the row of the mask among the distinct ones, old or new. Cost: O(words in a row) each.
 */
export class MaskSet {
  readonly n: number;
  readonly #stride: number;
  #words: Uint32Array;
  #slots: Int32Array;
  #size = 0;

  constructor(n: number, capacity: number = 1024) {
    this.n = n;
    this.#stride = Math.max(1, (n + 31) >>> 5);
    this.#words = new Uint32Array(capacity * this.#stride);
    this.#slots = new Int32Array(1 << (32 - Math.clz32(capacity * 2))).fill(-1);
  }

  /** Number of distinct masks so far. */
  get size(): number {
    return this.#size;
  }

  /** Adds the mask that starts at `offset` of `words`; returns its row among the distinct masks. */
  add(words: Uint32Array, offset: number = 0): number {
    const found = this.#find(words, offset);
    if (found.row >= 0) return found.row;
    if (this.#size * this.#stride === this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    const row = this.#size++;
    this.#words.set(words.subarray(offset, offset + this.#stride), row * this.#stride);
    this.#slots[found.slot] = row;
    if (this.#size * 2 > this.#slots.length) this.#grow();
    return row;
  }

  /** Row of a mask among the distinct ones, −1 when it is not there. */
  indexOf(words: Uint32Array, offset: number = 0): number {
    return this.#find(words, offset).row;
  }

  /** The distinct masks in order of arrival, copied out. */
  toMasks(): Masks {
    return new Masks(this.n, this.#size, this.#words.slice(0, this.#size * this.#stride));
  }

  #find(words: Uint32Array, offset: number): { row: number; slot: number } {
    const stride = this.#stride;
    const last = this.#slots.length - 1;
    let slot = hashWords(words, offset, stride) & last;
    for (;;) {
      const row = this.#slots[slot];
      if (row < 0) return { row: -1, slot };
      let w = 0;
      while (w < stride && this.#words[row * stride + w] === words[offset + w]) w++;
      if (w === stride) return { row, slot };
      slot = (slot + 1) & last;
    }
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let row = 0; row < this.#size; row++) {
      let slot = hashWords(this.#words, row * this.#stride, this.#stride) & (slots.length - 1);
      while (slots[slot] >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = row;
    }
    this.#slots = slots;
  }
}

/** Murmur-style mix of packed words, 32 bits. */
export function hashWords(words: ArrayLike<number>, offset: number, count: number): number {
  let h = 0x9747b28c ^ count;
  for (let w = 0; w < count; w++) {
    let k = Math.imul(words[offset + w], 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
