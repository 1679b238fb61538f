import { type Columns, parityRow } from "../bits/columns.js";
import { NormalEquations } from "./normalEquations.js";
import { differences, signedSum, subtractSigned } from "./signRow.js";

/**
 * Least squares on a growing support: the sign rows χ_S of the chosen sets over the evaluated masks, their Gram matrix
 * and their products with the values. Adding a set costs O(masks · (order + sets) / 32), a fit O(sets³) or a few O(sets²).
 */
export class SupportFit {
  readonly #columns: Columns;
  readonly #values: Float64Array;
  readonly #equations = new NormalEquations();
  #rows: Uint32Array[] = [];

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
    this.#rows.push(row);
    const gram = new Float64Array(this.#rows.length);
    for (let j = 0; j < this.#rows.length; j++) gram[j] = length - 2 * differences(row, this.#rows[j]);
    this.#equations.add(gram, signedSum(row, this.#values));
  }

  /** Keeps only the sets at these positions (ascending). */
  keep(positions: readonly number[]): void {
    this.#rows = positions.map((k) => this.#rows[k]);
    this.#equations.keep(positions);
  }

  /** Ridge coefficients: minimises Σ (value − Σ_S F_S χ_S)² + Σ_S ridge_S·F_S². `start` speeds up large supports. */
  solve(ridge: number | Float64Array, start?: Float64Array): Float64Array {
    return this.#equations.solve(ridge, start);
  }

  /** values − Σ_S F_S χ_S, one number for each mask. */
  residual(coefficients: Float64Array): Float64Array {
    const residual: Float64Array = Float64Array.from(this.#values);
    for (let k = 0; k < this.size; k++) subtractSigned(residual, this.#rows[k], coefficients[k]);
    return residual;
  }
}
