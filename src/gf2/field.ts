import { integer } from "../errors.js";

/**
 * Primitive polynomials of degree m = 2 … 16, bit j = coefficient of X^j: Matlab's defaults, which galois calls
 * `matlab_primitive_poly`.
 */
const PRIMITIVE: readonly number[] = [
  0, 0, 7, 11, 19, 37, 67, 137, 285, 529, 1033, 2053, 4179, 8219, 17475, 32771, 69643,
];

/**
 * The finite field GF(2^m) in the polynomial basis with alpha = X, by logarithms.
 *
 * An element is an integer 0 … 2^m − 1 whose bit j is the coefficient of X^j. `Field.of(m)` builds each field once.
 */
export class Field {
  readonly m: number;
  /** Bit j = coefficient of X^j. */
  readonly primitivePolynomial: number;
  /** Number of nonzero elements, 2^m − 1: the order of alpha. */
  readonly order: number;
  /** `exp[e]` = alpha^e for e = 0 … 2·order − 1, so that a sum of two logarithms needs no reduction. */
  readonly exp: Uint16Array;
  /** `log[x]` = e with alpha^e = x; `log[0]` is −1. */
  readonly log: Int32Array;
  /** `quadratic[c]` = the even y with y² + y = c, or 1 when there is none. The other solution is y + 1. */
  readonly quadratic: Uint16Array;
  /** `cubic[c]` = one z of three distinct ones with z³ + z = c, or 0 when there are not three. */
  readonly cubic: Uint16Array;

  static readonly #fields = new Map<number, Field>();

  /** GF(2^m), m = 2 … 16. */
  static of(m: number): Field {
    let field = Field.#fields.get(m);
    if (field === undefined) {
      field = new Field(integer("m", m, 2, 16));
      Field.#fields.set(m, field);
    }
    return field;
  }

  private constructor(m: number) {
    const size = 1 << m;
    this.m = m;
    this.primitivePolynomial = PRIMITIVE[m];
    this.order = size - 1;
    this.exp = new Uint16Array(2 * this.order);
    this.log = new Int32Array(size).fill(-1);
    for (let e = 0, x = 1; e < this.order; e++) {
      this.exp[e] = x;
      this.exp[e + this.order] = x;
      this.log[x] = e;
      x <<= 1;
      if (x & size) x ^= this.primitivePolynomial;
    }
    this.quadratic = new Uint16Array(size).fill(1);
    for (let y = 0; y < size; y += 2) this.quadratic[this.multiply(y, y) ^ y] = y;
    this.cubic = new Uint16Array(size);
    const solutions = new Uint8Array(size);
    for (let z = 1; z < size; z++) solutions[this.multiply(z, this.multiply(z, z)) ^ z]++;
    for (let z = 1; z < size; z++) {
      const c = this.multiply(z, this.multiply(z, z)) ^ z;
      if (solutions[c] === 3) this.cubic[c] = z;
    }
  }

  multiply(x: number, y: number): number {
    return x === 0 || y === 0 ? 0 : this.exp[this.log[x] + this.log[y]];
  }

  /** x / y; y must not be 0. */
  divide(x: number, y: number): number {
    return x === 0 ? 0 : this.exp[this.log[x] - this.log[y] + this.order];
  }

  /** The one y with y² = x. */
  squareRoot(x: number): number {
    if (x === 0) return 0;
    const e = this.log[x];
    return this.exp[e & 1 ? (e + this.order) >>> 1 : e >>> 1];
  }
}
