/**
 * Cholesky factor of a symmetric positive definite matrix, in place: A = L·Lᵀ, row-major k × k, only the lower triangle is
 * read and written. Returns false (A spoilt) when a pivot is not positive. Cost: k³/3 multiply-adds.
 */
export function cholesky(a: Float64Array, k: number): boolean {
  for (let i = 0; i < k; i++) {
    const rowI = i * k;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * k;
      let sum = a[rowI + j];
      for (let s = 0; s < j; s++) sum -= a[rowI + s] * a[rowJ + s];
      if (i === j) {
        if (!(sum > 0)) return false;
        a[rowI + i] = Math.sqrt(sum);
      } else a[rowI + j] = sum / a[rowJ + j];
    }
  }
  return true;
}

/** Solves L·Lᵀ·x = rhs in place with the factor that `cholesky` left. */
export function choleskySolve(l: Float64Array, k: number, rhs: Float64Array): void {
  for (let i = 0; i < k; i++) {
    let sum = rhs[i];
    for (let s = 0; s < i; s++) sum -= l[i * k + s] * rhs[s];
    rhs[i] = sum / l[i * k + i];
  }
  for (let i = k - 1; i >= 0; i--) {
    const x = (rhs[i] /= l[i * k + i]);
    for (let s = 0; s < i; s++) rhs[s] -= l[i * k + s] * x;
  }
}
