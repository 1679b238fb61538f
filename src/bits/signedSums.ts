/** A function of packed sign bits: Σ_x value_x·(−1)^bit(x), eight signs a look-up. Memory: 256 bytes a value. */
export function signedSums(values: Float64Array): (bits: Uint32Array) => number {
  const bytes = (values.length + 7) >>> 3;
  const tables = new Float64Array(bytes * 256);
  for (let q = 0; q < bytes; q++) {
    const at = q * 256;
    for (let k = 0; k < 8; k++) tables[at] += values[q * 8 + k] ?? 0;
    for (let k = 0; k < 8; k++) {
      const twice = 2 * (values[q * 8 + k] ?? 0);
      for (let m = 0; m < 1 << k; m++) tables[at + (1 << k) + m] = tables[at + m] - twice;
    }
  }
  return (bits) => {
    let sum = 0;
    for (let q = 0; q < bytes; q++) sum += tables[(q << 8) | ((bits[q >>> 2] >>> ((q & 3) * 8)) & 255)];
    return sum;
  };
}
