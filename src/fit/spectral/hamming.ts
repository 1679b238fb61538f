/**
 * Weighted Hamming distances between bit rows, eight bits a look-up, and the gradient of sums of them.
 * distance(a, b) = Σ_i weight_i·[bit i differs]. Cost: ⌈bits/8⌉ look-ups a pair.
 */
export class WeightedHamming {
  /** Bytes in a row. */
  readonly bytes: number;
  readonly #bits: number;
  readonly #tables: Float64Array;
  readonly #buckets: Float64Array;

  constructor(bits: number) {
    this.#bits = bits;
    this.bytes = Math.max(1, (bits + 7) >>> 3);
    this.#tables = new Float64Array(this.bytes * 256);
    this.#buckets = new Float64Array(this.bytes * 256);
  }

  /** Σ of all weights. */
  total = 0;

  setWeights(weights: Float64Array): void {
    this.total = 0;
    for (let q = 0; q < this.bytes; q++) {
      const at = q * 256;
      this.#tables[at] = 0;
      for (let k = 0; k < 8; k++) {
        const bit = q * 8 + k;
        const weight = bit < this.#bits ? weights[bit] : 0;
        this.total += weight;
        const half = 1 << k;
        for (let m = 0; m < half; m++) this.#tables[at + half + m] = this.#tables[at + m] + weight;
      }
    }
  }

  /** Distance between row `a` of `rows` and row `b` of `others` (byte rows, as `byteRows` makes them). */
  distance(rows: Uint8Array, a: number, others: Uint8Array, b: number): number {
    const { bytes } = this;
    const tables = this.#tables;
    const i = a * bytes;
    const j = b * bytes;
    let sum = 0;
    for (let q = 0; q < bytes; q++) sum += tables[(q << 8) | (rows[i + q] ^ others[j + q])];
    return sum;
  }

  /** Starts a sum Σ value·distance whose gradient in the weights is wanted. */
  clear(): void {
    this.#buckets.fill(0);
  }

  /** Adds value·distance(a, b) to the sum. */
  add(rows: Uint8Array, a: number, b: number, value: number): void {
    const { bytes } = this;
    const buckets = this.#buckets;
    const i = a * bytes;
    const j = b * bytes;
    for (let q = 0; q < bytes; q++) buckets[(q << 8) | (rows[i + q] ^ rows[j + q])] += value;
  }

  /** The gradient of the sum: element i is Σ value·[bit i differs]. */
  gradient(out: Float64Array): void {
    for (let bit = 0; bit < this.#bits; bit++) {
      const at = (bit >>> 3) * 256;
      const flag = 1 << (bit & 7);
      let sum = 0;
      for (let m = 0; m < 256; m++) if (m & flag) sum += this.#buckets[at + m];
      out[bit] = sum;
    }
  }
}

/** Packed 32-bit rows as byte rows of `bytes` each, bit i in byte ⌊i/8⌋ on every machine. */
export function byteRows(words: Uint32Array, stride: number, length: number, bytes: number): Uint8Array {
  const out = new Uint8Array(length * bytes);
  for (let row = 0; row < length; row++) {
    for (let q = 0; q < bytes; q++) {
      out[row * bytes + q] = (words[row * stride + (q >>> 2)] >>> ((q & 3) * 8)) & 255;
    }
  }
  return out;
}
