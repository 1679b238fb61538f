import { describe, expect, test } from "vitest";
import { bchCode, parityOf } from "../../src/gf2/bch.js";
import { golden } from "./golden.js";

describe("golden codes", () => {
  test.each(golden)("m = $m, t = $t", (code) => {
    // Two codes may share a field and a generator (t = 4 and 5 at m = 5); the full length asks for exactly this one.
    const ours = bchCode(code.k, code.t);
    expect({ m: ours.m, nc: ours.nc, k: ours.k, r: ours.r }).toEqual({
      m: code.m,
      nc: code.nc,
      k: code.k,
      r: code.r,
    });
    expect(ours.generator.toString(16)).toBe(code.generator_poly);
    expect(ours.field.primitivePolynomial).toBe(code.primitive_poly);
  });

  test("parities of sets are the recorded remainders", () => {
    let checked = 0;
    for (const code of golden) {
      const ours = bchCode(code.k, code.t);
      for (const pattern of [...code.patterns, ...code.overweight]) {
        const players = pattern.e.filter((e) => e >= code.r).map((e) => code.r + ours.n - 1 - e);
        const parity = parityOf(ours, players);
        // Parity positions are already reduced: each is its own bit.
        for (const e of pattern.e.filter((e) => e < code.r)) {
          parity[(code.r - 1 - e) >>> 5] ^= 1 << ((code.r - 1 - e) & 31);
        }
        let remainder = 0n;
        for (let p = 0; p < code.r; p++) {
          if ((parity[p >>> 5] >>> (p & 31)) & 1) remainder |= 1n << BigInt(code.r - 1 - p);
        }
        expect(remainder.toString(16)).toBe(pattern.syndrome);
        checked++;
      }
    }
    expect(checked).toBe(golden.length * 40);
  });
});

test.each([
  [1, 1],
  [1, 5],
  [1, 8],
  [11, 5],
  [20, 5],
  [30, 2],
  [64, 5],
  [200, 8],
])("delay rows and columns are the polynomial definition, n = %i, t = %i", (n, t) => {
  const code = bchCode(n, t);
  const { r, generator, delays, columns, wordsPerColumn } = code;
  for (let i = 0; i < n; i++) {
    let rest = 1n << BigInt(r + n - 1 - i);
    for (let e = r + n - 1 - i; e >= r; e--) {
      if ((rest >> BigInt(e)) & 1n) rest ^= generator << BigInt(e - r);
    }
    for (let p = 0; p < r; p++) {
      const bit = Number((rest >> BigInt(r - 1 - p)) & 1n);
      expect(Number(delays.has(p, i))).toBe(bit);
      expect((columns[i * wordsPerColumn + (p >>> 5)] >>> (p & 31)) & 1).toBe(bit);
    }
  }
});

test("delays are the transpose of columns at n = 4035, with no stray bits", () => {
  const code = bchCode(4035, 5);
  let different = 0;
  let ones = 0;
  for (let i = 0; i < code.n; i++) {
    for (let p = 0; p < code.r; p++) {
      const bit = (code.columns[i * code.wordsPerColumn + (p >>> 5)] >>> (p & 31)) & 1;
      ones += bit;
      if (Number(code.delays.has(p, i)) !== bit) different++;
    }
  }
  expect(different).toBe(0);
  const popcount = (words: Uint32Array): number =>
    words.reduce((sum, w) => sum + w.toString(2).replaceAll("0", "").length, 0);
  expect(popcount(code.delays.words)).toBe(ones);
  expect(popcount(code.columns)).toBe(ones);
});

test("parity bits grow with n as in the reference, t = 5", () => {
  const expected: [number, number][] = [
    [11, 20],
    [12, 27],
    [36, 27],
    [37, 35],
    [92, 35],
    [93, 40],
    [215, 40],
    [216, 45],
    [466, 45],
    [467, 50],
    [973, 50],
    [974, 55],
    [1992, 55],
    [4035, 60],
    [8126, 65],
    [16313, 70],
  ];
  expect(expected.map(([n]) => [n, bchCode(n, 5).r])).toEqual(expected);
});

test("codes are kept, reach n = 20,000 for every t, and refuse what cannot be", () => {
  expect(bchCode(20, 5)).toBe(bchCode(20, 5));
  for (let t = 1; t <= 8; t++) {
    const code = bchCode(20_000, t);
    expect(code.k).toBeGreaterThanOrEqual(20_000);
    expect(code.r).toBeLessThanOrEqual(code.m * t);
  }
  expect(() => bchCode(0, 5)).toThrow(/`n`/);
  expect(() => bchCode(20, 9)).toThrow(/`t`/);
  expect(() => bchCode(65_500, 5)).toThrow(/at most 65455 players/);
});
