import { inner } from "./dot.js";

/**
 * Solves A·x = rhs for a symmetric positive (semi)definite A by conjugate gradients, from `start` (or 0), until the residual
 * is below `tolerance` times |rhs| or `iterations` steps are done. `multiply(x, out)` writes A·x into out.
 */
export function conjugateGradient(
  multiply: (x: Float64Array, out: Float64Array) => void,
  rhs: Float64Array,
  start: Float64Array | undefined = undefined,
  { tolerance = 1e-13, iterations = 300 }: { tolerance?: number; iterations?: number } = {},
): Float64Array {
  const k = rhs.length;
  const x: Float64Array = start ? Float64Array.from(start) : new Float64Array(k);
  const r: Float64Array = Float64Array.from(rhs);
  const ap = new Float64Array(k);
  if (start) {
    multiply(x, ap);
    for (let i = 0; i < k; i++) r[i] -= ap[i];
  }
  const p: Float64Array = Float64Array.from(r);
  let rr = inner(r, r);
  const enough = tolerance * tolerance * inner(rhs, rhs);
  for (let step = 0; step < iterations && rr > enough; step++) {
    multiply(p, ap);
    const curvature = inner(p, ap);
    if (!(curvature > 0)) break;
    const alpha = rr / curvature;
    for (let i = 0; i < k; i++) {
      x[i] += alpha * p[i];
      r[i] -= alpha * ap[i];
    }
    const next = inner(r, r);
    const beta = next / rr;
    for (let i = 0; i < k; i++) p[i] = r[i] + beta * p[i];
    rr = next;
  }
  return x;
}
