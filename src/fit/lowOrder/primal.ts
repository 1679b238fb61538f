import { columnsOf, parityRow } from "../../bits/columns.js";
import { Masks } from "../../bits/masks.js";
import { popcount } from "../../bits/popcount.js";
import { cholesky, choleskySolve } from "../../linalg/cholesky.js";
import { conjugateGradient } from "../../linalg/conjugateGradient.js";
import { inner } from "../../linalg/dot.js";
import { differencesOf } from "./differences.js";
import type { Sets } from "./fit.js";
import type { Problem } from "./problem.js";

/** Up to so many unknowns a factorisation. */
export const DIRECT = 2500;

/**
 * The normal equations (ΦᵀWΦ + Λ)·F = ΦᵀWy, and with ends their Schur complement: F − A⁻¹Cᵀν, C·F exact. Undefined when the
 * matrix is singular. Masks are ordered by weight and each weight starts a new word, so that a Gram element is a weighted sum of
 * popcounts, 32 masks at a time. Cost: masks/32 for each difference of two sets (`differencesOf`), and terms³/3 up to `DIRECT` terms.
 */
export function solveInTerms(problem: Problem, sets: Sets): Float64Array | undefined {
  const { values, weights, penalties, ends } = problem;
  const { masks, rows, wordWeights } = byWeight(problem);
  const columns = columnsOf(masks);
  const p = sets.length;
  const { stride } = columns;
  const parities = new Uint32Array(p * stride);
  for (let k = 0; k < p; k++) {
    parityRow(columns, players(sets, k), parities.subarray(k * stride, (k + 1) * stride));
  }
  const weighted = new Float64Array(masks.length);
  let totalWeight = 0;
  let sum = 0;
  for (let k = 0; k < rows.length; k++) {
    if (rows[k] < 0) continue;
    const w = weights ? weights[rows[k]] : 1;
    totalWeight += w;
    sum += weighted[k] = w * values[rows[k]];
  }
  const rhs = new Float64Array(p);
  const matrix = new Float64Array(p * p);
  // χ_S·χ_T is χ of what only one of them has: pairs of sets with the same difference share an element.
  const differences = differencesOf(sets);
  for (let k = 0; k < p; k++) {
    rhs[k] = sum - 2 * oddSum(parities, k * stride, stride, weighted);
    for (let j = 0; j <= k; j++) {
      const at = differences?.rank(k, j) ?? -1;
      let element = at < 0 ? Number.NaN : differences!.known[at];
      if (Number.isNaN(element)) {
        let odd = 0;
        for (let w = 0; w < stride; w++) {
          odd += wordWeights[w] * popcount(parities[k * stride + w] ^ parities[j * stride + w]);
        }
        element = totalWeight - 2 * odd;
        if (at >= 0) differences!.known[at] = element;
      }
      matrix[k * p + j] = element;
    }
    const size = sets.offsets[k + 1] - sets.offsets[k];
    if (size > 0) matrix[k * p + k] += penalties[size];
  }
  const solve = solver(matrix, p, totalWeight);
  if (solve === undefined) return undefined;
  const free = solve(rhs);
  if (!ends) return free;
  // g(∅) and g(N) fix the sums over the sets of even and of odd order.
  const targets = [(ends.empty + ends.full) / 2, (ends.empty - ends.full) / 2];
  const rowsOfC = [0, 1].map((odd) =>
    Float64Array.from({ length: p }, (_, k) =>
      ((sets.offsets[k + 1] - sets.offsets[k]) & 1) === odd ? 1 : 0,
    ),
  );
  const solved = rowsOfC.map(solve);
  const gap = rowsOfC.map((row, c) => inner(row, free) - targets[c]);
  const a = inner(rowsOfC[0], solved[0]);
  const b = inner(rowsOfC[0], solved[1]);
  const d = inner(rowsOfC[1], solved[1]);
  if (d === 0) return free.map((v, k) => v - (gap[0] / a) * solved[0][k]);
  const determinant = a * d - b * b;
  const even = (d * gap[0] - b * gap[1]) / determinant;
  const odd = (a * gap[1] - b * gap[0]) / determinant;
  return free.map((v, k) => v - even * solved[0][k] - odd * solved[1][k]);
}

/** Solves with a symmetric matrix (lower triangle); undefined when it is singular. */
function solver(
  matrix: Float64Array,
  p: number,
  scale: number,
): ((rhs: Float64Array) => Float64Array) | undefined {
  if (p <= DIRECT) {
    if (!cholesky(matrix, p)) return undefined;
    for (let k = 0; k < p; k++) if (matrix[k * p + k] ** 2 < 1e-14 * scale) return undefined;
    return (rhs) => {
      const x: Float64Array = Float64Array.from(rhs);
      choleskySolve(matrix, p, x);
      return x;
    };
  }
  return (rhs) =>
    conjugateGradient(
      (x, out) => {
        out.fill(0);
        for (let i = 0; i < p; i++) {
          const xi = x[i];
          let sum = matrix[i * p + i] * xi;
          for (let j = 0; j < i; j++) {
            const v = matrix[i * p + j];
            sum += v * x[j];
            out[j] += v * xi;
          }
          out[i] += sum;
        }
      },
      rhs,
      undefined,
      { iterations: 1000, tolerance: 1e-12 },
    );
}

/** Masks ordered by weight, every weight padded to whole words; `rows[k]` is the row of place k, −1 for padding. */
function byWeight({ masks, weights }: Problem): {
  masks: Masks;
  rows: Int32Array;
  wordWeights: Float64Array;
} {
  const order = Int32Array.from({ length: masks.length }, (_, k) => k);
  const weightOf = (k: number): number => (weights ? weights[k] : 1);
  if (weights) order.sort((a, b) => weights[a] - weights[b] || a - b);
  const places: number[] = [];
  const wordWeights: number[] = [];
  for (let k = 0; k < order.length; k++) {
    if (k > 0 && weightOf(order[k]) !== weightOf(order[k - 1]))
      while (places.length % 32 !== 0) places.push(-1);
    if (places.length % 32 === 0) wordWeights.push(weightOf(order[k]));
    places.push(order[k]);
  }
  const rows = Int32Array.from(places);
  const ordered = new Masks(masks.n, rows.length);
  const { stride } = masks;
  for (let k = 0; k < rows.length; k++) {
    if (rows[k] < 0) continue;
    ordered.words.set(masks.words.subarray(rows[k] * stride, (rows[k] + 1) * stride), k * stride);
  }
  return { masks: ordered, rows, wordWeights: Float64Array.from(wordWeights) };
}

/** Σ value over the places whose bit is set. */
export function oddSum(bits: Uint32Array, from: number, stride: number, values: Float64Array): number {
  let sum = 0;
  for (let w = 0; w < stride; w++) {
    let word = bits[from + w];
    const base = w * 32;
    while (word !== 0) {
      const low = word & -word;
      sum += values[base + 31 - Math.clz32(low)];
      word ^= low;
    }
  }
  return sum;
}

export function players(sets: Sets, k: number): Uint32Array {
  return sets.players.subarray(sets.offsets[k], sets.offsets[k + 1]);
}
