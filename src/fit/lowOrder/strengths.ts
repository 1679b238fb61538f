import { Masks } from "../../bits/masks.js";
import { Random } from "../../bits/random.js";
import { cholesky, choleskyInverse } from "../../linalg/cholesky.js";
import { binomial } from "../../sampling/subsets.js";
import { distance, krawtchouk } from "./krawtchouk.js";
import type { Problem } from "./problem.js";

/** Masks from which the strengths are learnt: they belong to the game, and a few hundred masks tell them. */
const ROWS = 300;
const ROUNDS = 40;
/** Relative to the variance of the values: what is smaller is rounding. */
const SMALLEST = 1e-10;

/** How the game's variance on the masks divides. */
export interface Strengths {
  /** Ridge penalty of each degree: noise variance / variance of a coefficient of that degree; Infinity for a degree that is not there. */
  readonly penalties: Float64Array;
  /** Share of each degree 1 … order in the explained variance plus noise. */
  readonly shares: readonly number[];
  /** Share of what no term of order ≤ `order` explains. */
  readonly noise: number;
}

/**
 * Ridge penalties by evidence (type-II maximum likelihood): coefficients of degree d are N(0, c_d), what is left is N(0, σ²/weight),
 * and c_1 … c_order, σ² are those under which the values are most likely, with the constant integrated out. MacKay's
 * fixed point c ← c·(αᵀKα)/tr(PK) in the space of masks, where K_d needs only Hamming distances. At most 300 masks are
 * looked at (drawn by `seed`). Cost: up to 40 inversions of a 300 × 300 matrix, about a second; a few players or masks: nothing.
 *
 * Source: D. MacKay, "Bayesian interpolation", Neural Computation 4, 1992.
 */
export function likeliestStrengths(problem: Omit<Problem, "penalties">, seed: number): Strengths {
  const { order } = problem;
  const { masks, values, weights } = chosen(problem, seed);
  const m = masks.length;
  const n = masks.n;
  const counts = Float64Array.from({ length: order + 1 }, (_, d) => binomial(n, d));
  const variance = spread(values);
  const penalties = new Float64Array(order + 1).fill(Number.POSITIVE_INFINITY);
  if (variance === 0) return { penalties, shares: new Array(order).fill(0), noise: 0 };

  const kernels = kernelsOf(masks, order);
  // Energies: count·c_d of each degree, and the noise last.
  const energies = new Float64Array(order + 2).fill(variance / (order + 1));
  energies[0] = 0;
  for (let d = n + 1; d <= order; d++) energies[d] = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const updated = step(energies, kernels, counts, weights, values, m, order);
    if (updated === undefined) break;
    let change = 0;
    for (let d = 1; d <= order + 1; d++) {
      const floor = d > order ? SMALLEST * variance : 0;
      let next = Math.max(updated[d], floor);
      if (d <= order && next < SMALLEST * variance) next = 0;
      if (next > 1e-6 * variance || energies[d] > 1e-6 * variance) {
        change = Math.max(change, Math.abs(Math.log(Math.max(next, 1e-300) / energies[d])));
      }
      energies[d] = next;
    }
    if (change < 0.02) break;
  }
  let total = 0;
  for (let d = 1; d <= order + 1; d++) total += energies[d];
  const noise = energies[order + 1];
  for (let d = 1; d <= order; d++) {
    // The floor keeps the equations solvable in doubles; what it adds is below 1e-11 of the data.
    if (energies[d] > 0)
      penalties[d] = Math.max((noise * counts[d]) / energies[d], 1e-11 * problem.masks.length);
  }
  // Both ends can only be met with sets of odd order.
  if (problem.ends && !(penalties[1] < Number.POSITIVE_INFINITY)) penalties[1] = 1e6 * problem.masks.length;
  return {
    penalties,
    shares: Array.from({ length: order }, (_, d) => energies[d + 1] / total),
    noise: noise / total,
  };
}

/** One round of MacKay's updates; undefined when the covariance is not positive definite. */
function step(
  energies: Float64Array,
  kernels: readonly Float64Array[],
  counts: Float64Array,
  weights: Float64Array,
  values: Float64Array,
  m: number,
  order: number,
): Float64Array | undefined {
  const covariance = new Float64Array(m * m);
  for (let d = 1; d <= order; d++) {
    const c = energies[d] / counts[d];
    if (!(c > 0)) continue;
    const kernel = kernels[d];
    for (let i = 0; i < covariance.length; i++) covariance[i] += c * kernel[i];
  }
  const noise = energies[order + 1];
  for (let i = 0; i < m; i++) covariance[i * m + i] += noise / weights[i];
  if (!cholesky(covariance, m)) return undefined;
  const inverse = choleskyInverse(covariance, m);
  // P = V⁻¹ − V⁻¹1·1ᵀV⁻¹ / 1ᵀV⁻¹1 integrates the constant out.
  const ones = symmetricTimes(inverse, undefined, m);
  let whole = 0;
  for (let i = 0; i < m; i++) whole += ones[i];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) inverse[i * m + j] -= (ones[i] * ones[j]) / whole;
  }
  const alpha = symmetricTimes(inverse, values, m);
  const updated = new Float64Array(order + 2);
  for (let d = 1; d <= order; d++) {
    if (!(energies[d] > 0)) continue;
    const kernel = kernels[d];
    let fit = 0;
    let trace = 0;
    for (let i = 0; i < m; i++) {
      let sum = 0;
      for (let j = 0; j < i; j++) {
        sum += alpha[j] * kernel[i * m + j];
        trace += 2 * inverse[i * m + j] * kernel[i * m + j];
      }
      fit += alpha[i] * (2 * sum + alpha[i] * kernel[i * m + i]);
      trace += inverse[i * m + i] * kernel[i * m + i];
    }
    updated[d] = trace > 0 ? energies[d] * Math.max(0, fit / trace) : energies[d];
  }
  let fit = 0;
  let trace = 0;
  for (let i = 0; i < m; i++) {
    fit += alpha[i] ** 2 / weights[i];
    trace += inverse[i * m + i] / weights[i];
  }
  updated[order + 1] = trace > 0 ? (noise * fit) / trace : noise;
  return updated;
}

/** Symmetric matrix (lower triangle) times a vector (all ones when undefined). */
function symmetricTimes(a: Float64Array, x: Float64Array | undefined, m: number): Float64Array {
  const out = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const xi = x ? x[i] : 1;
    let sum = a[i * m + i] * xi;
    for (let j = 0; j < i; j++) {
      const v = a[i * m + j];
      sum += v * (x ? x[j] : 1);
      out[j] += v * xi;
    }
    out[i] += sum;
  }
  return out;
}

/** Kernel of each degree, lower triangles. */
function kernelsOf(masks: Masks, order: number): Float64Array[] {
  const m = masks.length;
  const tables = krawtchouk(masks.n, order);
  const kernels = tables.map(() => new Float64Array(m * m));
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      const h = distance(masks, i, masks, j);
      for (let d = 1; d <= order; d++) kernels[d][i * m + j] = tables[d][h];
    }
  }
  return kernels;
}

/** At most `ROWS` rows of the problem, with the ends as two more where there are some; values centred, weights of mean 1. */
function chosen(
  { masks, values, weights, ends }: Omit<Problem, "penalties">,
  seed: number,
): { masks: Masks; values: Float64Array; weights: Float64Array } {
  const order = new Random(seed, "strengths").shuffle(
    Uint32Array.from({ length: masks.length }, (_, k) => k),
  );
  const rows = order.subarray(0, Math.min(ROWS, masks.length));
  const some = masks.select(rows);
  const extra = ends ? 2 : 0;
  const all = new Masks(masks.n, rows.length + extra);
  all.words.set(some.words);
  if (ends) for (let i = 0; i < masks.n; i++) all.set(rows.length + 1, i);
  const y = new Float64Array(all.length);
  const w = new Float64Array(all.length);
  let total = 0;
  for (let k = 0; k < rows.length; k++) {
    y[k] = values[rows[k]];
    total += w[k] = weights ? weights[rows[k]] : 1;
  }
  for (let k = 0; k < rows.length; k++) w[k] *= rows.length / total;
  if (ends) {
    y.set([ends.empty, ends.full], rows.length);
    w.fill(100, rows.length);
  }
  return { masks: all, values: y, weights: w };
}

function spread(values: Float64Array): number {
  let mean = 0;
  for (const v of values) mean += v / values.length;
  let sum = 0;
  let largest = 0;
  for (const v of values) {
    sum += (v - mean) ** 2 / values.length;
    largest = Math.max(largest, Math.abs(v));
  }
  return sum > (1e-14 * largest) ** 2 ? sum : 0;
}
