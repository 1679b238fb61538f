import { describe, expect, test } from "vitest";
import { Random } from "../../src/bits/random.js";
import {
  cholesky,
  choleskyInverse,
  choleskyInverseDiagonal,
  choleskySolve,
} from "../../src/linalg/cholesky.js";
import { conjugateGradient } from "../../src/linalg/conjugateGradient.js";
import { lbfgs } from "../../src/linalg/lbfgs.js";

/** B·Bᵀ + I for a random B. */
function positiveDefinite(k: number, seed: number): Float64Array {
  const random = new Random(seed, "matrix");
  const b = Float64Array.from({ length: k * k }, () => random.normal());
  const a = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      let sum = i === j ? 1 : 0;
      for (let s = 0; s < k; s++) sum += b[i * k + s] * b[j * k + s];
      a[i * k + j] = sum;
    }
  }
  return a;
}

describe.each([1, 2, 3, 4, 5, 7, 8, 13, 30, 41])("%d × %d", (k) => {
  const a = positiveDefinite(k, k);
  const l = a.slice();
  const done = cholesky(l, k);

  test("L·Lᵀ is the matrix", () => {
    expect(done).toBe(true);
    for (let i = 0; i < k; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let s = 0; s <= j; s++) sum += l[i * k + s] * l[j * k + s];
        expect(sum).toBeCloseTo(a[i * k + j], 9);
      }
    }
  });

  test("the inverse times the matrix is the identity, and its diagonal alone is the same", () => {
    const inverse = choleskyInverse(l, k);
    const diagonal = choleskyInverseDiagonal(l, k);
    for (let i = 0; i < k; i++) {
      expect(diagonal[i]).toBeCloseTo(inverse[i * k + i], 12);
      for (let j = 0; j < k; j++) {
        let sum = 0;
        for (let s = 0; s < k; s++) sum += inverse[Math.max(i, s) * k + Math.min(i, s)] * a[s * k + j];
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 8);
      }
    }
  });

  test("solving, directly and by conjugate gradients", () => {
    const x = Float64Array.from({ length: k }, (_, i) => i - 2);
    const rhs = new Float64Array(k);
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) rhs[i] += a[i * k + j] * x[j];
    const direct = rhs.slice();
    choleskySolve(l, k, direct);
    const iterated = conjugateGradient((v, out) => {
      for (let i = 0; i < k; i++) {
        out[i] = 0;
        for (let j = 0; j < k; j++) out[i] += a[i * k + j] * v[j];
      }
    }, rhs);
    for (let i = 0; i < k; i++) {
      expect(direct[i]).toBeCloseTo(x[i], 8);
      expect(iterated[i]).toBeCloseTo(x[i], 6);
    }
  });
});

test("a matrix that is not positive definite is told", () => {
  expect(cholesky(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
});

describe("L-BFGS in a box", () => {
  /** Rosenbrock's valley, minimum 0 at (1, 1). */
  const valley = (x: Float64Array, gradient: Float64Array): number => {
    const u = x[1] - x[0] * x[0];
    gradient[0] = -400 * x[0] * u - 2 * (1 - x[0]);
    gradient[1] = 200 * u;
    return 100 * u * u + (1 - x[0]) ** 2;
  };

  test("finds the minimum inside", () => {
    const x = lbfgs(valley, Float64Array.of(-1.2, 1), {
      iterations: 200,
      tolerance: 1e-14,
      lower: Float64Array.of(-5, -5),
      upper: Float64Array.of(5, 5),
    });
    expect(x[0]).toBeCloseTo(1, 4);
    expect(x[1]).toBeCloseTo(1, 4);
  });

  test("stops at the bound when the minimum lies outside", () => {
    const x = lbfgs(
      (p, g) => {
        g[0] = 2 * (p[0] - 3);
        g[1] = 2 * (p[1] + 1);
        return (p[0] - 3) ** 2 + (p[1] + 1) ** 2;
      },
      Float64Array.of(0, 0),
      { lower: Float64Array.of(-2, -2), upper: Float64Array.of(2, 2) },
    );
    expect(x[0]).toBe(2);
    expect(x[1]).toBeCloseTo(-1, 6);
  });
});
