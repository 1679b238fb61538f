import type { Field } from "./field.js";

/**
 * Finds the roots of monic polynomials that split into distinct nonzero factors over GF(2^m), by exponent.
 *
 * Degrees 1 to 4 by formula (tables for y² + y = c and z³ + z = c; the quartic by its resolvent cubic), higher degrees
 * by a search over the exponents below `limit` (Chien), dividing each root out until degree 4 is left.
 */
export class RootFinder {
  /** Exponents e of the roots alpha^e found by the last call, in no order. */
  readonly exponents: Int32Array;
  readonly #field: Field;
  readonly #limit: number;
  /** alpha^e for e below (degree + 1)·order, then zeros: the place of terms that are not there. */
  readonly #exp: Uint16Array;
  readonly #zero: number;
  /** Coefficients under the leading one: entry k belongs to x^(degree−k), entry 0 is 1. */
  readonly #poly: Int32Array;
  readonly #at: Int32Array;
  readonly #step: Int32Array;
  #found = 0;

  /** `limit`: exponents at or above it are no roots for us. `degree`: the largest that will be asked. */
  constructor(field: Field, limit: number, degree: number) {
    this.#field = field;
    this.#limit = limit;
    this.exponents = new Int32Array(degree);
    this.#poly = new Int32Array(degree + 1);
    this.#at = new Int32Array(degree + 1);
    this.#step = new Int32Array(degree + 1);
    this.#zero = degree > 4 ? (degree + 1) * field.order : 0;
    this.#exp = new Uint16Array(this.#zero + 1);
    for (let e = 0; e < this.#zero; e++) this.#exp[e] = field.exp[e % field.order];
  }

  /**
   * Are there `degree` distinct roots alpha^e, e < limit? Then `exponents` has them.
   * The polynomial is sum_k poly[k]·x^(degree−k) with poly[0] = 1 and poly[degree] ≠ 0. Above degree 4 it must not have a
   * repeated root: the locators that Berlekamp-Massey finds for binary codes never do.
   */
  find(poly: Int32Array, degree: number): boolean {
    this.#found = 0;
    if (degree <= 4) return this.#small(poly, degree);
    const p = this.#poly;
    for (let k = 0; k <= degree; k++) p[k] = poly[k];
    let e = this.#limit;
    for (let left = degree; left > 4; left--) {
      e = left === 5 ? this.#search5(e) : this.#search(e, left);
      if (e < 0) return false;
      this.exponents[this.#found++] = e;
      this.#divide(e, left);
    }
    return this.#small(p, 4);
  }

  #small(p: Int32Array, degree: number): boolean {
    switch (degree) {
      case 0:
        return true;
      case 1:
        return this.#add(p[1]);
      case 2:
        return this.#quadratic(p[1], p[2], 0, false);
      case 3:
        return this.#cubic(p[1], p[2], p[3]);
      default:
        return this.#quartic(p[1], p[2], p[3], p[4]);
    }
  }

  #add(root: number): boolean {
    const e = this.#field.log[root];
    if (e < 0 || e >= this.#limit) return false;
    this.exponents[this.#found++] = e;
    return true;
  }

  /** Roots y of y² + ay + b, recorded as y + shift, or 1/y + shift when `inverted`. */
  #quadratic(a: number, b: number, shift: number, inverted: boolean): boolean {
    if (a === 0) return false;
    const { exp, log, order, quadratic } = this.#field;
    let y = 0;
    if (b !== 0) {
      let e = log[b] - 2 * log[a];
      while (e < 0) e += order;
      y = quadratic[exp[e]];
      if (y === 1) return false;
    }
    const scale = log[a];
    const first = y === 0 ? 0 : exp[log[y] + scale];
    const second = first ^ a;
    if (!inverted) return this.#add(first ^ shift) && this.#add(second ^ shift);
    return (
      first !== 0 &&
      second !== 0 &&
      this.#add(exp[order - log[first]] ^ shift) &&
      this.#add(exp[order - log[second]] ^ shift)
    );
  }

  /** x = y + a turns x³ + ax² + bx + c into y³ + py + q. */
  #cubic(a: number, b: number, c: number): boolean {
    const field = this.#field;
    const p = field.multiply(a, a) ^ b;
    const q = field.multiply(a, b) ^ c;
    const y = this.#depressed(p, q);
    if (y === 0) return false;
    if (!this.#add(y ^ a)) return false;
    return this.#quadratic(y, field.multiply(y, y) ^ p, a, false);
  }

  /** One root of y³ + py + q when it has three distinct ones and q ≠ 0, else 0. */
  #depressed(p: number, q: number): number {
    if (q === 0) return 0;
    const { exp, log, order, cubic } = this.#field;
    if (p === 0) {
      // Cube roots of one exist only where 3 divides 2^m − 1.
      return order % 3 === 0 && log[q] % 3 === 0 ? exp[log[q] / 3] : 0;
    }
    const e = log[p];
    const half = e & 1 ? (e + order) >>> 1 : e >>> 1;
    const z = cubic[exp[(log[q] - 3 * half + 3 * order) % order]];
    return z === 0 ? 0 : exp[log[z] + half];
  }

  #quartic(a: number, b: number, c: number, d: number): boolean {
    if (a === 0) return this.#affine(b, c, d, 0, false);
    // x = y + h with ah² = c has no linear term; its reciprocal polynomial has no cubic one.
    const field = this.#field;
    const h = field.squareRoot(field.divide(c, a));
    const square = field.multiply(h, h);
    const constant = field.multiply(square, square) ^ field.multiply(b, square) ^ d;
    if (constant === 0) return false;
    return this.#affine(
      field.divide(field.multiply(a, h) ^ b, constant),
      field.divide(a, constant),
      field.divide(1, constant),
      h,
      true,
    );
  }

  /** y⁴ + by² + cy + d = (y² + sy + u)(y² + sy + v), where s³ + bs + c = 0, u + v = c/s and uv = d. */
  #affine(b: number, c: number, d: number, shift: number, inverted: boolean): boolean {
    const field = this.#field;
    const s = this.#depressed(b, c);
    if (s === 0) return false;
    const sum = field.divide(c, s);
    const e = field.log[d] - 2 * field.log[sum];
    const half = field.quadratic[field.exp[e < 0 ? (e + 2 * field.order) % field.order : e]];
    if (half === 1) return false;
    const u = field.multiply(half, sum);
    return this.#quadratic(s, u, shift, inverted) && this.#quadratic(s, u ^ sum, shift, inverted);
  }

  /** Largest exponent under `below` of a root of the quintic, or −1. */
  #search5(below: number): number {
    this.#start(below, 5);
    const exp = this.#exp;
    const at = this.#at;
    const step = this.#step;
    let a1 = at[1];
    let a2 = at[2];
    let a3 = at[3];
    let a4 = at[4];
    let a5 = at[5];
    const s1 = step[1];
    const s2 = step[2];
    const s3 = step[3];
    const s4 = step[4];
    const s5 = step[5];
    for (let e = below - 1; e >= 0; e--) {
      if ((exp[a1] ^ exp[a2] ^ exp[a3] ^ exp[a4] ^ exp[a5]) === 1) return e;
      a1 += s1;
      a2 += s2;
      a3 += s3;
      a4 += s4;
      a5 += s5;
    }
    return -1;
  }

  #search(below: number, degree: number): number {
    this.#start(below, degree);
    const exp = this.#exp;
    const at = this.#at;
    const step = this.#step;
    for (let e = below - 1; e >= 0; e--) {
      let sum = 1;
      for (let k = 1; k <= degree; k++) {
        sum ^= exp[at[k]];
        at[k] += step[k];
      }
      if (sum === 0) return e;
    }
    return -1;
  }

  /** Logarithms of poly[k]·x^−k at x = alpha^(below−1); as the exponent falls by one, each grows by k. */
  #start(below: number, degree: number): void {
    const { log, order } = this.#field;
    const p = this.#poly;
    for (let k = 1; k <= degree; k++) {
      if (p[k] === 0) {
        this.#at[k] = this.#zero;
        this.#step[k] = 0;
      } else {
        const e = (log[p[k]] - k * (below - 1)) % order;
        this.#at[k] = e < 0 ? e + order : e;
        this.#step[k] = k;
      }
    }
  }

  /** Divides the polynomial by x + alpha^e. */
  #divide(e: number, degree: number): void {
    const { exp, log } = this.#field;
    const p = this.#poly;
    for (let k = 1; k < degree; k++) if (p[k - 1] !== 0) p[k] ^= exp[log[p[k - 1]] + e];
  }
}
