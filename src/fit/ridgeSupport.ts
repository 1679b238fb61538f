import { columnsOf, parityRow } from "../bits/columns.js";
import type { Masks } from "../bits/masks.js";
import { popcount } from "../bits/popcount.js";
import { setOf, type Terms } from "../bits/terms.js";
import { solveShifted, tridiagonal } from "../linalg/tridiagonal.js";

/** Penalties that are tried: 10^−6 … 10^6, as ProxySPEX's RidgeCV. */
const PENALTIES = Array.from({ length: 100 }, (_, i) => 10 ** (-6 + (12 * i) / 99));

/**
 * Ridge regression on a given support, its strength by generalised cross-validation: the penalty with the least
 * (masks · residual sum of squares) / (masks − degrees of freedom)². The values of `support` are not read; give it the empty set, or the
 * fit goes through the origin. Cost: terms²·masks/64 for the Gram matrix, 4·terms³/3 for all penalties together.
 */
export function ridgeSupport(
  masks: Masks,
  values: Float64Array,
  support: Terms,
): { terms: Terms; penalty: number } {
  const columns = columnsOf(masks);
  const { stride } = columns;
  const m = masks.length;
  const p = support.length;
  const rows = new Uint32Array(p * stride);
  for (let k = 0; k < p; k++)
    parityRow(columns, setOf(support, k), rows.subarray(k * stride, (k + 1) * stride));
  let total = 0;
  let squares = 0;
  for (const v of values) {
    total += v;
    squares += v * v;
  }
  const gram = new Float64Array(p * p);
  const products = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    products[k] = total - 2 * oddSum(rows, k * stride, stride, values);
    for (let j = 0; j <= k; j++) {
      let odd = 0;
      for (let w = 0; w < stride; w++) odd += popcount(rows[k * stride + w] ^ rows[j * stride + w]);
      gram[k * p + j] = gram[j * p + k] = m - 2 * odd;
    }
  }
  const reduced = tridiagonal(gram, p, products);
  let best = Number.POSITIVE_INFINITY;
  let penalty = PENALTIES[0];
  let coefficients = new Float64Array(p);
  for (const alpha of PENALTIES) {
    const { x, trace } = solveShifted(reduced, alpha, reduced.vector);
    // Σ (y − Φw)² = yᵀy − bᵀw − α·wᵀw for w = (G + α)⁻¹·b.
    let fitted = 0;
    for (let k = 0; k < p; k++) fitted += x[k] * (reduced.vector[k] + alpha * x[k]);
    const residual = Math.max(0, squares - fitted);
    const free = m - p + alpha * trace;
    const loss = (m * residual) / (free * free);
    if (loss < best) {
      best = loss;
      penalty = alpha;
      coefficients = x as Float64Array<ArrayBuffer>;
    }
  }
  return { terms: Object.freeze({ ...support, values: reduced.back(coefficients) }), penalty };
}

/** Σ value over the masks whose bit is set. */
function oddSum(bits: Uint32Array, from: number, stride: number, values: Float64Array): number {
  let sum = 0;
  for (let w = 0; w < stride; w++) {
    for (let word = bits[from + w]; word !== 0; ) {
      const low = word & -word;
      sum += values[w * 32 + 31 - Math.clz32(low)];
      word ^= low;
    }
  }
  return sum;
}
