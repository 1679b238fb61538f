import { checkMasks, type Masks } from "../bits/masks.js";
import { integer, SpexlabError } from "../errors.js";
import type { Game } from "../games/game.js";
import { atOnce } from "./atOnce.js";
import { withoutRepeats } from "./distinct.js";
import type { FailedMask } from "./failures.js";
import { breath, inTurn } from "./inTurn.js";
import { interruptible } from "./interrupt.js";
import { type Progress, type ProgressDisplay, progressDisplay } from "./progress.js";
import { Run } from "./run.js";
import { countsOf, type Spend, Spending, type Spent } from "./spending.js";

export type { FailedMask, Progress, Spend, Spent };

/**
 * Options of `evaluate`.
 *
 * @category Explaining and comparing
 */
export interface EvaluateOptions {
  /** Stops the evaluation at once. */
  readonly signal?: AbortSignal;
  /** Called after every batch; `true` (the default) shows a bar in tslab or a line in a terminal, `false` nothing. */
  readonly progress?: boolean | ((progress: Progress) => void);
  /** Masks in one call of the value function. Default: chosen so that a call takes about 0.12 s; with `calls` limits, theirs. Of `sx.openai` always 1. */
  readonly batch?: number;
  /** The most that may be used: calls, tokens or money. What is kept already is free. Reaching it is `BUDGET_SPENT`. */
  readonly spend?: Spend;
  /** Share of the distinct masks that may stay without an answer (content filters, lasting errors). Default 0: the first stops the run. */
  readonly allowFailed?: number;
}

/**
 * Values, and how they came.
 *
 * @category Explaining and comparing
 */
export interface Evaluation {
  /** One for each mask, in order; NaN for those that failed. */
  readonly values: Float64Array;
  /** Masks without an answer, by coalition. Of equal masks the first is named. */
  readonly failed: readonly FailedMask[];
  /** Distinct masks whose answers were kept already. */
  readonly recorded: number;
  /** Distinct masks answered live. */
  readonly answered: number;
  /** What was sent for them, retries included. */
  readonly spent: Spent;
  /** Seconds that it took. */
  readonly seconds: number;
}

/**
 * The game's values on masks, in order. Equal masks are asked once, kept answers come first and at no cost, the rest in
 * batches: large ones for a fast function, one text at a time for a slow model, many calls at once where the model has
 * `limits`. Interrupt (Ctrl-C, or the notebook's stop button) ends it cleanly; what a recording or a store had kept until then stays.
 *
 * Throws `INTERRUPTED` saying how many answers were in hand, `BAD_VALUES` naming the coalition, `VALUE_FUNCTION_FAILED` with
 * the cause, `NOT_RECORDED`, `BUDGET_SPENT`, `FAILED_MASKS`, and what the model throws.
 *
 * @example
 * const toy = sx.game(["a", "b"], (masks) => masks.map((c) => c.players.length));
 * await sx.evaluate(toy, sx.Masks.from(2, [[], ["a"], ["a", "b"]], ["a", "b"])); // Float64Array [0, 1, 2]
 * @category Explaining and comparing
 */
export async function evaluate(
  game: Game,
  masks: Masks,
  options: EvaluateOptions = {},
): Promise<Float64Array> {
  return (await evaluation(game, masks, options)).values;
}

/**
 * Like `evaluate`, with an account: which masks failed and why, what was kept already, what was used.
 *
 * @example
 * const toy = sx.game(["a", "b"], (masks) => masks.map((c) => c.players.length));
 * const { values, failed, spent } = await sx.evaluation(toy, sx.Masks.from(2, ["00", "11", "11"]));
 * [...values]; // [0, 2, 2]
 * spent.calls; // 2
 * @category Explaining and comparing
 */
export async function evaluation(
  game: Game,
  masks: Masks,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  return (await asked(game, masks, options, true)).evaluation;
}

/**
 * What `make` makes of an evaluation. The progress display says that it is computing before that begins, one turn of the event loop
 * ahead so that it is painted, and that it is done after. `slow`: it may take seconds.
 */
export async function evaluatedThen<T>(
  game: Game,
  masks: Masks,
  options: EvaluateOptions,
  slow: boolean,
  make: (evaluation: Evaluation) => T,
): Promise<T> {
  const { evaluation, state, display, listener } = await asked(game, masks, options, false);
  display?.computing(state, slow);
  listener?.({ ...state, phase: "computing" });
  await breath();
  try {
    const made = make(evaluation);
    display?.end(state, "explained");
    listener?.({ ...state, phase: "done" });
    return made;
  } catch (error) {
    display?.end(state, "failed");
    throw error;
  }
}

interface Asked {
  readonly evaluation: Evaluation;
  readonly state: Progress;
  readonly display: ProgressDisplay | undefined;
  /** The user's own. */
  readonly listener: ((progress: Progress) => void) | undefined;
}

/** Evaluates; `last`: with that the display ends. */
async function asked(game: Game, masks: Masks, options: EvaluateOptions, last: boolean): Promise<Asked> {
  const { progress = true } = options;
  const listener = typeof progress === "function" ? progress : undefined;
  const batch = options.batch === undefined ? undefined : integer("batch", options.batch, 1);
  checkMasks(masks, game.n);
  const together = batch ?? game.limits?.batch ?? 1;
  if (together > 1 && game.model?.single) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`batch\` to be 1 or left out, got ${together}: this model sends a request for each mask. How many are under way at once says \`calls: { concurrent }\`.`,
    );
  }
  const { distinct, rowOf, firstOf } = withoutRepeats(masks);
  const spending = new Spending(options.spend, countsOf(game.model));
  let stop = (): void => {};
  const display = progress === true ? progressDisplay(() => stop()) : undefined;
  await breath();
  const interrupt = interruptible(options.signal);
  const { signal, release } = interrupt;
  stop = interrupt.stop;
  let run: Run | undefined;
  try {
    run = new Run(game, distinct, firstOf, signal, spending, options.allowFailed ?? 0);
    await answer(run, batch, display, listener ?? display?.update);
  } finally {
    release();
  }
  const { values } = run;
  const state = run.state();
  if (last) display?.end(state, "done");
  const evaluation: Evaluation = {
    values: rowOf === undefined ? values : Float64Array.from(rowOf, (row) => values[row]),
    failed: run.failures.list.toSorted((a, b) => a.row - b.row),
    recorded: distinct.length - run.missing.length,
    answered: run.answered,
    spent: spending.spent,
    seconds: run.seconds(),
  };
  return { evaluation, state, display, listener };
}

async function answer(
  run: Run,
  batch: number | undefined,
  display: ProgressDisplay | undefined,
  listener: ((progress: Progress) => void) | undefined,
): Promise<void> {
  const { game, signal, missing, distinct } = run;
  run.listener = listener;
  // At once: after an interrupt tslab ends the cell, and a later update of its display would be lost.
  signal.addEventListener("abort", () => display?.end(run.state(), "interrupted"), { once: true });
  try {
    if (game.limits === undefined) await inTurn(run, batch);
    else await atOnce(run, batch === undefined ? game.limits : { ...game.limits, batch });
  } catch (error) {
    display?.end(run.state(), "failed");
    if (signal.aborted) throw run.interrupted();
    if (!(error instanceof SpexlabError)) throw error;
    if (error.code === "NOT_RECORDED") {
      throw new SpexlabError(
        "NOT_RECORDED",
        `${missing.length} of ${distinct.length} masks need a live answer. ${error.message}`,
        { cause: error },
      );
    }
    if (error.code === "BUDGET_SPENT") {
      const { done, total } = run.state();
      throw new SpexlabError(
        "BUDGET_SPENT",
        `${error.message} ${done} of ${total} answers are in hand. ${run.whatIsKept()}`,
      );
    }
    throw error;
  }
}
