import type { Masks } from "../bits/masks.js";

/**
 * Masks cut into bytes: players 8g … 8g + 7 of mask k lie in `bytes[g·length + k]`. A leaf's histogram adds each
 * gradient once for eight players; the 256 sums then fold into eight.
 */
export interface ByteColumns {
  readonly n: number;
  readonly length: number;
  /** Number of byte columns: ⌈n/8⌉. */
  readonly groups: number;
  readonly bytes: Uint8Array;
}

/** Cuts masks into byte columns. Memory: n·length/8 bytes. */
export function byteColumnsOf(masks: Masks): ByteColumns {
  const { n, length, stride, words } = masks;
  const groups = Math.max(1, (n + 7) >>> 3);
  const bytes = new Uint8Array(groups * length);
  for (let g = 0; g < groups; g++) {
    const shift = 8 * (g & 3);
    for (let k = 0, w = g >>> 2; k < length; k++, w += stride) {
      bytes[g * length + k] = (words[w] >>> shift) & 255;
    }
  }
  return { n, length, groups, bytes };
}

/** From this many masks in a leaf on, 256 bins (one look per byte) beat twice 16 bins (less to fold); flat from 256 to 900. */
const BYTE_BINS_FROM = 400;

const bins: Float64Array = new Float64Array(256);

/**
 * For each player of the given groups, writes the sum of `weights` over the masks of the leaf in which the player is
 * present to `out[player]`. The leaf's masks are `rows[from] … rows[to − 1]`, with `weights` in the same order.
 */
export function sumPresent(
  columns: ByteColumns,
  groups: Int32Array,
  rows: Int32Array,
  weights: Float64Array,
  from: number,
  to: number,
  out: Float64Array,
): void {
  const kernel = to - from >= BYTE_BINS_FROM ? sumByBytes : sumByNibbles;
  for (let k = 0; k < groups.length; k++) {
    kernel(columns.bytes, groups[k] * columns.length, rows, weights, from, to, out, 8 * groups[k]);
  }
}

function sumByBytes(
  bytes: Uint8Array,
  column: number,
  rows: Int32Array,
  weights: Float64Array,
  from: number,
  to: number,
  out: Float64Array,
  at: number,
): void {
  const h = bins;
  h.fill(0);
  for (let i = from; i < to; i++) h[bytes[column + rows[i]]] += weights[i];
  for (let bit = 7; bit >= 0; bit--) {
    const half = 1 << bit;
    let sum = 0;
    for (let b = 0; b < half; b++) {
      const v = h[half + b];
      sum += v;
      h[b] += v;
    }
    out[at + bit] = sum;
  }
}

function sumByNibbles(
  bytes: Uint8Array,
  column: number,
  rows: Int32Array,
  weights: Float64Array,
  from: number,
  to: number,
  out: Float64Array,
  at: number,
): void {
  const h = bins;
  h.fill(0, 0, 32);
  for (let i = from; i < to; i++) {
    const byte = bytes[column + rows[i]];
    const w = weights[i];
    h[byte & 15] += w;
    h[16 + (byte >>> 4)] += w;
  }
  for (let low = 0; low < 32; low += 16, at += 4) {
    const s8 = h[low + 8] + h[low + 9] + h[low + 10] + h[low + 11];
    const s12 = h[low + 12] + h[low + 13] + h[low + 14] + h[low + 15];
    const c0 = h[low + 4] + h[low + 12];
    const c1 = h[low + 5] + h[low + 13];
    const c2 = h[low + 6] + h[low + 14];
    const c3 = h[low + 7] + h[low + 15];
    const b1 = h[low + 1] + h[low + 9] + c1;
    const b2 = h[low + 2] + h[low + 10] + c2;
    const b3 = h[low + 3] + h[low + 11] + c3;
    out[at + 3] = s8 + s12;
    out[at + 2] = c0 + c1 + c2 + c3;
    out[at + 1] = b2 + b3;
    out[at] = b1 + b3;
  }
}
