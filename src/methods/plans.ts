import { MaskSet } from "../bits/maskSet.js";
import { integer, SpexlabError } from "../errors.js";
import { DENSE_PLAYERS } from "../indices/dense.js";
import type { Json, Plan } from "../types.js";
import { exact } from "./exact.js";

/** Fewest calls from which a regression says anything: with less the constant alone is fitted. */
export const FEWEST_CALLS = 8;

/** What is asked of a plan. */
export interface Asked {
  readonly budget?: number;
  readonly seed?: number;
}

/**
 * A plan of a method that takes any number of masks from `fewest` up: all 2^n of them when the budget pays (n ≤ 20), else what
 * `fill` puts into the set. Without a budget 2,048 + 2n masks (what shap's KernelSHAP asks), or all if they are fewer.
 * Throws `BUDGET_TOO_SMALL` with the number that fits.
 */
export function planOf(
  method: string,
  n: number,
  { budget: asked, seed = 0 }: Asked,
  fewest: number,
  settings: { readonly [key: string]: Json },
  fill: (set: MaskSet, budget: number, seed: number) => void,
): Plan {
  integer("n", n, 1);
  integer("seed", seed, 0);
  const all = 2 ** n;
  const needed = Math.min(fewest, all);
  const budget =
    asked === undefined ? Math.min(all, Math.max(needed, 2048 + 2 * n)) : integer("budget", asked, 1);
  if (budget < needed) {
    throw new SpexlabError(
      "BUDGET_TOO_SMALL",
      `${method} with ${n} players needs at least ${needed} calls, the budget is ${budget}. Raise the budget to ${needed} or more.`,
    );
  }
  if (n <= DENSE_PLAYERS && budget >= all) {
    return Object.freeze({
      ...exact().plan(n, { budget, seed }),
      method,
      settings: { ...settings, all: true },
    });
  }
  const set = new MaskSet(n, Math.min(budget, 2 ** 20));
  fill(set, budget, seed);
  return Object.freeze({ method, n, seed, calls: set.size, budget, masks: set.toMasks(), settings });
}

/** Did the budget pay all 2^n masks? */
export function asksAll(plan: Plan): boolean {
  return plan.settings.all === true;
}
