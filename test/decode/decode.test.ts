import { expect, test } from "vitest";
import { columnsOf } from "../../src/bits/columns.js";
import { popcount } from "../../src/bits/popcount.js";
import { Random } from "../../src/bits/random.js";
import { setOf } from "../../src/bits/terms.js";
import { binsOf } from "../../src/decode/bins.js";
import { Correlator } from "../../src/decode/correlator.js";
import { screenableOrder } from "../../src/decode/screen.js";
import { Signatures } from "../../src/decode/signature.js";
import { SupportFit } from "../../src/fit/support.js";
import { design } from "../../src/sampling/design.js";
import { noisyValues, randomParities, uniformMasks } from "../support/parities.js";

const drawn = design(40, 3, 3, 3, 5);
const truth = randomParities(40, 12, 6, 3);
const masks = drawn.masks.toMasks();
const values = noisyValues(truth, masks, 1);
const bins = binsOf(drawn, values);
const signatures = new Signatures(drawn);

test("a bin holds the signed sum of the sets that alias into it (the definition of U_c)", () => {
  const expected = new Float64Array(bins.length);
  for (let k = 0; k < truth.length; k++) {
    const signature = signatures.of(setOf(truth, k), new Uint32Array(signatures.stride));
    for (let c = 0; c < drawn.C; c++) {
      const bin = c * 8 + signature[signatures.words + c];
      for (let p = 0; p < drawn.delays; p++) {
        const sign = (signature[p >>> 5] >>> (p & 31)) & 1 ? -1 : 1;
        expected[bin * drawn.delays + p] += sign * truth.values[k];
      }
    }
  }
  for (let k = 0; k < bins.length; k++) expect(bins[k]).toBeCloseTo(expected[k], 10);
});

test("a set's sign under delay p is its parity with the delay's mask", () => {
  const random = new Random(1, "sets");
  for (let trial = 0; trial < 20; trial++) {
    const set = [random.below(10), 10 + random.below(10), 20 + random.below(20)];
    const signature = signatures.of(set, new Uint32Array(signatures.stride));
    for (let p = 0; p < drawn.delays; p++) {
      // Mask (0, p, l = 0) is the bare delay p.
      const row = drawn.slots[p * 8];
      const odd = set.filter((i) => masks.has(row, i)).length & 1;
      expect((signature[p >>> 5] >>> (p & 31)) & 1).toBe(odd);
    }
  }
});

test("the matched filter by look-up equals the plain sum", () => {
  const correlator = new Correlator(drawn, signatures);
  correlator.load(bins);
  const signature = signatures.of([3, 17, 30], new Uint32Array(signatures.stride));
  let total = 0;
  let energy = 0;
  for (let c = 0; c < drawn.C; c++) {
    const at = (c * 8 + signature[signatures.words + c]) * drawn.delays;
    let sum = 0;
    for (let p = 0; p < drawn.delays; p++) {
      sum += bins[at + p] * ((signature[p >>> 5] >>> (p & 31)) & 1 ? -1 : 1);
      energy += bins[at + p] ** 2;
    }
    expect(correlator.correlate(signature, c)).toBeCloseTo(sum, 10);
    total += sum;
  }
  const observations = drawn.C * drawn.delays;
  const explained = total ** 2 / observations;
  const z2 = explained / ((energy - explained) / observations);
  correlator.prepare();
  const all = new Uint8Array(drawn.C * 8).fill(1);
  const passes = (bar: number): boolean => {
    let found = false;
    const prefix = signatures.of([3, 17], new Uint32Array(signatures.stride));
    correlator.extend(prefix, 0, 30, bar, 0, all, (player) => {
      if (player === 30) found = true;
    });
    return found;
  };
  expect(passes(z2 * (1 - 1e-9))).toBe(true);
  expect(passes(z2 * (1 + 1e-9))).toBe(false);
});

test("a set that is there is assessed with its coefficient, a set that is not there is not believed", () => {
  const correlator = new Correlator(drawn, signatures);
  const alone = new Float64Array(bins.length);
  const signature = signatures.of([2, 5, 33], new Uint32Array(signatures.stride));
  for (let c = 0; c < drawn.C; c++) {
    const at = (c * 8 + signature[signatures.words + c]) * drawn.delays;
    for (let p = 0; p < drawn.delays; p++) alone[at + p] = (signature[p >>> 5] >>> (p & 31)) & 1 ? 0.7 : -0.7;
  }
  correlator.load(alone);
  expect(correlator.assess(signature, 1e-20).amplitude).toBeCloseTo(-0.7, 12);
  expect(correlator.assess(signature, 1e-20).evidence).toBeGreaterThan(1000);
  const other = signatures.of([1, 7], new Uint32Array(signatures.stride));
  expect(correlator.assess(other, 1e-20).evidence).toBeLessThan(9);
});

test("screening stops at the largest order within its limit", () => {
  expect(screenableOrder(64, 5, 2081)).toBe(2);
  expect(screenableOrder(64, 5, 2080)).toBe(1);
  expect(screenableOrder(3, 5, 100)).toBe(3);
});

test("fits agree with the normal equations, directly and by conjugate gradients", () => {
  const n = 30;
  const train = uniformMasks(n, 900, 3);
  const columns = columnsOf(train);
  for (const count of [40, 300]) {
    const sets = randomParities(n, count, 8);
    const y = noisyValues(sets, train, 2, 5);
    const fit = new SupportFit(columns, y);
    for (let k = 0; k < count; k++) fit.add(setOf(sets, k));
    const coefficients = fit.solve(2);
    const residual = fit.residual(coefficients);
    // Stationarity: χ_Sᵀ·residual = ridge·F_S for every set of the support.
    for (let k = 0; k < count; k += 7) {
      let gradient = 0;
      for (let row = 0; row < train.length; row++) {
        const odd = [...setOf(sets, k)].filter((i) => train.has(row, i)).length & 1;
        gradient += odd ? -residual[row] : residual[row];
      }
      expect(gradient).toBeCloseTo(2 * coefficients[k], 6);
    }
  }
  expect(popcount(0xffffffff)).toBe(32);
});
