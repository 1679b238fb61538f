import { MaskSet } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";
import { integer, SpexlabError } from "../errors.js";
import type { Game } from "../games/game.js";
import { interruptible } from "./interrupt.js";
import { type Progress, progressDisplay } from "./progress.js";

export type { Progress };

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Stops the evaluation between batches, or at once where the value function waits. */
  readonly signal?: AbortSignal;
  /** Called after every batch; `true` (the default) shows a bar in tslab or a line in a terminal, `false` nothing. */
  readonly progress?: boolean | ((progress: Progress) => void);
  /** Masks in one call of the value function. Default: chosen so that a call takes about 0.12 s. */
  readonly batch?: number;
}

const CALL_MS = 120;
const LARGEST = 1 << 16;

/**
 * The game's values on masks, in order. Equal masks are asked once, recorded answers first and at no cost, the rest in
 * batches: large ones for a fast function, one text at a time for a slow model. Interrupt (Ctrl-C, or the notebook's stop
 * button) ends it cleanly; what a recording game had answered until then is kept.
 *
 * Throws `INTERRUPTED` saying how many answers were in hand, `BAD_VALUES` naming the coalition, `VALUE_FUNCTION_FAILED` with
 * the cause, `NOT_RECORDED`, and what the model throws.
 *
 * @example
 * const toy = sx.game(["a", "b"], (masks) => masks.map((c) => c.players.length));
 * await sx.evaluate(toy, sx.Masks.from(2, [[], ["a"], ["a", "b"]], ["a", "b"])); // Float64Array [0, 1, 2]
 */
export async function evaluate(
  game: Game,
  masks: Masks,
  options: EvaluateOptions = {},
): Promise<Float64Array> {
  const { progress = true } = options;
  const fixed = options.batch === undefined ? undefined : integer("batch", options.batch, 1);
  if (masks.n !== game.n) {
    throw new SpexlabError("BAD_MASKS", `Expected masks of ${game.n} players, got masks of ${masks.n}.`);
  }
  const { distinct, rowOf, firstOf } = withoutRepeats(masks);
  const values = game.recording?.known(distinct) ?? new Float64Array(distinct.length).fill(Number.NaN);
  const missing = Uint32Array.from(values.keys()).filter((row) => Number.isNaN(values[row]));
  const recorded = distinct.length - missing.length;

  const display = progress === true ? progressDisplay() : undefined;
  await breath();
  const { signal, release } = interruptible(options.signal);
  const began = performance.now();
  let answered = 0;
  const state = (): Progress => {
    const rate = answered === 0 ? 0 : answered / ((performance.now() - began) / 1000);
    const left = missing.length - answered;
    return {
      done: recorded + answered,
      total: distinct.length,
      recorded,
      rate,
      secondsLeft: left === 0 ? 0 : rate > 0 ? left / rate : undefined,
    };
  };
  // At once: after an interrupt tslab ends the cell, and a later update of its display would be lost.
  signal.addEventListener("abort", () => display?.end(state(), "interrupted"), { once: true });
  const told = typeof progress === "function" ? progress : display?.update;
  let size = fixed ?? (game.model === undefined ? 16 : 1);
  try {
    while (answered < missing.length) {
      await breath();
      if (signal.aborted) throw interrupted(game, state(), signal);
      const rows = missing.subarray(answered, answered + size);
      const start = performance.now();
      const batch = await orAborted(
        game.evaluate(distinct.select(rows), {
          signal,
          rows: firstOf === undefined ? rows : Array.from(rows, (row) => firstOf[row]),
        }),
        signal,
        () => interrupted(game, state(), signal),
      );
      rows.forEach((row, k) => {
        values[row] = batch[k];
      });
      answered += rows.length;
      size = fixed ?? nextSize(size, performance.now() - start);
      told?.(state());
    }
    display?.end(state(), "done");
  } catch (error) {
    display?.end(state(), "failed");
    if (error instanceof SpexlabError && error.code === "NOT_RECORDED") {
      throw new SpexlabError(
        "NOT_RECORDED",
        `${missing.length} of ${distinct.length} masks need a live answer. ${error.message}`,
        { cause: error },
      );
    }
    throw error;
  } finally {
    release();
  }
  return rowOf === undefined ? values : Float64Array.from(rowOf, (row) => values[row]);
}

/** The distinct masks, the distinct row of each mask, and where each distinct one came first (undefined: all are distinct). */
function withoutRepeats(masks: Masks): { distinct: Masks; rowOf?: Uint32Array; firstOf?: Uint32Array } {
  const seen = new MaskSet(masks.n, Math.max(1, masks.length));
  const rowOf = new Uint32Array(masks.length);
  const firstOf = new Uint32Array(masks.length);
  for (let row = 0; row < masks.length; row++) {
    const before = seen.size;
    rowOf[row] = seen.add(masks.words, row * masks.stride);
    if (seen.size > before) firstOf[before] = row;
  }
  return seen.size === masks.length ? { distinct: masks } : { distinct: seen.toMasks(), rowOf, firstOf };
}

/** The size whose call would take about 0.12 s at the last call's speed, at most eight times the last. */
function nextSize(size: number, ms: number): number {
  return Math.max(1, Math.min(LARGEST, size * 8, Math.round((size * CALL_MS) / Math.max(ms, 0.01))));
}

/** Lets timers, signals and the kernel have their turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The answer, or `interrupted` as soon as the signal aborts, even if the answer never comes. */
function orAborted<T>(answer: Promise<T>, signal: AbortSignal, stopped: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(stopped());
    signal.addEventListener("abort", stop, { once: true });
    answer
      .then(resolve, (error: unknown) => reject(signal.aborted ? stopped() : error))
      .finally(() => signal.removeEventListener("abort", stop));
  });
}

function interrupted(game: Game, { done, total }: Progress, signal: AbortSignal): SpexlabError {
  const kept =
    game.recording === undefined
      ? "They are lost: game.record(path) keeps answers, so that a second run goes on where the first stopped."
      : `What is new is kept in ${game.recording.file}: run again to go on.`;
  return new SpexlabError("INTERRUPTED", `Interrupted with ${done} of ${total} answers in hand. ${kept}`, {
    cause: signal.reason,
  });
}
