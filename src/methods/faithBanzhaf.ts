import { Random } from "../bits/random.js";
import { checkOptions, integer } from "../errors.js";
import { addUniform } from "../sampling/uniform.js";
import type { Estimate, MethodCore, Plan } from "../types.js";
import { estimateLowOrder, type Ridge, ridgeOf, wholeLowOrder } from "./lowOrder.js";
import { type Asked, asksAll, FEWEST_CALLS, planOf } from "./plans.js";

/**
 * Settings of `faithBanzhaf`.
 *
 * @category Methods
 */
export interface FaithBanzhafOptions {
  /** Largest order of the interactions. Default 2. */
  readonly order?: number;
  /**
   * How strongly coefficients are held towards 0: `"evidence"` (default) learns a strength for each order from the values, a
   * number is the same penalty for all of them, 0 is plain least squares, which needs more calls than there are sets.
   */
  readonly ridge?: Ridge;
}

/**
 * Faith-Banzhaf: the best fit by interactions of at most `order` players over uniform masks.
 *
 *   plan:      uniform masks, all different
 *   estimate:  ridge regression on all Fourier terms of order ≤ k, a strength for each order by evidence; index FBII
 *
 * With fewer calls than sets the dual equations are solved, and the strengths keep the fit from blowing up: an order
 * that the calls do not support is held back instead of fitted to noise. `report` says which strengths were chosen and
 * how the game's variance divides over the orders. All 2^n masks give the index in closed form. Reads any masks; those should be uniform.
 *
 * Source: Tsai, Yeh & Ravikumar, "Faith-Shap", JMLR 24, 2023, with equal weights; MacKay 1992 for the evidence.
 */
export function faithBanzhaf(options: FaithBanzhafOptions = {}): MethodCore {
  checkOptions("faithBanzhaf", options, ["order", "ridge"]);
  const order = integer("order", options.order ?? 2, 1);
  return uniformRegression("faithBanzhaf", options, "FBII", order, ridgeOf(options.ridge));
}

/** A regression on uniform masks under a name. */
export function uniformRegression(
  name: string,
  options: { readonly ridge?: Ridge; readonly order?: number },
  index: "FBII" | "BV",
  order: number,
  ridge: Ridge,
): MethodCore {
  const read: NonNullable<MethodCore["read"]> = (masks, values, { seed = 0 }): Estimate =>
    estimateLowOrder({ masks, values, order, index, ridge, judged: Int32Array.from(values.keys()), seed });
  return Object.freeze({
    name,
    options: Object.freeze({ ...options }),
    read,
    plan: (n: number, asked: Asked = {}): Plan =>
      planOf(name, n, asked, FEWEST_CALLS, { order, ridge }, (set, budget, seed) =>
        addUniform(set, budget, new Random(seed, "uniform")),
      ),
    estimate: (plan: Plan, values: Float64Array): Estimate =>
      asksAll(plan)
        ? wholeLowOrder(plan, values, index, order)
        : read(plan.masks, values, { seed: plan.seed }),
  });
}
