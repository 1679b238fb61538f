import { expect, test } from "vitest";
import { Field } from "../../src/gf2/field.js";

const sizes = Array.from({ length: 15 }, (_, k) => k + 2);

/** Product in the polynomial basis by shifts alone. */
function carryless(x: number, y: number, m: number, polynomial: number): number {
  let product = 0;
  for (let bit = m - 1; bit >= 0; bit--) {
    product <<= 1;
    if (product & (1 << m)) product ^= polynomial;
    if ((y >>> bit) & 1) product ^= x;
  }
  return product;
}

test.each(sizes)(
  "the polynomial of degree %i is primitive: powers of alpha are all nonzero elements",
  (m) => {
    const field = Field.of(m);
    expect(32 - Math.clz32(field.primitivePolynomial)).toBe(m + 1);
    expect(new Set(field.exp.subarray(0, field.order)).size).toBe(field.order);
    expect(carryless(field.exp[field.order - 1], 2, m, field.primitivePolynomial)).toBe(1);
  },
);

test("the polynomials of degree 5 to 10 are those of the golden vectors", () => {
  expect([5, 6, 7, 8, 9, 10].map((m) => Field.of(m).primitivePolynomial)).toEqual([
    37, 67, 137, 285, 529, 1033,
  ]);
});

test.each([2, 3, 4, 7, 8, 13, 16])(
  "products, quotients and square roots agree with shift arithmetic, m = %i",
  (m) => {
    const field = Field.of(m);
    for (let k = 0; k < 500; k++) {
      const x = (k * 7919) & field.order;
      const y = (k * k * 31 + 5) & field.order;
      expect(field.multiply(x, y)).toBe(carryless(x, y, m, field.primitivePolynomial));
      if (y !== 0) expect(field.multiply(field.divide(x, y), y)).toBe(x);
      const root = field.squareRoot(x);
      expect(field.multiply(root, root)).toBe(x);
    }
  },
);

test.each([2, 3, 6, 7])(
  "the tables solve y² + y = c and z³ + z = c exactly when they should, m = %i",
  (m) => {
    const field = Field.of(m);
    const all = Array.from({ length: field.order + 1 }, (_, x) => x);
    for (const c of all) {
      const square = all.filter((y) => (field.multiply(y, y) ^ y) === c);
      expect(field.quadratic[c]).toBe(square.length === 0 ? 1 : Math.min(...square));
      const cube = all.filter((z) => (field.multiply(z, field.multiply(z, z)) ^ z) === c);
      if (cube.length === 3) expect(cube).toContain(field.cubic[c]);
      else expect(field.cubic[c]).toBe(0);
    }
  },
);
