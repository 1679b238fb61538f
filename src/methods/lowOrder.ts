import type { Masks } from "../bits/masks.js";
import type { Terms } from "../bits/terms.js";
import { SpexlabError, shown } from "../errors.js";
import { crossFit } from "../fit/crossFit.js";
import { fitLowOrder } from "../fit/lowOrder/fit.js";
import type { Ends } from "../fit/lowOrder/problem.js";
import { likeliestStrengths } from "../fit/lowOrder/strengths.js";
import { convert } from "../indices/convert.js";
import { fourierOfAll, valuesOfAll } from "../indices/fourier.js";
import { moebiusToFourier } from "../indices/moebius.js";
import { predict } from "../indices/predict.js";
import { r2 } from "../metrics/r2.js";
import { setsUpTo } from "../sampling/subsets.js";
import type { Estimate, Faithfulness, IndexName, Json, Plan } from "../types.js";

/**
 * How strongly a regression is held: chosen by evidence for each order, or one number for all.
 *
 * @category Methods
 */
export type Ridge = "evidence" | number;

/** A ridge as given, or `BAD_OPTION`. */
export function ridgeOf(ridge: unknown = "evidence"): Ridge {
  if (ridge === "evidence" || (typeof ridge === "number" && ridge >= 0 && ridge < Number.POSITIVE_INFINITY))
    return ridge;
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`ridge\` to be "evidence" or a number from 0 up, got ${shown(ridge)}.`,
  );
}

/** A regression on all sets up to an order, and the index that its terms are. */
export interface LowOrder {
  readonly masks: Masks;
  readonly values: Float64Array;
  readonly order: number;
  readonly index: IndexName;
  readonly ridge: Ridge;
  readonly weights?: Float64Array;
  readonly ends?: Ends;
  /** Rows over which faithfulness is judged. */
  readonly judged: ArrayLike<number>;
  readonly seed: number;
}

/** Above so many unknowns, or sets to write down, one fifth is held out once instead of five times. */
const MANY = { unknowns: 600, sets: 50_000 };

/** Chooses the ridge, fits, and judges the fit by cross-fitting under the same ridge. */
export function estimateLowOrder(given: LowOrder): Estimate {
  const { masks, values, order, ridge, weights, ends, seed } = given;
  const strengths = ridge === "evidence" ? likeliestStrengths(given, seed) : undefined;
  const penalties = strengths?.penalties ?? new Float64Array(order + 1).fill(ridge as number);
  const fourier = fitLowOrder({ masks, values, order, penalties, weights, ends });
  const sets = setsUpTo(masks.n, order);
  const folds = Math.min(masks.length, sets) > MANY.unknowns || sets > MANY.sets ? 1 : 5;
  const refit = (rows: Int32Array): ((asked: Masks) => Float64Array) => {
    const terms = fitLowOrder({
      masks: masks.select(rows),
      values: Float64Array.from(rows, (k) => values[k]),
      order,
      penalties,
      weights: weights && Float64Array.from(rows, (k) => weights[k]),
      ends,
    });
    return (asked) => predict(terms, asked);
  };
  // Without a ridge four fifths of the masks may not determine the fit: then there is nothing to judge by.
  const enough = ridge !== 0 || masks.length * 0.8 >= 2 * sets;
  const faithfulness = enough ? crossFit(masks, values, given.judged, seed, folds, refit) : null;
  return lowOrderEstimate(fourier, given.index, order, false, faithfulness, {
    ridge: strengths ? "evidence" : ridge,
    penalties: Array.from(penalties.subarray(1), (p) => (p === Number.POSITIVE_INFINITY ? null : p)),
    ...(strengths ? { shares: strengths.shares, noise: strengths.noise } : {}),
    sets: fourier.length,
  });
}

/** The method's exact answer from all 2^n values: the index in closed form, and the polynomial it is the coefficients of. */
export function wholeLowOrder(plan: Plan, values: Float64Array, index: IndexName, order: number): Estimate {
  const whole = fourierOfAll(plan.n, values);
  const polynomial = index === "BV" ? "FBII" : index;
  const fourier = moebiusToFourier(convert(whole, polynomial, order));
  const faithfulness: Faithfulness = {
    r2: r2(values, valuesOfAll(fourier)),
    masks: values.length,
    how: "exact",
  };
  return lowOrderEstimate(fourier, index, order, order >= plan.n, faithfulness, { all: true });
}

/** An estimate whose surrogate has order ≤ `order`, with the index that it was fitted as. */
export function lowOrderEstimate(
  fourier: Terms,
  index: IndexName,
  order: number,
  exact: boolean,
  faithfulness: Faithfulness | null,
  report: { readonly [key: string]: Json },
): Estimate {
  return {
    fourier,
    measured: { index, order, terms: convert(fourier, index, order) },
    exact,
    faithfulness,
    report: { ...report, terms: fourier.length },
  };
}
