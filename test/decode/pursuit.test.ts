import { expect, test } from "vitest";
import { setOf, TermTable } from "../../src/bits/terms.js";
import { pursuit } from "../../src/decode/pursuit.js";
import { noisyValues, randomParities, uniformMasks } from "../support/parities.js";

test("a sparse function is recovered exactly from a few hundred uniform masks", () => {
  const truth = randomParities(24, 25, 3, 4);
  const masks = uniformMasks(24, 400, 1);
  const { terms } = pursuit(masks, noisyValues(truth, masks, 1));
  expect(terms.length).toBe(25);
  const found = TermTable.of(terms);
  for (let k = 0; k < 25; k++) expect(found.get(setOf(truth, k))).toBeCloseTo(truth.values[k], 9);
});

test("under noise what it finds is true, and the noise is estimated", () => {
  const truth = randomParities(20, 10, 5, 3);
  const masks = uniformMasks(20, 500, 2);
  const { terms, noise } = pursuit(masks, noisyValues(truth, masks, 2, 10));
  const known = TermTable.of(truth);
  for (let k = 0; k < terms.length; k++) expect(known.indexOf(setOf(terms, k))).toBeGreaterThanOrEqual(0);
  const signal = truth.values.reduce((sum, v) => sum + v * v, 0);
  expect(noise).toBeGreaterThan(signal * 0.07);
  expect(noise).toBeLessThan(signal * 0.2);
});

test("noise alone shows next to nothing", () => {
  const masks = uniformMasks(40, 300, 4);
  const { terms } = pursuit(masks, noisyValues(randomParities(40, 1, 1), masks, 4, -60));
  expect(terms.length).toBeLessThanOrEqual(2);
});

test("a constant is the empty set alone", () => {
  const { terms } = pursuit(uniformMasks(10, 50, 1), new Float64Array(50).fill(3));
  expect(terms.length).toBe(1);
  expect(terms.values[0]).toBeCloseTo(3, 12);
});
