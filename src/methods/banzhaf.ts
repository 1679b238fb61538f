import { checkOptions } from "../errors.js";
import type { MethodCore } from "../types.js";
import { uniformRegression } from "./faithBanzhaf.js";
import { type Ridge, ridgeOf } from "./lowOrder.js";

/**
 * Settings of `banzhaf`.
 *
 * @category Methods
 */
export interface BanzhafOptions {
  /** As in `faithBanzhaf`. Default `"evidence"`. */
  readonly ridge?: Ridge;
}

/**
 * Banzhaf values by regression: the best additive fit over uniform masks, whose slopes are the Banzhaf values.
 *
 *   plan:      uniform masks, all different
 *   estimate:  ridge regression on single players, strength by evidence; index BV
 *
 * Lower variance than averaging marginal contributions, since every call serves every player. Reads any masks; those should
 * be uniform. Source: Hammer & Holzman, "Approximations of pseudo-Boolean functions", 1992; Wang & Jia, "Data Banzhaf", AISTATS 2023.
 */
export function banzhaf(options: BanzhafOptions = {}): MethodCore {
  checkOptions("banzhaf", options, ["ridge"]);
  return uniformRegression("banzhaf", options, "BV", 1, ridgeOf(options.ridge));
}
