/** A symmetric matrix in tridiagonal form, A = Q·T·Qᵀ, and a vector in the same basis. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** `off[i]` stands between rows i and i + 1 (the last element is not used). */
  readonly off: Float64Array;
  /** Qᵀ·b. */
  readonly vector: Float64Array;
  /** Q·x. */
  back(x: Float64Array): Float64Array;
}

/**
 * Householder reduction of a symmetric k × k matrix, in place (the whole matrix is read; it is spoilt). One reduction serves the
 * solutions of (A + λI)·x = b for every λ at O(k) each. Cost: 4k³/3 multiply-adds.
 */
export function tridiagonal(a: Float64Array, k: number, b: Float64Array): Tridiagonal {
  const diagonal = new Float64Array(k);
  const off = new Float64Array(k);
  const vector: Float64Array = Float64Array.from(b);
  const reflections: { from: number; v: Float64Array }[] = [];
  const p = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    diagonal[c] = a[c * k + c];
    const from = c + 1;
    if (from >= k) break;
    const size = k - from;
    const v = a.slice(c * k + from, c * k + k);
    let norm = 0;
    for (let i = 0; i < size; i++) norm += v[i] * v[i];
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    const alpha = v[0] > 0 ? -norm : norm;
    off[c] = alpha;
    v[0] -= alpha;
    let square = 0;
    for (let i = 0; i < size; i++) square += v[i] * v[i];
    if (square === 0) continue;
    const scale = Math.sqrt(2 / square);
    for (let i = 0; i < size; i++) v[i] *= scale;
    // A ← A − v·wᵀ − w·vᵀ with w = A·v − v·(vᵀA·v)/2 on the rest.
    let inner = 0;
    for (let i = 0; i < size; i++) {
      const row = (from + i) * k + from;
      let sum = 0;
      for (let j = 0; j < size; j++) sum += a[row + j] * v[j];
      p[i] = sum;
      inner += sum * v[i];
    }
    for (let i = 0; i < size; i++) p[i] -= (inner / 2) * v[i];
    for (let i = 0; i < size; i++) {
      const row = (from + i) * k + from;
      const vi = v[i];
      const pi = p[i];
      for (let j = 0; j < size; j++) a[row + j] -= vi * p[j] + pi * v[j];
    }
    reflect(vector, from, v);
    reflections.push({ from, v });
  }
  return {
    diagonal,
    off,
    vector,
    back(x) {
      const out: Float64Array = Float64Array.from(x);
      for (let r = reflections.length - 1; r >= 0; r--) reflect(out, reflections[r].from, reflections[r].v);
      return out;
    },
  };
}

/**
 * Solves (T + shift·I)·x = rhs and gives the trace of (T + shift·I)⁻¹ too; the shifted matrix must be positive definite. The diagonal of the
 * inverse comes from the pivots from both ends. O(k).
 */
export function solveShifted(
  { diagonal, off }: Pick<Tridiagonal, "diagonal" | "off">,
  shift: number,
  rhs: Float64Array,
): { x: Float64Array; trace: number } {
  const k = diagonal.length;
  const down = new Float64Array(k);
  const up = new Float64Array(k);
  for (let i = 0; i < k; i++) down[i] = diagonal[i] + shift - (i > 0 ? off[i - 1] ** 2 / down[i - 1] : 0);
  for (let i = k - 1; i >= 0; i--) up[i] = diagonal[i] + shift - (i < k - 1 ? off[i] ** 2 / up[i + 1] : 0);
  const x: Float64Array = Float64Array.from(rhs);
  for (let i = 1; i < k; i++) x[i] -= (off[i - 1] / down[i - 1]) * x[i - 1];
  let trace = 0;
  for (let i = k - 1; i >= 0; i--) {
    x[i] = (x[i] - (i < k - 1 ? off[i] * x[i + 1] : 0)) / down[i];
    trace += 1 / (down[i] + up[i] - diagonal[i] - shift);
  }
  return { x, trace };
}

/** x ← (I − v·vᵀ)·x on the places from `from` on; |v|² = 2. */
function reflect(x: Float64Array, from: number, v: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i] * x[from + i];
  for (let i = 0; i < v.length; i++) x[from + i] -= sum * v[i];
}
