import { checkOptions, SpexlabError, shown } from "../errors.js";
import { type BatchOptions, evaluateByBatch } from "../evaluate/batch/batch.js";
import type { Spent } from "../evaluate/evaluate.js";
import { breath } from "../evaluate/inTurn.js";
import type { Explanation } from "../explanation/explanation.js";
import type { Game } from "../games/game.js";
import { type Noise, noiseLevel } from "../methods/noise.js";
import type { Json } from "../types.js";
import type { Method } from "./method.js";
import { type MethodName, methodFrom } from "./methods.js";
import { checkNoise } from "./noise.js";
import { checkReads, estimateWithout } from "./withoutFailed.js";

/**
 * Options of `explainByBatch`.
 *
 * @category Explaining and comparing
 */
export interface ExplainByBatchOptions extends BatchOptions {
  /** The method, or its name. `"auto"` when not said. */
  readonly method?: Method | MethodName;
  /** The most distinct coalitions to evaluate. Without one the method asks what its usual settings need. */
  readonly budget?: number;
  /** Decides the masks. Default: the method's own seed, else 0. */
  readonly seed?: number;
  /** The model's own noise as a number or as `sx.repeat` measured it; see `sx.explain`. */
  readonly noise?: Noise;
}

/**
 * Explains a game of `sx.openai` through the OpenAI Batch API (half the price, an answer within a day): the plan becomes a file of requests, is handed
 * in, asked after every `poll` milliseconds, and becomes the same explanation as `sx.explain` makes. The job outlives the notebook: run the cell again with the
 * same `folder`, also in another process, and it goes on where it was; a job is never handed in twice.
 *
 * Given the games of one `sx.games`, one batch explains them all, and an explanation by name comes back. `report.spent` tells the calls, tokens and money that
 * the result files account for, those of all readouts together.
 *
 * Throws `BATCH_FAILED`, `FOREIGN_BATCH`, `BUDGET_SPENT` (before anything is handed in), `INTERRUPTED` (the job goes on), and what `sx.explain` throws.
 *
 * @example
 * const toy = sx.game(2, (masks) => masks.map((c) => c.players.length));
 * await sx.explainByBatch(toy, { folder: "runs/job" }).catch((error) => error.code); // "BAD_VALUE_FUNCTION"
 * @category Explaining and comparing
 */
export function explainByBatch(game: Game, options: ExplainByBatchOptions): Promise<Explanation>;
export function explainByBatch<Names extends string>(
  games: { readonly [name in Names]: Game },
  options: ExplainByBatchOptions,
): Promise<{ readonly [name in Names]: Explanation }>;
export async function explainByBatch(
  given: Game | { readonly [name: string]: Game },
  options: ExplainByBatchOptions,
): Promise<Explanation | { readonly [name: string]: Explanation }> {
  checkOptions("explainByBatch", options, [
    "folder",
    "poll",
    "signal",
    "allowFailed",
    "spend",
    "progress",
    "method",
    "budget",
    "seed",
    "noise",
  ]);
  const single = isGame(given);
  const named = Object.entries(single ? { value: given } : (given ?? {}));
  if (named.length === 0 || !named.every(([, game]) => isGame(game))) {
    throw new SpexlabError(
      "BAD_GAME",
      `Expected a game, or the games that sx.games(players, model) makes, got ${shown(given)}.`,
    );
  }
  const { method: wanted, budget, seed, noise, ...asking } = options;
  const method = methodFrom(wanted ?? "auto");
  if (asking.allowFailed) checkReads(method);
  checkNoise(method, noise, false);
  const known = noise === undefined ? undefined : { noise: noiseLevel(noise) };
  const plans = named.map(([, game]) => method.plan(game, { budget, seed }));
  const { masks } = plans[0];
  const evaluations = await evaluateByBatch(
    named.map(([, game]) => game),
    masks,
    asking,
  );
  const told = { done: masks.length, total: masks.length };
  asking.progress?.({ status: "computing the explanation", ...told });
  await breath();
  const explanations = plans.map((plan, k): Explanation => {
    const { values, failed, spent } = evaluations[k];
    const report = { spent: spentTold(spent) };
    return failed.length === 0
      ? method.estimate(plan, values, known, report)
      : estimateWithout(method, plan, values, failed, known, report);
  });
  asking.progress?.({ status: "done", ...told });
  return single
    ? explanations[0]
    : Object.freeze(Object.fromEntries(named.map(([name], k) => [name, explanations[k]])));
}

function spentTold({ calls, tokens, money }: Spent): Json {
  return { calls, tokens, ...(money > 0 ? { money } : {}) };
}

function isGame(given: unknown): given is Game {
  return typeof (given as Game | null)?.evaluate === "function";
}
