import type { Random } from "../bits/random.js";

/**
 * A random linear subsampling matrix M over GF(2), n × b, of rank min(n, b): element i is row i as a b-bit integer.
 *
 * A group asks the masks M·l for all l in {0,1}^b; the set S then lands in bin Mᵀ·S = XOR of its players' rows.
 * A matrix of lower rank would ask the same masks twice, so it is drawn again (SPEX, ICML 2025).
 */
export function subsamplingMatrix(n: number, b: number, random: Random): Uint32Array {
  for (;;) {
    const rows = new Uint32Array(n);
    for (let i = 0; i < n; i++) rows[i] = random.uint32() >>> (32 - b);
    if (rank(rows) === Math.min(n, b)) return rows;
  }
}

function rank(rows: Uint32Array): number {
  const basis: number[] = [];
  for (let value of rows) {
    for (const pivot of basis) value = Math.min(value, (value ^ pivot) >>> 0);
    if (value !== 0) basis.push(value);
    if (basis.length === 32) break;
  }
  return basis.length;
}
