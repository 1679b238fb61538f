import { columnsOf, parityRow } from "../bits/columns.js";
import type { Masks } from "../bits/masks.js";
import { popcount } from "../bits/popcount.js";
import { setOf, type Terms, TermTable } from "../bits/terms.js";
import { solveShifted, tridiagonal } from "../linalg/tridiagonal.js";

/** Penalties that are tried: 10^−6 … 10^6, as ProxySPEX's RidgeCV. */
const PENALTIES = Array.from({ length: 100 }, (_, i) => 10 ** (-6 + (12 * i) / 99));

/**
 * Ridge regression on a given support, its strength by generalised cross-validation: the penalty with the least
 * (masks · residual sum of squares) / (masks − degrees of freedom)². The values of `support` are not read; the empty set comes with
 * it, first, and is not penalised. Cost: terms²·masks/64 for the Gram matrix, 4·terms³/3 for all penalties together.
 */
export function ridgeSupport(
  masks: Masks,
  values: Float64Array,
  support: Terms,
): { terms: Terms; penalty: number } {
  const columns = columnsOf(masks);
  const { stride } = columns;
  const m = masks.length;
  const sets = Array.from({ length: support.length }, (_, k) => setOf(support, k)).filter(
    (set) => set.length > 0,
  );
  const p = sets.length;
  const rows = new Uint32Array(p * stride);
  const means = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    const row = rows.subarray(k * stride, (k + 1) * stride);
    parityRow(columns, sets[k], row);
    let odd = 0;
    for (const word of row) odd += popcount(word);
    means[k] = 1 - (2 * odd) / m;
  }
  let mean = 0;
  for (const v of values) mean += v / m;
  const centred = values.map((v) => v - mean);
  let squares = 0;
  for (const v of centred) squares += v * v;
  // Columns and values less their means: what is left of the free constant is that it lies on the means.
  const gram = new Float64Array(p * p);
  const products = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    products[k] = -2 * oddSum(rows, k * stride, stride, centred);
    for (let j = 0; j <= k; j++) {
      let odd = 0;
      for (let w = 0; w < stride; w++) odd += popcount(rows[k * stride + w] ^ rows[j * stride + w]);
      gram[k * p + j] = gram[j * p + k] = m - 2 * odd - m * means[k] * means[j];
    }
  }
  const reduced = tridiagonal(gram, p, products);
  let best = Number.POSITIVE_INFINITY;
  let penalty = PENALTIES[0];
  let chosen: Float64Array = new Float64Array(p);
  for (const alpha of PENALTIES) {
    const { x, trace } = solveShifted(reduced, alpha, reduced.vector);
    // Σ (y − Φw)² = yᵀy − bᵀw − α·wᵀw for w = (G + α)⁻¹·b.
    let fitted = 0;
    for (let k = 0; k < p; k++) fitted += x[k] * (reduced.vector[k] + alpha * x[k]);
    const residual = Math.max(0, squares - fitted);
    const free = m - 1 - p + alpha * trace;
    const loss = (m * residual) / (free * free);
    if (loss < best) {
      best = loss;
      penalty = alpha;
      chosen = x;
    }
  }
  const coefficients = reduced.back(chosen);
  const table = new TermTable(masks.n);
  let constant = mean;
  for (let k = 0; k < p; k++) constant -= coefficients[k] * means[k];
  table.add([], constant);
  for (let k = 0; k < p; k++) table.add(sets[k], coefficients[k]);
  return { terms: table.toTerms(), penalty };
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
