import { columnsOf, parityRow } from "../../bits/columns.js";
import { Masks } from "../../bits/masks.js";
import { cholesky, choleskySolve } from "../../linalg/cholesky.js";
import { conjugateGradient } from "../../linalg/conjugateGradient.js";
import type { Sets } from "./fit.js";
import { distance, krawtchouk } from "./krawtchouk.js";
import { DIRECT, oddSum, players } from "./primal.js";
import type { Problem } from "./problem.js";

/**
 * The same minimum from the masks' side: F(S) = Σ_x a_x χ_S(x)/penalty_|S|, where a solves (K + W⁻¹)·a = y − constant and
 * K(x, x′) = Σ_d K_d(distance)/penalty_d. Without ends the constant makes Σ a = 0. With ends the kernel is taken relative
 * to the empty mask and conditioned on the full one, so that every function it spans meets both exactly.
 * Cost: masks³/3 up to `DIRECT` masks; terms·masks/2 to write the coefficients.
 */
export function solveInMasks(problem: Problem, sets: Sets): Float64Array | undefined {
  const { masks, values, weights, order, penalties, ends } = problem;
  const m = masks.length;
  const { n } = masks;
  const kernel = kernelByDistance(n, Math.min(order, n), penalties);
  const full = fullMaskOf(n);
  const empty = new Masks(n, 1);
  const toEmpty = (k: number): number => kernel[distance(masks, k, empty, 0)];
  // Relative to ∅: K(x, x′) − K(x, ∅) − K(∅, x′) + K(∅, ∅); and its row and corner for N.
  const corner = 2 * (kernel[0] - kernel[n]);
  const atEmpty = Float64Array.from({ length: m }, (_, k) => toEmpty(k));
  const atFull = Float64Array.from(
    { length: m },
    (_, k) => kernel[distance(masks, k, full, 0)] - atEmpty[k] - kernel[n] + kernel[0],
  );
  const element = (i: number, j: number): number => {
    const k = kernel[distance(masks, i, masks, j)];
    return ends ? k - atEmpty[i] - atEmpty[j] + kernel[0] - (atFull[i] * atFull[j]) / corner : k;
  };
  const diagonal = (i: number): number => element(i, i) + 1 / (weights ? weights[i] : 1);
  const solve = solver(m, element, diagonal);
  if (solve === undefined) return undefined;

  const alpha = new Float64Array(m + 2);
  let constant = 0;
  if (ends) {
    const rise = ends.full - ends.empty;
    const solved = solve(values.map((v, k) => v - ends.empty - (rise * atFull[k]) / corner));
    alpha.set(solved);
    let seen = 0;
    let sum = 0;
    for (let k = 0; k < m; k++) {
      seen += solved[k] * atFull[k];
      sum += solved[k];
    }
    alpha[m] = (rise - seen) / corner;
    alpha[m + 1] = -(sum + alpha[m]);
  } else {
    const ofValues = solve(values);
    const ofOnes = solve(new Float64Array(m).fill(1));
    let top = 0;
    let bottom = 0;
    for (let k = 0; k < m; k++) {
      top += ofValues[k];
      bottom += ofOnes[k];
    }
    constant = top / bottom;
    for (let k = 0; k < m; k++) alpha[k] = ofValues[k] - constant * ofOnes[k];
  }
  return coefficients(withEnds(masks, full), alpha, sets, penalties, ends ? ends.empty : undefined, constant);
}

function coefficients(
  centres: Masks,
  alpha: Float64Array,
  sets: Sets,
  penalties: Float64Array,
  empty: number | undefined,
  constant: number,
): Float64Array {
  const columns = columnsOf(centres);
  const row = new Uint32Array(columns.stride);
  let sum = 0;
  for (const a of alpha) sum += a;
  const out = new Float64Array(sets.length);
  let rest = 0;
  for (let k = 1; k < sets.length; k++) {
    const set = players(sets, k);
    parityRow(columns, set, row);
    out[k] = (sum - 2 * oddSum(row, 0, columns.stride, alpha)) / penalties[set.length];
    rest += out[k];
  }
  out[0] = empty === undefined ? constant : empty - rest;
  return out;
}

/** Σ_d K_d(h)/penalty_d over d ≥ 1, by distance h. */
function kernelByDistance(n: number, order: number, penalties: Float64Array): Float64Array {
  const tables = krawtchouk(n, order);
  const kernel = new Float64Array(n + 1);
  for (let d = 1; d <= order; d++) {
    if (penalties[d] === Number.POSITIVE_INFINITY) continue;
    for (let h = 0; h <= n; h++) kernel[h] += tables[d][h] / penalties[d];
  }
  return kernel;
}

function solver(
  m: number,
  element: (i: number, j: number) => number,
  diagonal: (i: number) => number,
): ((rhs: Float64Array) => Float64Array) | undefined {
  if (m <= DIRECT) {
    const matrix = new Float64Array(m * m);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < i; j++) matrix[i * m + j] = element(i, j);
      matrix[i * m + i] = diagonal(i);
    }
    if (!cholesky(matrix, m)) return undefined;
    return (rhs) => {
      const x: Float64Array = Float64Array.from(rhs);
      choleskySolve(matrix, m, x);
      return x;
    };
  }
  return (rhs) =>
    conjugateGradient(
      (x, out) => {
        out.fill(0);
        for (let i = 0; i < m; i++) {
          let sum = diagonal(i) * x[i];
          for (let j = 0; j < i; j++) {
            const v = element(i, j);
            sum += v * x[j];
            out[j] += v * x[i];
          }
          out[i] += sum;
        }
      },
      rhs,
      undefined,
      { iterations: 300, tolerance: 1e-9 },
    );
}

function fullMaskOf(n: number): Masks {
  const full = new Masks(n, 1);
  for (let i = 0; i < n; i++) full.set(0, i);
  return full;
}

/** The masks, then the full one, then the empty one. */
function withEnds(masks: Masks, full: Masks): Masks {
  const all = new Masks(masks.n, masks.length + 2);
  all.words.set(masks.words);
  all.words.set(full.words, masks.length * masks.stride);
  return all;
}
