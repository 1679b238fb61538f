import { checkOptions } from "../errors.js";
import { type BatchOptions, evaluateByBatch } from "../evaluate/batch/batch.js";
import type { Explanation } from "../explanation/explanation.js";
import type { Game } from "../games/game.js";
import type { Method } from "./method.js";
import { type MethodName, methodFrom } from "./methods.js";
import { checkReads, estimateWithout } from "./withoutFailed.js";

/** Options of `explainByBatch`. */
export interface ExplainByBatchOptions extends BatchOptions {
  readonly method?: Method | MethodName;
  readonly budget?: number;
  readonly seed?: number;
}

/**
 * Explains a game of `sx.openai` through the OpenAI Batch API (half the price, an answer within a day): the plan becomes a file of requests, is handed
 * in, asked after every `poll` milliseconds, and becomes the same explanation as `sx.explain` makes. The job outlives the notebook: run the cell again with the
 * same `folder`, also in another process, and it goes on where it was; a job is never handed in twice.
 *
 * Throws `BATCH_FAILED`, `FOREIGN_BATCH`, `INTERRUPTED` (the job goes on), and what `sx.explain` throws.
 *
 * @example
 * const toy = sx.game(2, (masks) => masks.map((c) => c.players.length));
 * await sx.explainByBatch(toy, { folder: "runs/job" }).catch((error) => error.code); // "BAD_VALUE_FUNCTION"
 */
export async function explainByBatch(game: Game, options: ExplainByBatchOptions): Promise<Explanation> {
  checkOptions("explainByBatch", options, [
    "folder",
    "poll",
    "signal",
    "allowFailed",
    "progress",
    "method",
    "budget",
    "seed",
  ]);
  const { method: wanted, budget, seed, ...asking } = options;
  const method = methodFrom(wanted ?? "auto");
  if (asking.allowFailed) checkReads(method);
  const plan = method.plan(game, { budget, seed });
  const { values, failed } = await evaluateByBatch(game, plan.masks, asking);
  return failed.length === 0 ? method.estimate(plan, values) : estimateWithout(method, plan, values, failed);
}
