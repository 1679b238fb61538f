import { describe, expect, test } from "vitest";
import { Random } from "../../src/bits/random.js";
import { BchDecoder, bchCode, parityOf } from "../../src/gf2/bch.js";
import { ChaseDecoder } from "../../src/gf2/chase.js";
import { type GoldenCode, golden } from "./golden.js";

type Soft = GoldenCode & { soft: NonNullable<GoldenCode["soft"]> };
const soft = golden.filter((code): code is Soft => code.soft !== undefined);

test("there are soft vectors for m = 6, 7 and 8", () => {
  expect(soft.length).toBe(15);
});

describe("golden soft inputs, all 2^L flips", () => {
  test.each(soft)("m = $m, t = $t", ({ t, m, soft: { n, chase_depth, inputs } }) => {
    const code = bchCode(n, t);
    expect(code.m).toBe(m);
    const chase = new ChaseDecoder(code, { depth: chase_depth });
    const decoder = new BchDecoder(code);
    const out = new Int32Array(t);
    for (const input of inputs) {
      const word = new Uint32Array(code.wordsPerColumn);
      input.llr.forEach((l, p) => {
        if (l < 0) word[p >>> 5] |= 1 << (p & 31);
      });
      const count = decoder.decode(word, out);
      expect(count < 0 ? null : Array.from(out.subarray(0, count))).toEqual(input.hard_decode);
      const candidates = chase.decode(input.llr);
      expect(candidates.length).toBe(input.n_candidates);
      expect(Array.from(candidates[0].players)).toEqual(input.ml);
      expect(Math.abs(candidates[0].metric - input.ml_metric)).toBeLessThan(1e-9);
      if (input.runner_up !== null) {
        expect(Array.from(candidates[1].players)).toEqual(input.runner_up[0]);
        expect(Math.abs(candidates[1].metric - input.runner_up[1])).toBeLessThan(1e-9);
      }
    }
  });
});

/** A set of `order` players sent with Gaussian noise: llr of +1 for bit 0 and −1 for bit 1. */
function noisy(
  n: number,
  t: number,
  order: number,
  sigma: number,
  seed: number,
): { players: number[]; llr: Float64Array } {
  const code = bchCode(n, t);
  const random = new Random(seed, "noisy");
  const players = Array.from(random.shuffle(Array.from({ length: n }, (_, i) => i)).slice(0, order)).sort(
    (a, b) => a - b,
  );
  const parity = parityOf(code, players);
  const llr = Float64Array.from({ length: code.r }, (_, p) => {
    const sign = (parity[p >>> 5] >>> (p & 31)) & 1 ? -1 : 1;
    return sign + sigma * random.normal();
  });
  return { players, llr };
}

const asText = (candidates: { players: Int32Array; metric: number }[]): string[] =>
  candidates.map((c) => `${c.players.join(" ")} : ${c.metric.toFixed(9)}`);

test("as many patterns as there are gives the same candidates as all flips", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { llr } = noisy(40, 4, 3, 0.7, seed);
    const all = new ChaseDecoder(bchCode(40, 4), { depth: 7 }).decode(llr);
    const listed = new ChaseDecoder(bchCode(40, 4), { depth: 7, patterns: 1000 }).decode(llr);
    expect(asText(listed).sort()).toEqual(asText(all).sort());
  }
});

test("fewer patterns are those with the smallest sums of |llr|", () => {
  const depth = 8;
  const code = bchCode(30, 3);
  const decoder = new BchDecoder(code);
  const out = new Int32Array(3);
  for (let seed = 0; seed < 10; seed++) {
    const { llr } = noisy(30, 3, 2, 0.8, seed);
    const weak = Array.from(llr.keys())
      .sort((a, b) => Math.abs(llr[a]) - Math.abs(llr[b]))
      .slice(0, depth);
    const flips = Array.from({ length: 1 << depth }, (_, f) => weak.filter((_, i) => (f >>> i) & 1));
    const cost = (flip: number[]): number => flip.reduce((sum, p) => sum + Math.abs(llr[p]), 0);
    flips.sort((a, b) => cost(a) - cost(b));
    for (const patterns of [1, 2, 13, 55]) {
      const expected = new Set<string>();
      for (const flip of flips.slice(0, patterns)) {
        const word = new Uint32Array(code.wordsPerColumn);
        llr.forEach((l, p) => {
          if (l < 0 !== flip.includes(p)) word[p >>> 5] |= 1 << (p & 31);
        });
        const count = decoder.decode(word, out);
        if (count >= 0) expected.add(Array.from(out.subarray(0, count)).join(" "));
      }
      const found = new ChaseDecoder(code, { depth, patterns }).decode(llr);
      expect(found.map((c) => c.players.join(" ")).sort()).toEqual([...expected].sort());
    }
  }
});

test("the metric is the sum over parity bits, and the best come first", () => {
  for (const [n, t] of [
    [20, 5],
    [64, 5],
    [500, 4],
  ]) {
    const code = bchCode(n, t);
    const { llr } = noisy(n, t, 3, 0.6, n);
    const candidates = new ChaseDecoder(code, { depth: 10, patterns: 200 }).decode(llr);
    expect(candidates.length).toBeGreaterThan(0);
    let last = Number.POSITIVE_INFINITY;
    for (const { players, metric } of candidates) {
      const parity = parityOf(code, players);
      let sum = 0;
      for (let p = 0; p < code.r; p++) sum += llr[p] * (1 - 2 * ((parity[p >>> 5] >>> (p & 31)) & 1));
      expect(metric).toBeCloseTo(sum, 10);
      expect(metric).toBeLessThanOrEqual(last);
      last = metric;
    }
  }
});

test("candidates of another bin are dropped, those of the bin all stay", () => {
  const code = bchCode(50, 3);
  const random = new Random(1, "bins");
  const bins = Int32Array.from({ length: 50 }, () => random.below(4));
  const xor = (players: ArrayLike<number>): number =>
    Array.from(players).reduce((sum, i) => sum ^ bins[i], 0);
  const chase = new ChaseDecoder(code, { depth: 8 });
  let dropped = 0;
  for (let seed = 0; seed < 20; seed++) {
    const { llr, players } = noisy(50, 3, 3, 0.9, seed);
    const bin = xor(players);
    const all = chase.decode(llr);
    const kept = chase.decode(llr, bins, bin);
    expect(asText(kept).sort()).toEqual(asText(all.filter((c) => xor(c.players) === bin)).sort());
    dropped += all.length - kept.length;
  }
  expect(dropped).toBeGreaterThan(0);
});

test("soft decoding finds more than hard decoding under noise", () => {
  const code = bchCode(64, 5);
  const chase = new ChaseDecoder(code, { depth: 10, patterns: 55, keep: 1 });
  const hard = new ChaseDecoder(code, { depth: 0, keep: 1 });
  let softHits = 0;
  let hardHits = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { llr, players } = noisy(64, 5, 3, 0.75, seed);
    const hit = (decoder: ChaseDecoder): number =>
      Number(decoder.decode(llr)[0]?.players.join() === players.join());
    softHits += hit(chase);
    hardHits += hit(hard);
  }
  expect(softHits).toBeGreaterThan(1.5 * hardHits);
  expect(hardHits).toBeGreaterThan(0);
});

test("keep caps the list; options that cannot work are refused", () => {
  const code = bchCode(20, 2);
  const { llr } = noisy(20, 2, 2, 0.9, 4);
  const all = new ChaseDecoder(code, { depth: 6 }).decode(llr);
  expect(all.length).toBeGreaterThan(2);
  expect(asText(new ChaseDecoder(code, { depth: 6, keep: 2 }).decode(llr))).toEqual(asText(all).slice(0, 2));
  expect(() => new ChaseDecoder(code, { depth: 31 })).toThrow(/`depth`/);
  expect(() => new ChaseDecoder(code, { depth: 20 })).toThrow(/`patterns`/);
  expect(() => new ChaseDecoder(code, { depth: 5, patterns: 0 })).toThrow(/`patterns`/);
  expect(() => new ChaseDecoder(code, { depth: 5, keep: 0 })).toThrow(/`keep`/);
});
