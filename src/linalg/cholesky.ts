import { dot } from "./dot.js";

/**
 * Cholesky factor of a symmetric positive definite matrix, in place: A = L·Lᵀ, row-major k × k, only the lower triangle is
 * read and written. Returns false (A spoilt) when a pivot is not positive. Cost: k³/6 multiply-adds.
 */
export function cholesky(a: Float64Array, k: number): boolean {
  for (let i = 0; i < k; i++) {
    const rowI = i * k;
    for (let j = 0; j < i; j++) {
      a[rowI + j] = (a[rowI + j] - dot(a, rowI, a, j * k, j)) / a[j * k + j];
    }
    const pivot = a[rowI + i] - dot(a, rowI, a, rowI, i);
    if (!(pivot > 0)) return false;
    a[rowI + i] = Math.sqrt(pivot);
  }
  return true;
}

/** Solves L·Lᵀ·x = rhs in place with the factor that `cholesky` left. */
export function choleskySolve(l: Float64Array, k: number, rhs: Float64Array): void {
  for (let i = 0; i < k; i++) rhs[i] = (rhs[i] - dot(l, i * k, rhs, 0, i)) / l[i * k + i];
  for (let i = k - 1; i >= 0; i--) {
    const x = (rhs[i] /= l[i * k + i]);
    for (let s = 0; s < i; s++) rhs[s] -= l[i * k + s] * x;
  }
}

/**
 * The inverse of L·Lᵀ from the factor L, lower triangle of a new k × k matrix (the upper one is left at 0).
 * Cost: k³/3 multiply-adds.
 */
export function choleskyInverse(l: Float64Array, k: number): Float64Array {
  // Row j holds column j of L⁻¹, from its diagonal on.
  const columns = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    const at = j * k;
    columns[at + j] = 1 / l[at + j];
    for (let i = j + 1; i < k; i++) {
      columns[at + i] = -dot(l, i * k + j, columns, at + j, i - j) / l[i * k + i];
    }
  }
  const inverse = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) inverse[i * k + j] = dot(columns, i * k + i, columns, j * k + i, k - i);
  }
  return inverse;
}

/** The diagonal of the inverse of L·Lᵀ: half the cost of the whole (k³/6), and only O(k) memory. */
export function choleskyInverseDiagonal(l: Float64Array, k: number): Float64Array {
  const diagonal = new Float64Array(k);
  const column = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    column[j] = 1 / l[j * k + j];
    let sum = column[j] * column[j];
    for (let i = j + 1; i < k; i++) {
      const x = -dot(l, i * k + j, column, j, i - j) / l[i * k + i];
      column[i] = x;
      sum += x * x;
    }
    diagonal[j] = sum;
  }
  return diagonal;
}
