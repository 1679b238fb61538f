import { dot, dots4x2 } from "./dot.js";

/**
 * Cholesky factor of a symmetric positive definite matrix, in place: A = L·Lᵀ, row-major k × k, only the lower triangle is
 * read and written. Returns false (A spoilt) when a pivot is not positive. Cost: k³/6 multiply-adds.
 */
export function cholesky(a: Float64Array, k: number): boolean {
  const sums = new Float64Array(8);
  let i = 0;
  // Four rows at a time: against the finished rows two by two, then among themselves.
  for (; i + 3 < k; i += 4) {
    let j = 0;
    for (; j + 1 < i; j += 2) {
      const first = a[j * k + j];
      const second = a[(j + 1) * k + j + 1];
      const across = a[(j + 1) * k + j];
      dots4x2(a, i * k, a, j * k, k, j, sums);
      for (let r = 0; r < 4; r++) {
        const at = (i + r) * k + j;
        const x = (a[at] - sums[2 * r]) / first;
        a[at] = x;
        a[at + 1] = (a[at + 1] - sums[2 * r + 1] - x * across) / second;
      }
    }
    for (let r = 0; r < 4; r++) if (!finishRow(a, k, i + r, j)) return false;
  }
  for (; i < k; i++) if (!finishRow(a, k, i, 0)) return false;
  return true;
}

/** Row i of the factor from column `from` on, one by one. */
function finishRow(a: Float64Array, k: number, i: number, from: number): boolean {
  const rowI = i * k;
  for (let j = from; j < i; j++) {
    a[rowI + j] = (a[rowI + j] - dot(a, rowI, a, j * k, j)) / a[j * k + j];
  }
  const pivot = a[rowI + i] - dot(a, rowI, a, rowI, i);
  if (!(pivot > 0)) return false;
  a[rowI + i] = Math.sqrt(pivot);
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
  const columns = inverseColumns(l, k);
  const inverse = new Float64Array(k * k);
  const sums = new Float64Array(8);
  let i = 0;
  for (; i + 3 < k; i += 4) {
    // Column i + r starts at its own diagonal: what lies before the last of the four is added one by one.
    const common = i + 3;
    let j = 0;
    for (; j + 1 < i; j += 2) {
      dots4x2(columns, i * k + common, columns, j * k + common, k, k - common, sums);
      for (let r = 0; r < 4; r++) {
        for (let c = 0; c < 2; c++) {
          let sum = sums[2 * r + c];
          for (let s = i + r; s < common; s++) sum += columns[(i + r) * k + s] * columns[(j + c) * k + s];
          inverse[(i + r) * k + j + c] = sum;
        }
      }
    }
    for (let r = 0; r < 4; r++) finishInverse(columns, inverse, k, i + r, j);
  }
  for (; i < k; i++) finishInverse(columns, inverse, k, i, 0);
  return inverse;
}

function finishInverse(
  columns: Float64Array,
  inverse: Float64Array,
  k: number,
  i: number,
  from: number,
): void {
  for (let j = from; j <= i; j++) inverse[i * k + j] = dot(columns, i * k + i, columns, j * k + i, k - i);
}

/** L⁻¹, transposed: row j holds column j, from its diagonal on. Two rows of L meet four columns at a time. */
function inverseColumns(l: Float64Array, k: number): Float64Array {
  const columns = new Float64Array(k * k);
  const sums = new Float64Array(8);
  const solveOne = (j: number, i: number): void => {
    columns[j * k + i] = -dot(l, i * k + j, columns, j * k + j, i - j) / l[i * k + i];
  };
  let j = 0;
  for (; j + 3 < k; j += 4) {
    for (let r = 0; r < 4; r++) {
      columns[(j + r) * k + j + r] = 1 / l[(j + r) * k + j + r];
      for (let i = j + r + 1; i < Math.min(j + 4, k); i++) solveOne(j + r, i);
    }
    // Columns are 0 above their diagonal, so all four may start at the first one's.
    let i = j + 4;
    for (; i + 1 < k; i += 2) {
      dots4x2(columns, j * k + j, l, i * k + j, k, i - j, sums);
      const across = l[(i + 1) * k + i];
      for (let r = 0; r < 4; r++) {
        const at = (j + r) * k + i;
        const x = -sums[2 * r] / l[i * k + i];
        columns[at] = x;
        columns[at + 1] = -(sums[2 * r + 1] + x * across) / l[(i + 1) * k + i + 1];
      }
    }
    for (; i < k; i++) for (let r = 0; r < 4; r++) solveOne(j + r, i);
  }
  for (; j < k; j++) {
    columns[j * k + j] = 1 / l[j * k + j];
    for (let i = j + 1; i < k; i++) solveOne(j, i);
  }
  return columns;
}

/** The diagonal of the inverse of L·Lᵀ: half the cost of the whole (k³/6). */
export function choleskyInverseDiagonal(l: Float64Array, k: number): Float64Array {
  const columns = inverseColumns(l, k);
  const diagonal = new Float64Array(k);
  for (let j = 0; j < k; j++) diagonal[j] = dot(columns, j * k + j, columns, j * k + j, k - j);
  return diagonal;
}
