import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import type { Terms } from "../bits/terms.js";
import { checkOptions, SpexlabError, shown } from "../errors.js";
import { crossFit, uniformRows } from "../fit/crossFit.js";
import { fitLowOrder } from "../fit/lowOrder/fit.js";
import { sizesOf } from "../fit/shapleyWeights.js";
import { predict } from "../indices/predict.js";
import { r2 } from "../metrics/r2.js";
import { addBySize } from "../sampling/bySize.js";
import { addUniform, fullMask } from "../sampling/uniform.js";
import type { Estimate, MethodCore, Plan } from "../types.js";
import { lowOrderEstimate } from "./lowOrder.js";
import { type Asked, asksAll, FEWEST_CALLS, planOf } from "./plans.js";

/**
 * Settings of `lime`.
 *
 * @category Methods
 */
export interface LimeOptions {
  /** Width of the kernel exp(−(100·d)²/width²)^½ in the cosine distance d to all players present. Default 25, as LIME for text. */
  readonly kernelWidth?: number;
  /** Ridge penalty on the slopes. Default 1, as scikit-learn's `Ridge` in LIME. */
  readonly ridge?: number;
  /**
   * `"uniform"` (default): every mask equally likely, as in the comparisons of SPEX and ProxySPEX. `"sizes"`: every number of absent
   * players equally likely, as LIME for text draws them.
   */
  readonly draw?: "uniform" | "sizes";
}

/**
 * LIME: a linear surrogate by ridge regression, masks near the full one weighing more.
 *
 *   plan:      the full mask, then uniform masks (or masks of uniform size), all different
 *   estimate:  weighted ridge regression on single players with a free intercept; a surrogate of order 1
 *
 * Source: Ribeiro, Singh & Guestrin, "Why should I trust you?", KDD 2016, and its text explainer. Reads any masks.
 */
export function lime(options: LimeOptions = {}): MethodCore {
  checkOptions("lime", options, ["kernelWidth", "ridge", "draw"]);
  const width = positive("kernelWidth", options.kernelWidth ?? 25);
  const ridge = positive("ridge", options.ridge ?? 1);
  const draw = options.draw ?? "uniform";
  if (draw !== "uniform" && draw !== "sizes") {
    throw new SpexlabError("BAD_OPTION", `Expected \`draw\` to be "uniform" or "sizes", got ${shown(draw)}.`);
  }
  // A slope of x is −2 times the coefficient of χ, so its penalty is four times as large there.
  const penalties = Float64Array.of(0, 4 * ridge);
  const regress = (masks: Masks, values: Float64Array): Terms =>
    fitLowOrder({ masks, values, order: 1, penalties, weights: weightsOf(masks, width) });

  const read = (masks: Masks, values: Float64Array, seed: number, judged: ArrayLike<number>): Estimate => {
    const faithfulness = crossFit(masks, values, judged, seed, masks.n > 600 ? 1 : 5, (rows) => {
      const terms = regress(
        masks.select(rows),
        Float64Array.from(rows, (k) => values[k]),
      );
      return (asked) => predict(terms, asked);
    });
    return lowOrderEstimate(regress(masks, values), "FBII", 1, false, faithfulness, {
      ridge,
      kernelWidth: width,
    });
  };
  return Object.freeze({
    name: "lime",
    options: Object.freeze({ ...options }),
    plan: (n: number, asked: Asked = {}): Plan =>
      planOf("lime", n, asked, FEWEST_CALLS, { kernelWidth: width, ridge, draw }, (set, budget, seed) => {
        set.add(fullMask(n));
        if (draw === "uniform") return addUniform(set, budget, new Random(seed, "uniform"));
        set.add(new Uint32Array(fullMask(n).length));
        addBySize(set, budget, () => 1, new Random(seed, "sizes"));
      }),
    estimate(plan: Plan, values: Float64Array): Estimate {
      const { masks, seed } = plan;
      // The first mask is the full one, which is not a draw.
      const drawn = (): Int32Array => Int32Array.from({ length: masks.length - 1 }, (_, k) => k + 1);
      if (!asksAll(plan))
        return read(masks, values, seed, draw === "uniform" ? drawn() : uniformRows(masks, seed));
      const fourier = regress(masks, values);
      const exact = { r2: r2(values, predict(fourier, masks)), masks: masks.length, how: "exact" } as const;
      return lowOrderEstimate(fourier, "FBII", 1, false, exact, { ridge, kernelWidth: width, all: true });
    },
    read: (masks: Masks, values: Float64Array, { seed = 0 }: { seed?: number }): Estimate =>
      read(masks, values, seed, Int32Array.from(values.keys())),
  });
}

/** exp(−(100·d)²/width²)^½ with d = 1 − √(present/n), the cosine distance between a mask and the full one. */
function weightsOf(masks: Masks, width: number): Float64Array {
  const { sizes } = sizesOf(masks);
  return Float64Array.from(sizes, (s) => {
    const d = 100 * (1 - Math.sqrt(s / masks.n));
    return Math.exp(-(d * d) / (2 * width * width));
  });
}

function positive(name: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new SpexlabError("BAD_OPTION", `Expected \`${name}\` to be a number above 0, got ${shown(value)}.`);
}
