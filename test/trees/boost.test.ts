import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { Random } from "../../src/bits/random.js";
import { boost } from "../../src/trees/boost.js";
import { predictTrees } from "../../src/trees/ensemble.js";
import { byteColumnsOf, sumPresent } from "../../src/trees/histogram.js";
import { averaged, lightgbmDefaults, xgboostDefaults } from "../../src/trees/presets.js";
import { crossValidate } from "../../src/trees/rounds.js";

interface Peers {
  n: number;
  masks: string[];
  values: number[];
  held: string[];
  truth: number[];
  lightgbm: number[];
  lightgbmSmall: number[];
  xgboost: number[];
}
const peers = JSON.parse(
  readFileSync(new URL("../../fixtures/trees/peers.json", import.meta.url), "utf8"),
) as Peers;
const known = Masks.from(peers.n, peers.masks);
const held = Masks.from(peers.n, peers.held);

function r2(predictions: ArrayLike<number>, truth: readonly number[]): number {
  const mean = truth.reduce((a, b) => a + b, 0) / truth.length;
  let rest = 0;
  let all = 0;
  truth.forEach((value, k) => {
    rest += (predictions[k] - value) ** 2;
    all += (value - mean) ** 2;
  });
  return 1 - rest / all;
}

function expectClose(actual: Float64Array, expected: readonly number[], within: number): void {
  expect(Math.max(...expected.map((value, k) => Math.abs(value - actual[k])))).toBeLessThan(within);
}

function randomMasks(n: number, count: number, seed: number): Masks {
  const random = new Random(seed, "test masks");
  const masks = new Masks(n, count);
  for (let k = 0; k < count; k++) for (let i = 0; i < n; i++) if (random.uint32() & 1) masks.set(k, i);
  return masks;
}

describe("against the originals, same masks and settings", () => {
  test("LightGBM's defaults give LightGBM's predictions", () => {
    expectClose(predictTrees(boost(known, peers.values, lightgbmDefaults), held), peers.lightgbm, 1e-6);
  });

  test("and so do small trees with a penalty, by its rule of inheritance", () => {
    const options = { ...averaged, playerFraction: 1, maskFraction: 1, seeds: 1 };
    expectClose(predictTrees(boost(known, peers.values, options), held), peers.lightgbmSmall, 1e-6);
    const free = predictTrees(boost(known, peers.values, { ...options, inherit: false }), held);
    expect(Math.max(...peers.lightgbmSmall.map((v, k) => Math.abs(v - free[k])))).toBeGreaterThan(0.01);
  });

  test("XGBoost's defaults give XGBoost's predictions, up to ties among tiny leaves", () => {
    const ours = predictTrees(boost(known, peers.values, xgboostDefaults), held);
    expect(r2(ours, peers.xgboost)).toBeGreaterThan(0.9999);
  });

  test("the averaged preset is better than both on a noisy function", () => {
    const ours = r2(predictTrees(boost(known, peers.values, { seed: 1 }), held), peers.truth);
    expect(ours).toBeGreaterThan(r2(peers.lightgbm, peers.truth));
    expect(ours).toBeGreaterThan(r2(peers.xgboost, peers.truth));
  });
});

test.each([
  [1, 30],
  [9, 100],
  [33, 399],
  [70, 1000],
])("histograms add up what plain counting adds up: n = %i, %i masks", (n, m) => {
  const masks = randomMasks(n, m, 2);
  const columns = byteColumnsOf(masks);
  const rows = Int32Array.from({ length: m }, (_, k) => (k * 7) % m);
  const weights = Float64Array.from({ length: m }, (_, k) => (k % 11) - 4);
  const groups = Int32Array.from({ length: columns.groups }, (_, g) => g);
  const sums = new Float64Array(8 * columns.groups).fill(99);
  const from = 3;
  sumPresent(columns, groups, rows, weights, from, m, sums);
  for (let i = 0; i < sums.length; i++) {
    let plain = 0;
    if (i < n) for (let k = from; k < m; k++) if (masks.has(rows[k], i)) plain += weights[k];
    expect(sums[i]).toBe(plain);
  }
});

test("one tree without shrinkage takes the best split and the shrunken means of its leaves", () => {
  const masks = Masks.from(2, ["00", "10", "01", "11", "10"]);
  const tree = boost(masks, [0, 6, 1, 7, 8], {
    ...xgboostDefaults,
    rounds: 1,
    learningRate: 1,
    leaves: 2,
    l2: 1,
  });
  // Mean 4.4; player 0 splits {0, 1} from {6, 7, 8}: residual sums −7.8 and 7.8 over 2 + 1 and 3 + 1.
  const [absent, present] = predictTrees(tree, Masks.from(2, ["01", "11"]));
  expect(absent).toBeCloseTo(4.4 - 7.8 / 3, 12);
  expect(present).toBeCloseTo(4.4 + 7.8 / 4, 12);
});

describe("shape", () => {
  const masks = randomMasks(20, 300, 4);
  const values = masks.map((c) => Math.sin(c.players.reduce((a, i) => a + (i + 1) ** 2, 0)));
  const depthAndLeaves = (options: object) => {
    const e = boost(masks, values, { ...xgboostDefaults, rounds: 5, ...options });
    let deepest = 0;
    const leaves = [...e.roots].map((root) => {
      const count = (u: number, depth: number): number => {
        deepest = Math.max(deepest, depth);
        return e.player[u] < 0
          ? 1
          : count(e.children[2 * u], depth + 1) + count(e.children[2 * u + 1], depth + 1);
      };
      return count(root, 0);
    });
    return { e, deepest, leaves };
  };

  test("leaves and depth are kept", () => {
    expect(Math.max(...depthAndLeaves({ leaves: 7 }).leaves)).toBe(7);
    expect(depthAndLeaves({ depth: 3 }).deepest).toBe(3);
    expect(depthAndLeaves({ depth: 0 }).deepest).toBe(0);
    expect(depthAndLeaves({ depth: Number.POSITIVE_INFINITY, leaves: 12 }).leaves).toEqual(Array(5).fill(12));
  });

  test("no leaf has fewer masks than minChild", () => {
    const { e } = depthAndLeaves({ minChild: 25, depth: 20 });
    const seen = new Map<number, number>();
    for (const root of e.roots) {
      for (let row = 0; row < masks.length; row++) {
        let u = root;
        while (e.player[u] >= 0) u = e.children[2 * u + (masks.has(row, e.player[u]) ? 1 : 0)];
        seen.set(u, (seen.get(u) ?? 0) + 1);
      }
    }
    expect(Math.min(...seen.values())).toBeGreaterThanOrEqual(25);
  });

  test("a fraction of the players: no tree asks for more", () => {
    const { e } = depthAndLeaves({ playerFraction: 0.1, depth: 20 });
    e.roots.forEach((root, t) => {
      const end = e.roots[t + 1] ?? e.player.length;
      const asked = new Set([...e.player.slice(root, end)].filter((p) => p >= 0));
      expect(asked.size).toBeLessThanOrEqual(2);
    });
  });
});

describe("exactness and repeatability", () => {
  test("the same seed gives the same ensemble, another seed another", () => {
    const options = { ...averaged, rounds: 10 };
    const once = boost(known, peers.values, { ...options, seed: 5 });
    expect(boost(known, peers.values, { ...options, seed: 5 })).toEqual(once);
    expect(boost(known, peers.values, { ...options, seed: 6 })).not.toEqual(once);
  });

  test("a function of all masks is learnt to the last digit", () => {
    const all = Masks.from(
      5,
      Array.from({ length: 32 }, (_, x) => x.toString(2).padStart(5, "0")),
    );
    const values = all.map((c) => (c.has(0) && c.has(3) ? 2 : c.has(4) ? -1 : 0.5));
    const e = boost(all, values, { ...xgboostDefaults, l2: 0, learningRate: 1, rounds: 10 });
    predictTrees(e, all).forEach((value, k) => {
      expect(value).toBeCloseTo(values[k], 11);
    });
  });

  test("a constant game gives trees of one leaf", () => {
    const e = boost(known, new Array(known.length).fill(0.1), { rounds: 3 });
    expect([...e.player]).toEqual(new Array(9).fill(-1));
    expect(predictTrees(e, held)[0]).toBeCloseTo(0.1, 14);
  });

  test("values of any size: scaling them scales the predictions", () => {
    const options = { ...averaged, rounds: 30, seed: 3 };
    const plain = predictTrees(boost(known, peers.values, options), held);
    const scaled = predictTrees(
      boost(
        known,
        peers.values.map((v) => v * 2 ** 40),
        options,
      ),
      held,
    );
    scaled.forEach((value, k) => {
      expect(value / 2 ** 40).toBeCloseTo(plain[k], 9);
    });
  });

  test("one mask, one player", () => {
    expect([
      ...predictTrees(boost(Masks.from(1, ["1"]), [3], { rounds: 2 }), Masks.from(1, ["0", "1"])),
    ]).toEqual([3, 3]);
  });
});

describe("watching and cross-validation", () => {
  test("watched predictions are those of the ensemble, and watching can stop it", () => {
    const seen: number[] = [];
    let last = new Float64Array();
    const e = boost(
      known,
      peers.values,
      { rounds: 50, seed: 2 },
      {
        masks: held,
        round: (round, predictions) => {
          seen.push(round);
          last = predictions.slice();
          return round === 20;
        },
      },
    );
    expect(seen).toEqual(Array.from({ length: 20 }, (_, r) => r + 1));
    expect(e.roots.length).toBe(20 * averaged.seeds);
    predictTrees(e, held).forEach((value, k) => {
      expect(value).toBeCloseTo(last[k], 10);
    });
  });

  test("cross-validation predicts every mask from trees that did not see it", () => {
    const cv = crossValidate(known, peers.values, { rounds: 60, seed: 1 }, { folds: 4 });
    expect(cv.r2.length).toBe(61);
    expect(cv.r2[cv.rounds]).toBe(Math.max(...cv.r2));
    for (let f = 0; f < 4; f++) {
      const predictions = predictTrees(cv.ensembles[f], known);
      for (let k = 0; k < known.length; k++) {
        if (cv.fold[k] === f) expect(cv.predictions[k]).toBeCloseTo(predictions[k], 10);
      }
    }
  });

  test("its R² is an honest one: near that on fresh masks, far below that on its own", () => {
    const cv = crossValidate(known, peers.values, { ...averaged, rounds: 200, seed: 1 });
    const e = boost(known, peers.values, { ...averaged, rounds: cv.rounds, seed: 1 });
    const own = r2(predictTrees(e, known), peers.values);
    // Against noisy answers (σ = 0.2, make.py), as cross-validation sees them.
    const mean = peers.truth.reduce((a, b) => a + b, 0) / peers.truth.length;
    const variance = peers.truth.reduce((a, b) => a + (b - mean) ** 2, 0) / peers.truth.length;
    const clean = r2(predictTrees(e, held), peers.truth);
    const fresh = 1 - ((1 - clean) * variance + 0.04) / (variance + 0.04);
    expect(Math.abs(cv.r2[cv.rounds] - fresh)).toBeLessThan(0.06);
    expect(own - cv.r2[cv.rounds]).toBeGreaterThan(0.06);
  });

  test("on pure noise no tree is best; patience ends the search early", () => {
    const random = new Random(1, "test noise");
    const noise = Array.from({ length: known.length }, () => random.normal());
    const cv = crossValidate(known, noise, { ...xgboostDefaults, rounds: 100 }, { patience: 5 });
    expect(cv.rounds).toBe(0);
    expect(cv.r2.length).toBe(6);
  });
});

test("bad input is refused with what was expected", () => {
  expect(() => boost(known, [1, 2])).toThrow(/400 masks/);
  expect(() =>
    boost(
      known,
      peers.values.map((v, k) => (k === 7 ? Number.NaN : v)),
    ),
  ).toThrow(/mask 7/);
  expect(() => boost(known, peers.values, { learningRate: 0 })).toThrow(/learningRate/);
  expect(() => boost(known, peers.values, { minChild: 0 })).toThrow(/minChild/);
  expect(() => boost(known, peers.values, { l2: -1 })).toThrow(/l2/);
  expect(() => boost(known, peers.values, { num_leaves: 4 } as object)).toThrow(/num_leaves/);
  expect(() => crossValidate(known, peers.values, {}, { folds: 1 })).toThrow(/folds/);
  expect(() => crossValidate(Masks.from(2, ["00"]), [1])).toThrow(/folds/);
});
