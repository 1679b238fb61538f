import { type Columns, parityRow } from "../bits/columns.js";
import { popcount } from "../bits/popcount.js";
import { cholesky, choleskySolve } from "../linalg/cholesky.js";
import { conjugateGradient } from "../linalg/conjugateGradient.js";

/** Up to this many terms a direct factorisation is quicker than conjugate gradients. */
const DIRECT = 256;

/**
 * Least squares on a growing support: the sign rows χ_S of the chosen sets over the evaluated masks, their Gram matrix
 * and their products with the values. Adding a set costs O(masks · (order + sets) / 32), a fit O(sets³) or a few O(sets²).
 */
export class SupportFit {
  readonly #columns: Columns;
  readonly #values: Float64Array;
  #rows: Uint32Array[] = [];
  #gram: Float64Array[] = [];
  #products: number[] = [];

  constructor(columns: Columns, values: Float64Array) {
    this.#columns = columns;
    this.#values = values;
  }

  /** Number of sets in the support. */
  get size(): number {
    return this.#rows.length;
  }

  /** Adds the set (ascending players) at the end of the support. */
  add(players: ArrayLike<number>): void {
    const { stride, length } = this.#columns;
    const row = new Uint32Array(stride);
    parityRow(this.#columns, players, row);
    const gram = new Float64Array(this.#rows.length + 1);
    for (let j = 0; j < this.#rows.length; j++) {
      const other = this.#rows[j];
      let odd = 0;
      for (let w = 0; w < stride; w++) odd += popcount(row[w] ^ other[w]);
      gram[j] = length - 2 * odd;
    }
    gram[this.#rows.length] = length;
    this.#rows.push(row);
    this.#gram.push(gram);
    this.#products.push(signedSum(row, this.#values));
  }

  /** Keeps only the sets at these positions (ascending). */
  keep(positions: readonly number[]): void {
    this.#rows = positions.map((k) => this.#rows[k]);
    this.#products = positions.map((k) => this.#products[k]);
    this.#gram = positions.map((k, at) => {
      const row = new Float64Array(at + 1);
      for (let j = 0; j <= at; j++) row[j] = this.#gram[k][positions[j]];
      return row;
    });
  }

  /** Ridge coefficients: minimises Σ (value − Σ_S F_S χ_S)² + Σ_S ridge_S·F_S². `start` speeds up large supports. */
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

  /** values − Σ_S F_S χ_S, one number for each mask. */
  residual(coefficients: Float64Array): Float64Array {
    const residual: Float64Array = Float64Array.from(this.#values);
    for (let k = 0; k < this.size; k++) subtractSigned(residual, this.#rows[k], coefficients[k]);
    return residual;
  }
}

/** Σ_x value(x)·(−1)^bit(x). */
function signedSum(bits: Uint32Array, values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += (bits[k >>> 5] >>> (k & 31)) & 1 ? -values[k] : values[k];
  return sum;
}

function subtractSigned(values: Float64Array, bits: Uint32Array, coefficient: number): void {
  for (let k = 0; k < values.length; k++) {
    values[k] += (bits[k >>> 5] >>> (k & 31)) & 1 ? coefficient : -coefficient;
  }
}
