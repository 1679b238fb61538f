import { checkOptions } from "../errors.js";
import type { MethodCore } from "../types.js";
import { kernelRegression } from "./faithShapley.js";
import { type Ridge, ridgeOf } from "./lowOrder.js";

/**
 * Settings of `kernelShap`.
 *
 * @category Methods
 */
export interface KernelShapOptions {
  /** As in `faithShapley`. Default `"evidence"`. */
  readonly ridge?: Ridge;
}

/**
 * KernelSHAP: Shapley values as the slopes of the best additive fit under Shapley's kernel, exact for no and for all players.
 *
 *   plan:      the empty and the full mask, then complementary pairs by Shapley's kernel; sizes the budget pays for are taken whole
 *   estimate:  weighted regression on single players subject to g(∅) = f(∅) and g(N) = f(N); index SV
 *
 * The values sum to f(N) − f(∅) exactly. All 2^n masks give the Shapley values in closed form. Reads any masks that have
 * the empty and the full one. Source: Lundberg & Lee, "A unified approach to interpreting model predictions", NeurIPS 2017; pairs:
 * Covert & Lee, "Improving KernelSHAP", AISTATS 2021.
 */
export function kernelShap(options: KernelShapOptions = {}): MethodCore {
  checkOptions("kernelShap", options, ["ridge"]);
  return kernelRegression("kernelShap", options, "SV", 1, ridgeOf(options.ridge));
}
