import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { checkOptions, integer, SpexlabError } from "../errors.js";
import { uniformRows } from "../fit/crossFit.js";
import type { Ends } from "../fit/lowOrder/problem.js";
import { importanceWeights, planWeights, shapleyMass, sizesOf } from "../fit/shapleyWeights.js";
import { addBySize } from "../sampling/bySize.js";
import { fullMask } from "../sampling/uniform.js";
import type { Estimate, MethodCore, Plan } from "../types.js";
import { estimateLowOrder, type Ridge, ridgeOf, wholeLowOrder } from "./lowOrder.js";
import { type Asked, asksAll, FEWEST_CALLS, planOf } from "./plans.js";

/**
 * Settings of `faithShapley`.
 *
 * @category Methods
 */
export interface FaithShapleyOptions {
  /** Largest order of the interactions. Default 2. */
  readonly order?: number;
  /**
   * How strongly coefficients are held towards 0: `"evidence"` (default) learns a strength for each order from the values, a
   * number is the same penalty for all of them, 0 is plain least squares, which needs more calls than there are sets.
   */
  readonly ridge?: Ridge;
}

/**
 * Faith-Shap: the best fit by interactions of at most `order` players under Shapley's kernel, exact for no and for all players.
 *
 *   plan:      the empty and the full mask, then complementary pairs by Shapley's kernel; sizes the budget pays for are taken whole
 *   estimate:  weighted ridge regression on all sets of order ≤ k subject to g(∅) = f(∅) and g(N) = f(N); index FSII
 *
 * Both constraints hold exactly (by elimination, not by a large weight). With fewer calls than sets the dual equations
 * are solved, and strengths learnt by evidence, one for each order, keep the fit from blowing up; `report` says which. All
 * 2^n masks give the index in closed form. Reads any masks that have the empty and the full one, weighing each size by the kernel.
 * The surrogate is good where Shapley's kernel is heavy (few or nearly all players), less so on uniform masks.
 *
 * Source: Tsai, Yeh & Ravikumar, "Faith-Shap: The Faithful Shapley Interaction Index", JMLR 24, 2023.
 */
export function faithShapley(options: FaithShapleyOptions = {}): MethodCore {
  checkOptions("faithShapley", options, ["order", "ridge"]);
  const order = integer("order", options.order ?? 2, 1);
  return kernelRegression("faithShapley", options, "FSII", order, ridgeOf(options.ridge));
}

/** A regression under Shapley's kernel under a name. */
export function kernelRegression(
  name: string,
  options: { readonly ridge?: Ridge; readonly order?: number },
  index: "FSII" | "SV",
  order: number,
  ridge: Ridge,
): MethodCore {
  const regress = (masks: Masks, values: Float64Array, seed: number, planned: boolean): Estimate => {
    const { inner, ends, rows } = endsOf(name, masks, values);
    const innerValues = Float64Array.from(rows, (k) => values[k]);
    const weights = planned ? planWeights(inner) : importanceWeights(inner);
    const judged = uniformRows(inner, seed);
    return estimateLowOrder({
      masks: inner,
      values: innerValues,
      order,
      index,
      ridge,
      weights,
      ends,
      judged,
      seed,
    });
  };
  return Object.freeze({
    name,
    options: Object.freeze({ ...options }),
    plan: (n: number, asked: Asked = {}): Plan =>
      planOf(name, n, asked, FEWEST_CALLS, { order, ridge }, (set, budget, seed) => {
        set.add(new Uint32Array(fullMask(n).length));
        set.add(fullMask(n));
        addBySize(set, budget, (s) => shapleyMass(n, s), new Random(seed, "kernel"));
      }),
    estimate: (plan: Plan, values: Float64Array): Estimate =>
      asksAll(plan)
        ? wholeLowOrder(plan, values, index, order)
        : regress(plan.masks, values, plan.seed, true),
    read: (masks: Masks, values: Float64Array, { seed = 0 }: { seed?: number }): Estimate =>
      regress(masks, values, seed, false),
  });
}

/** The values of the empty and the full mask (their mean where they come more than once), and the masks between. */
function endsOf(
  name: string,
  masks: Masks,
  values: Float64Array,
): { inner: Masks; ends: Ends; rows: Int32Array } {
  const { sizes, counts } = sizesOf(masks);
  const { n } = masks;
  if (counts[0] === 0 || counts[n] === 0) {
    throw new SpexlabError(
      "MASKS_MISSING",
      `${name} needs the value with no player and the value with all of them; the masks lack ${counts[0] === 0 ? "the empty" : "the full"} one.`,
    );
  }
  const ends = { empty: 0, full: 0 };
  const rows: number[] = [];
  for (let k = 0; k < masks.length; k++) {
    if (sizes[k] === 0) ends.empty += values[k] / counts[0];
    else if (sizes[k] === n) ends.full += values[k] / counts[n];
    else rows.push(k);
  }
  return { inner: masks.select(rows), ends, rows: Int32Array.from(rows) };
}
