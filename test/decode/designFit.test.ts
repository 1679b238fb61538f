import { expect, test } from "vitest";
import { columnsOf } from "../../src/bits/columns.js";
import { Random } from "../../src/bits/random.js";
import { setOf } from "../../src/bits/terms.js";
import { binsOf } from "../../src/decode/bins.js";
import { Candidates } from "../../src/decode/candidates.js";
import { Changes } from "../../src/decode/changes.js";
import { DesignFit } from "../../src/decode/designFit.js";
import { softPasses } from "../../src/decode/passes.js";
import { peel } from "../../src/decode/peel.js";
import { Signatures } from "../../src/decode/signature.js";
import { SupportFit } from "../../src/fit/support.js";
import { design } from "../../src/sampling/design.js";
import { addUniform } from "../../src/sampling/uniform.js";
import { noisyValues, randomParities } from "../support/parities.js";

// Few players repeat many masks, more players only the delays that all groups share.
for (const n of [11, 40]) {
  test(`n = ${n}: the fit from signatures and bins is the fit to every distinct mask`, () => {
    const drawn = design(n, 3, 2, 3, 5);
    const structured = drawn.masks.size;
    expect(structured).toBeLessThan(drawn.slots.length);
    addUniform(drawn.masks, structured + 70, new Random(1, "more"));
    const masks = drawn.masks.toMasks();
    const sets = randomParities(n, 25, 8, 3);
    const values = noisyValues(sets, masks, 2, 5);
    const signatures = new Signatures(drawn);
    const fit = new DesignFit(drawn, signatures, binsOf(drawn, values), masks, values);
    const plain = new SupportFit(columnsOf(masks), values);
    const candidates = new Candidates(n, signatures);
    for (let k = 0; k < sets.length; k++) {
      const players = Int32Array.from(setOf(sets, k));
      fit.add(candidates.choose(candidates.add(players, players.length)));
      plain.add(players);
    }
    const bins = new Float64Array(drawn.slots.length);
    for (const kept of [undefined, [0, 2, 3, 9, 20]]) {
      if (kept) {
        fit.keep(kept);
        plain.keep(kept);
      }
      const coefficients = fit.solve();
      const expected = plain.solve(0);
      expect(coefficients).toHaveLength(expected.length);
      for (let k = 0; k < expected.length; k++) expect(coefficients[k]).toBeCloseTo(expected[k], 10);
      fit.residualBins(coefficients, bins);
      const squares = plain.residual(expected).reduce((sum, v) => sum + v * v, 0);
      expect(fit.squares(coefficients, bins) / squares).toBeCloseTo(1, 9);
    }
  });
}

test("a bin has changed once enough of it is different from when it last had", () => {
  const drawn = design(20, 1, 1, 1, 1);
  const { delays } = drawn;
  const bins = new Float64Array(2 * delays).fill(1);
  const energy = Float64Array.of(delays, delays);
  const changes = new Changes(drawn);
  const first = changes.look(bins, energy);
  expect([...changes.since(0)]).toEqual([1, 1]);
  expect([...changes.since(first)]).toEqual([0, 0]);
  for (let p = 0; p < delays; p++) bins[p] += 0.04;
  const second = changes.look(bins, energy);
  expect([...changes.since(first)]).toEqual([0, 0]);
  // Small steps add up.
  for (let p = 0; p < delays; p++) bins[p] += 0.04;
  changes.look(bins, energy);
  expect([...changes.since(second)]).toEqual([1, 0]);
});

test("decoding again with more answers goes on from what was found, and leaves it as it was", () => {
  const n = 40;
  const drawn = design(n, 4, 5, 3, 2);
  const structured = drawn.masks.size;
  addUniform(drawn.masks, structured + 400, new Random(1, "more"));
  const masks = drawn.masks.toMasks();
  const values = noisyValues(randomParities(n, 40, 3), masks, 4, 10);
  const passes = softPasses(drawn).slice(0, 2);
  const first = peel(drawn, masks.slice(0, structured), values.subarray(0, structured), passes);
  const terms = structuredClone(first.terms);
  const again = peel(drawn, masks, values, passes, first);
  expect(first.terms).toEqual(terms);
  expect(peel(drawn, masks, values, passes, first)).toEqual(again);
  expect(again.terms.length).toBeGreaterThan(20);
  expect(again.rounds).toBeLessThan(first.rounds + 3);
});
