import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { Random } from "../../src/bits/random.js";
import { setOf, type Terms, TermTable } from "../../src/bits/terms.js";
import { averageOf, EnsembleBuilder, predictTrees } from "../../src/trees/ensemble.js";
import { treesToFourier } from "../../src/trees/fourier.js";

type Tree = number | [number, Tree, Tree];
interface Model {
  n: number;
  max_depth: number;
  trees: Tree[];
  fourier: [number[], number][];
  checks: [number, number][];
}
const golden = JSON.parse(
  readFileSync(new URL("../../fixtures/golden/trees.json", import.meta.url), "utf8"),
) as { models: Model[] };

function ensembleOf(n: number, trees: Tree[]) {
  const builder = new EnsembleBuilder(n);
  const copy = (tree: Tree): number => {
    if (typeof tree === "number") return builder.leaf(tree);
    const absent = copy(tree[1]);
    return builder.split(tree[0], absent, copy(tree[2]));
  };
  for (const tree of trees) builder.root(copy(tree));
  return builder.build();
}

function randomMasks(n: number, count: number, seed: number): Masks {
  const random = new Random(seed, "test masks");
  const masks = new Masks(n, count);
  for (let k = 0; k < count; k++) for (let i = 0; i < n; i++) if (random.uint32() & 1) masks.set(k, i);
  return masks;
}

function valueAt(terms: Terms, masks: Masks, row: number): number {
  let sum = 0;
  for (let k = 0; k < terms.length; k++) {
    let sign = 1;
    for (const player of setOf(terms, k)) if (masks.has(row, player)) sign = -sign;
    sum += sign * terms.values[k];
  }
  return sum;
}

function expectSameFunction(n: number, trees: Tree[]): void {
  const ensemble = ensembleOf(n, trees);
  const masks = randomMasks(n, 40, 3);
  const terms = treesToFourier(ensemble);
  const predictions = predictTrees(ensemble, masks);
  for (let row = 0; row < masks.length; row++) {
    expect(valueAt(terms, masks, row)).toBeCloseTo(predictions[row], 10);
  }
}

describe("golden ensembles of LightGBM", () => {
  test.each(golden.models.map((m) => [m.n, m.max_depth, m] as const))(
    "n = %i, depth %i: every coefficient and prediction",
    (_n, _depth, model) => {
      const ensemble = ensembleOf(model.n, model.trees);
      const table = TermTable.of(treesToFourier(ensemble));
      let worst = 0;
      const known = new TermTable(model.n);
      for (const [set, value] of model.fourier) {
        worst = Math.max(worst, Math.abs(table.get(set) - value));
        known.add(set, value);
      }
      const terms = table.toTerms();
      for (let k = 0; k < terms.length; k++) {
        if (known.indexOf(setOf(terms, k)) < 0) worst = Math.max(worst, Math.abs(terms.values[k]));
      }
      expect(worst).toBeLessThan(1e-12);
      const masks = new Masks(model.n, model.checks.length);
      model.checks.forEach(([mask], row) => {
        for (let i = 0; i < model.n; i++) if (Math.floor(mask / 2 ** i) % 2 === 1) masks.set(row, i);
      });
      const predictions = predictTrees(ensemble, masks);
      model.checks.forEach(([, value], row) => {
        expect(predictions[row]).toBeCloseTo(value, 10);
      });
    },
  );
});

test("a player asked for twice on a path is decided by the first question", () => {
  const again: Tree = [1, [0, 7, -3], [0, 2, [1, 100, [0, -50, 5]]]];
  const terms = treesToFourier(ensembleOf(2, [[0, again, [1, 4, again]]]));
  expectSameFunction(2, [[0, again, [1, 4, again]]]);
  for (let k = 0; k < terms.length; k++) expect(setOf(terms, k).length).toBeLessThanOrEqual(2);
});

test("many players, one-leaf trees and a base", () => {
  expectSameFunction(1000, [3, [999, 1, [31, 2, [32, -4, [500, 0, 9]]]], [0, -1, 1]]);
  const builder = new EnsembleBuilder(3);
  builder.base = 2.5;
  expect([...treesToFourier(builder.build()).values]).toEqual([2.5]);
});

test("the tables grow: 40 random trees of depth 7 over 60 players", () => {
  const random = new Random(5, "test trees");
  const grow = (depth: number): Tree =>
    depth === 0 ? random.normal() : [random.below(60), grow(depth - 1), grow(depth - 1)];
  expectSameFunction(
    60,
    Array.from({ length: 40 }, () => grow(7)),
  );
});

test("threshold and maxTerms act on the sums, not on single trees", () => {
  const ensemble = ensembleOf(2, [
    [0, 1, -1],
    [0, -0.75, 0.75],
    [1, 0.5, -0.5],
  ]);
  const named = (terms: Terms) =>
    Array.from({ length: terms.length }, (_, k) => [[...setOf(terms, k)], terms.values[k]]);
  expect(named(treesToFourier(ensemble))).toEqual([
    [[0], 0.25],
    [[1], 0.5],
  ]);
  expect(named(treesToFourier(ensemble, { threshold: 0.3 }))).toEqual([[[1], 0.5]]);
  expect(named(treesToFourier(ensemble, { maxTerms: 1 }))).toEqual([[[1], 0.5]]);
  expect(() => treesToFourier(ensemble, { maxTerms: 0 })).toThrow(/maxTerms/);
  expect(() => treesToFourier(ensemble, { threshold: -1 })).toThrow(/threshold/);
});

test("a tree too deep to be written out is refused", () => {
  let chain: Tree = 0;
  for (let i = 0; i < 40; i++) chain = [i, i + 1, chain];
  expect(() => treesToFourier(ensembleOf(40, [chain]))).toThrow(/shallower/);
});

test("the average of ensembles predicts the average", () => {
  const a = ensembleOf(3, [[0, 1, [2, 5, 6]], 4]);
  const b = ensembleOf(3, [[1, [2, 0, 8], -2]]);
  const masks = randomMasks(3, 8, 1);
  const [pa, pb, mean] = [a, b, averageOf([a, b])].map((e) => predictTrees(e, masks));
  mean.forEach((value, k) => {
    expect(value).toBeCloseTo((pa[k] + pb[k]) / 2, 12);
  });
});
