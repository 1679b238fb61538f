import type { Masks } from "../bits/masks.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { create, type Explanation } from "../explanation/explanation.js";
import { first, titleOf } from "../explanation/first.js";
import { checkedAnswers } from "../games/answers.js";
import type { Game } from "../games/game.js";
import { playersFrom } from "../games/players.js";
import { conditioned } from "../methods/conditioned.js";
import { fullMask } from "../sampling/uniform.js";
import type { Estimate, Json, Known, MethodCore, Players } from "../types.js";
import { MethodPlan } from "./plan.js";

/**
 * What a plan may cost, and its seed.
 *
 * @category Methods
 */
export interface PlanOptions {
  /** The most distinct coalitions to evaluate. What happens without one is the method's to say. */
  readonly budget?: number;
  /** Decides the masks. Default: the method's own seed, else 0. */
  readonly seed?: number;
}

/**
 * A way of explaining: it plans masks and estimates from their values, and never asks a model itself. Frozen.
 *
 * @category Methods
 */
export interface Method {
  /** Name of the method, e.g. `"spex"`. */
  readonly name: string;
  /** Options as given. */
  readonly options: { readonly [key: string]: Json };
  /**
   * The masks that the method wants of a game (or of players, or of so many players): nothing is asked.
   * Throws `BUDGET_TOO_SMALL` with the numbers that would fit.
   * @example
   * sx.exact().plan(3).calls; // 8
   */
  plan(game: Game | Players | readonly string[] | number, options?: PlanOptions): MethodPlan;
  /**
   * The explanation from a plan of this method and the values of its masks, in order; with `{ noise }` knowing the model's own
   * noise (a standard deviation), where the method can make use of it; what is `told` joins its report. Pure.
   * @example
   * const plan = sx.exact().plan(["a", "b"]);
   * sx.exact().estimate(plan, plan.masks.map((c) => c.players.length)).get("a"); // 1
   */
  estimate(
    plan: MethodPlan,
    values: ArrayLike<number>,
    known?: Known,
    told?: { readonly [key: string]: Json },
  ): Explanation;
  /**
   * The layer below: plain plans and estimates.
   *
   * @internal
   */
  readonly core: MethodCore;
}

/** A method as users hold it, from a method as the layers below know it. */
export function methodOf(bare: MethodCore): Method {
  const core = conditioned(bare);
  return Object.freeze({
    name: core.name,
    options: core.options,
    core,
    plan(target: Game | Players | readonly string[] | number, options: PlanOptions = {}): MethodPlan {
      checkOptions("plan", options, ["budget", "seed"]);
      if (options.seed !== undefined) integer("seed", options.seed, 0);
      const game = isGame(target) ? target : null;
      const players =
        game === null ? playersFrom(target as Players | readonly string[] | number) : game.players;
      return new MethodPlan(core.plan(players.names.length, options), players, game);
    },
    estimate(
      plan: MethodPlan,
      values: ArrayLike<number>,
      known?: Known,
      told?: { readonly [key: string]: Json },
    ): Explanation {
      if (!(plan instanceof MethodPlan) || plan.method !== core.name) {
        const came = plan instanceof MethodPlan ? `a plan of ${plan.method}` : shown(plan);
        throw new SpexlabError(
          "WRONG_PLAN",
          `Expected a plan that sx.${core.name}().plan(game, { budget }) made, got ${came}.`,
        );
      }
      const { masks, players, game } = plan;
      const checked = checkedAnswers(values, masks, players.names, undefined);
      return create(
        first({
          players,
          title: titleOf(players),
          unit: game?.unit ?? "value",
          made: {
            method: plan.method,
            options: core.options,
            settings: plan.settings,
            seed: plan.seed,
            budget: plan.budget,
            calls: plan.calls,
          },
          estimate: toldBeside(core.estimate(plan.core, checked, known), told),
          modelFull: answerToAll(masks, checked),
          game,
        }),
      );
    },
  });
}

/** The estimate with more in its report. */
export function toldBeside(estimate: Estimate, told: { readonly [key: string]: Json } | undefined): Estimate {
  return told === undefined ? estimate : { ...estimate, report: { ...estimate.report, ...told } };
}

function isGame(target: unknown): target is Game {
  return typeof (target as Game | null)?.evaluate === "function";
}

/** The value of the mask with all players present, where it is among these. */
export function answerToAll(masks: Masks, values: Float64Array): number | null {
  const all = fullMask(masks.n);
  for (let row = 0; row < masks.length; row++) {
    let w = 0;
    while (w < masks.stride && masks.words[row * masks.stride + w] === all[w]) w++;
    if (w === masks.stride) return values[row];
  }
  return null;
}
