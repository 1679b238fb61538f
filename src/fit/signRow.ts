import { popcount } from "../bits/popcount.js";

/** Σ_x value(x)·(−1)^bit(x). */
export function signedSum(bits: Uint32Array, values: Float64Array): number {
  const sums = new Float64Array(2);
  for (let k = 0; k < values.length; k++) sums[(bits[k >>> 5] >>> (k & 31)) & 1] += values[k];
  return sums[0] - sums[1];
}

/** value(x) − coefficient·(−1)^bit(x), in place. */
export function subtractSigned(values: Float64Array, bits: Uint32Array, coefficient: number): void {
  const steps = Float64Array.of(-coefficient, coefficient);
  for (let k = 0; k < values.length; k++) values[k] += steps[(bits[k >>> 5] >>> (k & 31)) & 1];
}

/** Number of places in which two rows of bits differ. */
export function differences(a: Uint32Array, b: Uint32Array): number {
  let odd = 0;
  for (let w = 0; w < a.length; w++) odd += popcount(a[w] ^ b[w]);
  return odd;
}
