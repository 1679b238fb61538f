import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { type Terms, TermTable } from "../bits/terms.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { crossFit, uniformRows } from "../fit/crossFit.js";
import { correctable, residualIndex } from "../fit/residualIndex.js";
import { sizesOf } from "../fit/shapleyWeights.js";
import { checkIndex, checkOrder, indexEntry } from "../indices/catalogue.js";
import { convert } from "../indices/convert.js";
import { addBySize } from "../sampling/bySize.js";
import { addUniform, fullMask } from "../sampling/uniform.js";
import { boost } from "../trees/boost.js";
import { type Ensemble, predictTrees } from "../trees/ensemble.js";
import { treesToFourier } from "../trees/fourier.js";
import { type TreeOptions, xgboostDefaults } from "../trees/presets.js";
import type { Estimate, IndexName, MethodCore, Plan } from "../types.js";
import { exact } from "./exact.js";
import { type Asked, asksAll, FEWEST_CALLS, planOf } from "./plans.js";

/**
 * Settings of `proxyShap`.
 *
 * @category Methods
 */
export interface ProxyShapOptions {
  /** The index that is measured, with the correction where there is one. Default `"k-SII"`. */
  readonly index?: IndexName;
  /** Its largest order. Default 2 (1 for SV and BV). */
  readonly order?: number;
  /**
   * Adds to the index of the trees the index of what they leave over, estimated from the residuals (SV, BV, SII, k-SII, BII, FBII; the
   * others are refused). Default: true where it exists. The surrogate stays the trees.
   */
  readonly adjustment?: boolean;
  /** How the trees are grown; single settings replace XGBoost's defaults (100 rounds at 0.3, depth 6, λ = 1). */
  readonly trees?: Partial<TreeOptions>;
  /**
   * `"sizes"`: every number of present players equally likely, in complementary pairs, as ProxySHAP draws. `"uniform"`: every mask.
   * Default `"sizes"`, which suits Shapley indices; `"uniform"` gives the more faithful surrogate.
   */
  readonly draw?: "sizes" | "uniform";
}

/**
 * ProxySHAP: boosted trees as a proxy, their interactions read off exactly, what they leave over estimated and added.
 *
 *   plan:      the empty and the full mask, then masks of uniform size in complementary pairs
 *   estimate:  boosted trees on f − f(∅) → exact Fourier transform (the surrogate, unpruned) → any index in closed form
 *              + the index of the residuals by SHAP-IQ's weighted sum over the masks
 *
 * Read off the transform, an index equals the interventional tree interactions between all players present and none.
 * All 2^n masks give the whole transform of the game. Reads any masks that have the empty one; without it the trees start at the mean.
 *
 * Source: "Proxy-Based Approximation of Shapley and Banzhaf Interactions", arXiv 2605.22738, as in shapiq 1.8; Fumagalli et al., "SHAP-IQ", NeurIPS 2023, for the residuals.
 */
export function proxyShap(options: ProxyShapOptions = {}): MethodCore {
  checkOptions("proxyShap", options, ["index", "order", "adjustment", "trees", "draw"]);
  const index = checkIndex(options.index ?? "k-SII");
  const single = index === "SV" || index === "BV";
  const order = checkOrder(index, integer("order", options.order ?? (single ? 1 : 2), 1));
  const adjustment = options.adjustment ?? correctable.includes(index);
  if (adjustment && !correctable.includes(index)) {
    throw new SpexlabError(
      "BAD_OPTION",
      `proxyShap corrects ${correctable.join(", ")}, not ${index}, whose lower orders are no weighted sums over masks. Set \`adjustment\` to false, or \`index\` to one of those.`,
    );
  }
  const draw = options.draw ?? "sizes";
  if (draw !== "uniform" && draw !== "sizes") {
    throw new SpexlabError("BAD_OPTION", `Expected \`draw\` to be "sizes" or "uniform", got ${shown(draw)}.`);
  }
  const trees = { ...xgboostDefaults, ...options.trees };
  const whole = exact();

  const explain = (masks: Masks, values: Float64Array, seed: number, judged: ArrayLike<number>): Estimate => {
    const ensemble = grow(masks, values, trees, seed);
    const fourier = treesToFourier(ensemble);
    const predicted = predictTrees(ensemble, masks);
    let terms = convert(fourier, index, order);
    if (adjustment) {
      const residuals = values.map((v, k) => v - predicted[k]);
      terms = sum(terms, residualIndex(masks, residuals, index, order));
      // The empty set of these two is f(∅), which is known.
      const empty = sizesOf(masks).sizes.indexOf(0);
      if (empty >= 0 && indexEntry(index).empty === "f(∅)")
        terms = sum(terms, constantOf(masks.n, residuals[empty]));
    }
    const faithfulness = crossFit(masks, values, judged, seed, 5, (rows) => {
      const known = Float64Array.from(rows, (k) => values[k]);
      const fold = grow(masks.select(rows), known, trees, seed);
      return (asked) => predictTrees(fold, asked);
    });
    return {
      fourier,
      measured: { index, order, terms },
      exact: false,
      faithfulness,
      report: { terms: fourier.length, rounds: trees.rounds, adjustment },
    };
  };
  return Object.freeze({
    name: "proxyShap",
    options: Object.freeze({ ...options }) as MethodCore["options"],
    plan: (n: number, asked: Asked = {}): Plan =>
      planOf("proxyShap", n, asked, FEWEST_CALLS, { index, order, adjustment, draw }, (set, budget, seed) => {
        set.add(new Uint32Array(fullMask(n).length));
        set.add(fullMask(n));
        if (draw === "sizes") addBySize(set, budget, () => 1, new Random(seed, "sizes"));
        else addUniform(set, budget, new Random(seed, "uniform"));
      }),
    estimate(plan: Plan, values: Float64Array): Estimate {
      const { masks, seed } = plan;
      if (!asksAll(plan)) return explain(masks, values, seed, uniformRows(masks, seed));
      const estimate = whole.estimate(plan, values);
      return { ...estimate, measured: { index, order, terms: convert(estimate.fourier!, index, order) } };
    },
    read: (masks: Masks, values: Float64Array, { seed = 0 }: { seed?: number }): Estimate =>
      explain(masks, values, seed, uniformRows(masks, seed)),
  });
}

/** Trees grown on the values relative to the empty mask's (where it is there), which becomes their base. */
function grow(masks: Masks, values: Float64Array, trees: TreeOptions, seed: number): Ensemble {
  const { sizes } = sizesOf(masks);
  const empty = sizes.indexOf(0);
  const base = empty < 0 ? 0 : values[empty];
  const relative = values.map((v) => v - base);
  const ensemble = boost(masks, relative, { ...trees, seed });
  return { ...ensemble, base: ensemble.base + base };
}

function constantOf(n: number, value: number): Terms {
  const table = new TermTable(n);
  table.add([], value);
  return table.toTerms();
}

function sum(a: Terms, b: Terms): Terms {
  const table = TermTable.of(a);
  for (let k = 0; k < b.length; k++) {
    table.add(b.players.subarray(b.offsets[k], b.offsets[k + 1]), b.values[k]);
  }
  return table.toTerms();
}
