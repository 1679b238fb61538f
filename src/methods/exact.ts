import { Masks } from "../bits/masks.js";
import { checkOptions, integer, SpexlabError } from "../errors.js";
import { DENSE_PLAYERS } from "../indices/dense.js";
import { fourierOfAll, valuesOfAll } from "../indices/fourier.js";
import { r2 } from "../metrics/r2.js";
import type { Estimate, Known, MethodCore, Plan } from "../types.js";
import { type Noise, noiseLevel } from "./noise.js";

/**
 * Settings of `exact`.
 *
 * @category Methods
 */
export interface ExactOptions {
  /** The model's own noise: gives every coefficient its variance, noise²/2^n. The coefficients stay as they are. */
  readonly noise?: Noise;
}

/**
 * The whole Fourier transform from all 2^n masks: no approximation, for 1 to 20 players.
 *
 *   plan:      every mask, in order of mask integers (row x has player i present when bit i of x is 1)
 *   estimate:  F(S) = 2^−n Σ_x f(x)·(−1)^{|S ∩ x|} by one fast Walsh-Hadamard transform
 *
 * The plan throws `TOO_MANY_PLAYERS` above 20 players and `BUDGET_TOO_SMALL` below 2^n calls. Cost of the estimate: n·2^n additions
 * (n = 20: about 0.2 s).
 *
 * @example
 * const game = sx.game(["a", "b", "c"], (masks) => masks.map((m) => (m.has("a") && m.has("b") ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.exact() });
 * e.as("Moebius").get("a", "b"); // 1
 */
export function exact(options: ExactOptions = {}): MethodCore {
  checkOptions("exact", options, ["noise"]);
  const noise = noiseLevel(options.noise);
  return {
    name: "exact",
    options: noise === undefined ? {} : { noise },
    takesNoise: true,
    plan,
    estimate: (made, values, known) => estimate(made, values, known ?? { noise }),
  };
}

function plan(n: number, { budget, seed = 0 }: { budget?: number; seed?: number }): Plan {
  integer("n", n, 1);
  if (n > DENSE_PLAYERS) {
    throw new SpexlabError(
      "TOO_MANY_PLAYERS",
      `exact() asks all 2^n masks and takes at most ${DENSE_PLAYERS} players, got ${n}. Use spex(), which needs far fewer calls.`,
    );
  }
  const calls = 2 ** n;
  if (budget !== undefined && integer("budget", budget, 1) < calls) {
    throw new SpexlabError(
      "BUDGET_TOO_SMALL",
      `exact() with ${n} player${n === 1 ? "" : "s"} needs ${calls} calls (all 2^${n} masks), the budget is ${budget}. ` +
        `Raise the budget to ${calls}, or use spex().`,
    );
  }
  const words = Uint32Array.from({ length: calls }, (_, x) => x);
  return {
    method: "exact",
    n,
    seed,
    calls,
    budget: budget ?? calls,
    masks: new Masks(n, calls, words),
    settings: {},
  };
}

function estimate(plan: Plan, values: Float64Array, { noise }: Known): Estimate {
  const fourier = fourierOfAll(plan.n, values);
  return {
    fourier,
    exact: true,
    ...(noise === undefined
      ? {}
      : { variance: new Float64Array(fourier.length).fill(noise ** 2 / values.length) }),
    faithfulness: { r2: r2(values, valuesOfAll(fourier)), masks: values.length, how: "exact" },
    report: { terms: fourier.length },
  };
}
