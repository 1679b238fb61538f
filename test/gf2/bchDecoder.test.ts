import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/bits/random.js";
import { type BchCode, BchDecoder, bchCode, decodeHard, parityOf } from "../../src/gf2/bch.js";
import { golden } from "./golden.js";

/** The parity word of a set with the given parity bits flipped. */
function received(code: BchCode, players: readonly number[], flips: readonly number[]): Uint32Array {
  const word = parityOf(code, players);
  for (const p of flips) word[p >>> 5] ^= 1 << (p & 31);
  return word;
}

/** Exponents as players and parity bits, both ascending. */
function split(code: BchCode, exponents: readonly number[]): { players: number[]; flips: number[] } {
  const ascending = (a: number, b: number): number => a - b;
  return {
    players: exponents
      .filter((e) => e >= code.r)
      .map((e) => code.r + code.n - 1 - e)
      .sort(ascending),
    flips: exponents
      .filter((e) => e < code.r)
      .map((e) => code.r - 1 - e)
      .sort(ascending),
  };
}

describe("golden vectors", () => {
  test.each(golden)("m = $m, t = $t", (recorded) => {
    const code = bchCode(recorded.k, recorded.t);
    const decoder = new BchDecoder(code);
    const out = new Int32Array(code.t);
    const odd = new Uint16Array(code.t);
    for (const { e, decode } of [
      ...recorded.patterns.map((p) => ({ e: p.e, decode: p.e })),
      ...recorded.overweight,
    ]) {
      const sent = split(code, e);
      const count = decoder.decode(received(code, sent.players, sent.flips), out);
      if (decode === null) {
        expect(count).toBe(-1);
      } else {
        const expected = split(code, decode);
        expect(Array.from(out.subarray(0, Math.max(0, count)))).toEqual(expected.players);
        expect(decoder.flippedParity).toBe(expected.flips.length);
        expect(Array.from(decoder.flipped.subarray(0, decoder.flippedParity)).sort((a, b) => a - b)).toEqual(
          expected.flips,
        );
      }
    }
    for (const { e, power_sums } of recorded.patterns) {
      const sent = split(code, e);
      decoder.syndrome(received(code, sent.players, sent.flips), odd);
      expect(Array.from(odd)).toEqual(power_sums.filter((_, j) => j % 2 === 0));
    }
  });
});

test.each(
  [1, 2, 5, 20, 33, 64, 128, 512, 1000, 4035].flatMap((n) => [1, 2, 3, 4, 5, 6, 8].map((t) => [n, t])),
)("every pattern of at most t errors is corrected, n = %i, t = %i", (n, t) => {
  const code = bchCode(n, t);
  const decoder = new BchDecoder(code);
  const out = new Int32Array(t);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(n + code.r - 1), { maxLength: t }), (exponents) => {
      const { players, flips } = split(code, exponents);
      const count = decoder.decode(received(code, players, flips), out);
      expect(count).toBe(players.length);
      expect(Array.from(out.subarray(0, count))).toEqual(players);
      expect(decoder.flippedParity).toBe(flips.length);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test.each([
  [6, 1],
  [5, 2],
  [9, 2],
  [7, 3],
  [1, 5],
  [1, 6],
])("agrees with trying every pattern on every word, n = %i, t = %i", (n, t) => {
  const code = bchCode(n, t);
  const near = new Map<number, { players: number[]; flipped: number }>();
  const extend = (from: number, exponents: number[]): void => {
    const { players, flips } = split(code, exponents);
    near.set(received(code, players, flips)[0], { players, flipped: flips.length });
    if (exponents.length === t) return;
    for (let e = from; e < n + code.r; e++) extend(e + 1, [...exponents, e]);
  };
  extend(0, []);
  let failures = 0;
  for (let word = 0; word < 1 << code.r; word++) {
    const found = decodeHard(code, Uint32Array.of(word));
    const expected = near.get(word);
    if (found === null) failures++;
    expect(found && { players: Array.from(found.players), flipped: found.flippedParity }).toEqual(
      expected ?? null,
    );
  }
  expect(failures).toBe(2 ** code.r - near.size);
});

test.each([
  [20, 5],
  [64, 4],
  [64, 5],
  [64, 6],
  [500, 8],
])("random words: a success lies within t of the word, n = %i, t = %i", (n, t) => {
  const code = bchCode(n, t);
  const decoder = new BchDecoder(code);
  const out = new Int32Array(t);
  const random = new Random(3, "words");
  for (let trial = 0; trial < 3000; trial++) {
    const word = new Uint32Array(code.wordsPerColumn);
    for (let p = 0; p < code.r; p++) if (random.below(2)) word[p >>> 5] |= 1 << (p & 31);
    const count = decoder.decode(word, out);
    if (count < 0) continue;
    expect(count + decoder.flippedParity).toBeLessThanOrEqual(t);
    const players = Array.from(out.subarray(0, count));
    const flips = Array.from(decoder.flipped.subarray(0, decoder.flippedParity));
    expect(new Set(players).size + new Set(flips).size).toBe(count + decoder.flippedParity);
    expect(received(code, players, flips)).toEqual(word);
  }
});
