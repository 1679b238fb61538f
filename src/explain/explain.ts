import { checkOptions, SpexlabError, shown } from "../errors.js";
import { type EvaluateOptions, evaluatedThen } from "../evaluate/evaluate.js";
import type { Explanation } from "../explanation/explanation.js";
import type { Game } from "../games/game.js";
import type { Noise } from "../methods/noise.js";
import type { Method } from "./method.js";
import { type MethodName, methodFrom } from "./methods.js";
import { checkNoise, knownNoise } from "./noise.js";
import type { MethodPlan } from "./plan.js";
import { checkReads, estimateWithout } from "./withoutFailed.js";

/**
 * Options of `explain`. An option that is not listed here is an error.
 *
 * @category Explaining and comparing
 */
export interface ExplainOptions {
  /** A method such as `sx.spex({ b: 4 })`, or a method's name for its usual settings. Default: `sx.auto()`. */
  readonly method?: Method | MethodName;
  /** The most distinct coalitions to evaluate. Never exceeded. Without one the method asks what its usual settings need. */
  readonly budget?: number;
  /** Decides all that is random. Default: the method's own seed, else 0. */
  readonly seed?: number;
  /** Stops the evaluation; what a recording has kept stays. */
  readonly signal?: AbortSignal;
  /** How progress is shown while masks are evaluated; see `sx.evaluate`. */
  readonly progress?: EvaluateOptions["progress"];
  /** The most that may be used in calls, tokens or money, beside the budget of coalitions; see `sx.evaluate`. */
  readonly spend?: EvaluateOptions["spend"];
  /**
   * Share of the masks that may stay without an answer (a content filter, lasting errors); the explanation goes on with the
   * others and names those that failed in `report.failed`. Default 0: the first stops. Needs a method that reads any masks.
   */
  readonly allowFailed?: number;
  /**
   * The model's own noise, which decoding and fit then take as known: a standard deviation, what `sx.repeat` returned, or `"measure"`, which
   * asks 16 masks of the plan three times each, past anything that is kept: up to 48 more calls, beside the budget of coalitions but not
   * beside `spend`. `report.noise` and what the explanation prints tell the level and the largest R² that it leaves possible.
   * Of sx.auto, sx.spex and sx.exact; the others refuse it. Default: none is said, it is learnt from the answers.
   */
  readonly noise?: Noise | "measure";
}

/**
 * Explains a game: plans masks, asks the game for their values, estimates the surrogate.
 *
 * Returns an explanation; its `.fit` says how far to trust it. The budget counts distinct coalitions. Cost: at most `budget`
 * calls of the game, then the method's own time. With the same options and a deterministic game the result is the same.
 *
 * Throws `BUDGET_TOO_SMALL` with numbers that would fit, `UNKNOWN_METHOD`, `UNKNOWN_OPTION`, and what the game throws.
 *
 * @example
 * const game = sx.game(["a", "b", "c"], (masks) => masks.map((c) => (c.has("a") && c.has("b") ? 1 : 0)));
 * const e = await sx.explain(game, { budget: 8 });
 * e.interactions[0].names; // ["a", "b"]
 * e.calls; // 8
 * @category Explaining and comparing
 */
export async function explain(game: Game, options: ExplainOptions = {}): Promise<Explanation> {
  if (typeof game?.evaluate !== "function") {
    throw new SpexlabError(
      "BAD_GAME",
      `Expected a game, as sx.game(players, value) makes one, got ${shown(game)}.`,
    );
  }
  checkOptions("explain", options, [
    "method",
    "budget",
    "seed",
    "signal",
    "progress",
    "spend",
    "allowFailed",
    "noise",
  ]);
  const { method: wanted, budget, seed, noise, ...asking } = options;
  const method = methodFrom(wanted ?? "auto");
  if (asking.allowFailed) checkReads(method);
  checkNoise(method, noise, true);
  const plan = method.plan(game, { budget, seed });
  const { known, spend } = await knownNoise(game, plan, noise, asking);
  return evaluatedThen(game, plan.masks, { ...asking, spend }, isSlow(plan), ({ values, failed }) =>
    failed.length === 0
      ? method.estimate(plan, values, known)
      : estimateWithout(method, plan, values, failed, known),
  );
}

/** Masks from which the estimates of these methods were seen to take half a second; fewer where there are many players. */
const SLOW: { readonly [method: string]: number } = { auto: 200, proxySpex: 1_000, proxyShap: 4_000 };
const SLOW_CELLS = 100_000;

/** Will the estimate take so long that it is to be said? A plan of all 2^n masks has no `b` to choose. */
function isSlow({ method, n, calls, settings }: MethodPlan): boolean {
  return method in SLOW && (calls >= SLOW[method] || n * calls >= SLOW_CELLS) && settings.b !== null;
}
