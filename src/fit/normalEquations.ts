import { cholesky, choleskySolve } from "../linalg/cholesky.js";
import { conjugateGradient } from "../linalg/conjugateGradient.js";

/** Up to this many terms a direct factorisation is quicker than conjugate gradients. */
const DIRECT = 256;

/** The normal equations of a growing least-squares fit: the Gram matrix of the terms and their products with the values. */
export class NormalEquations {
  #gram: Float64Array[] = [];
  #products: number[] = [];

  /** Number of terms. */
  get size(): number {
    return this.#gram.length;
  }

  /** Adds a term: its inner products with the terms so far and at last with itself, and its product with the values. */
  add(gram: Float64Array, product: number): void {
    this.#gram.push(gram);
    this.#products.push(product);
  }

  /** Keeps only the terms at these positions (ascending). */
  keep(positions: readonly number[]): void {
    this.#products = positions.map((k) => this.#products[k]);
    this.#gram = positions.map((k, at) => {
      const row = new Float64Array(at + 1);
      for (let j = 0; j <= at; j++) row[j] = this.#gram[k][positions[j]];
      return row;
    });
  }

  /**
   * Coefficients of the fit with ridge_S·F_S² added to the squares for each term. `start` speeds up large supports.
   * Cost: O(terms³), beyond 256 terms a few O(terms²).
   */
  solve(ridge: number | Float64Array, start?: Float64Array): Float64Array {
    const k = this.size;
    const penalty = (i: number): number => (typeof ridge === "number" ? ridge : ridge[i]);
    if (k <= DIRECT) {
      const a = new Float64Array(k * k);
      for (let i = 0; i < k; i++) {
        a.set(this.#gram[i], i * k);
        a[i * k + i] += penalty(i);
      }
      const x: Float64Array = Float64Array.from(this.#products);
      if (cholesky(a, k)) {
        choleskySolve(a, k, x);
        return x;
      }
    }
    return conjugateGradient(
      (x, out) => {
        for (let i = 0; i < k; i++) out[i] = penalty(i) * x[i];
        for (let i = 0; i < k; i++) {
          const row = this.#gram[i];
          const xi = x[i];
          let sum = row[i] * xi;
          for (let j = 0; j < i; j++) {
            sum += row[j] * x[j];
            out[j] += row[j] * xi;
          }
          out[i] += sum;
        }
      },
      Float64Array.from(this.#products),
      start,
    );
  }
}
