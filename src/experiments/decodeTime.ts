import { decodeTimeSvg } from "../../widgets/plot/sweeps.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { type EvaluateOptions, evaluate } from "../evaluate/evaluate.js";
import { spex } from "../explain/methods.js";
import type { Explanation } from "../explanation/explanation.js";
import type { Game } from "../games/game.js";
import { predict } from "../indices/predict.js";
import { r2 } from "../metrics/r2.js";
import { Table } from "../results/table.js";
import { freshMasks } from "../sampling/fresh.js";
import { sourceGame } from "./source.js";

/**
 * Options of `decodeTime`.
 *
 * @category Experiments and results
 */
export interface DecodeTimeOptions {
  /** Sizes to try: 2^b bins in a group. [3, 4, 5] when not said. */
  readonly b?: readonly number[];
  /** Errors corrected. 5 when not said. */
  readonly t?: number;
  /** Decides the masks. 0 when not said. */
  readonly seed?: number;
  /** Times that each estimate is made after one that does not count; the row has the median. 3 when not said. */
  readonly repeats?: number;
  /** Fresh uniform masks for R². 1,000 when not said. */
  readonly masks?: number;
  /** Stops the evaluation. */
  readonly signal?: AbortSignal;
  /** How progress is shown; see `sx.evaluate`. */
  readonly progress?: EvaluateOptions["progress"];
}

/**
 * Hard or soft decoding of the same answers.
 *
 * @category Experiments and results
 */
export interface DecodeTimeRow {
  /** 2^b bins in a group. */
  readonly b: number;
  /** How bins were decoded. */
  readonly decoding: "hard" | "soft";
  /** Distinct coalitions of the plan. */
  readonly calls: number;
  /** Median seconds of the estimate alone. */
  readonly seconds: number;
  /** Fourier terms that were found. */
  readonly terms: number;
  /** R² on the fresh masks. */
  readonly r2: number;
}

/**
 * How long SPEX decodes, hard against soft, on the same answers. Takes a game or an explanation (its surrogate answers).
 * `.chart()`: seconds against b. Cost: the calls of each plan and of the test masks; 2·(repeats + 1) estimates for each `b`.
 * Throws `BUDGET_TOO_SMALL` and what the game throws.
 *
 * @example
 * const truth = sx.fromFourier(20, [[[0], 1], [[1, 2], -2], [[3, 4, 5], 1]]);
 * const times = await sx.decodeTime(truth, { b: [3], repeats: 1 });
 * times.rows().map((row) => [row.decoding, row.terms]); // [["hard", 3], ["soft", 3]]
 * @category Experiments and results
 */
export async function decodeTime(
  source: Game | Explanation,
  options: DecodeTimeOptions = {},
): Promise<Table<DecodeTimeRow>> {
  checkOptions("decodeTime", options, ["b", "t", "seed", "repeats", "masks", "signal", "progress"]);
  const { b = [3, 4, 5], t = 5, signal, progress } = options;
  if (!Array.isArray(b) || b.length === 0) {
    throw new SpexlabError("BAD_OPTION", `Expected \`b\` to be an array of sizes, got ${shown(b)}.`);
  }
  const game = sourceGame("decodeTime", source);
  const seed = integer("seed", options.seed ?? 0, 0);
  const repeats = integer("repeats", options.repeats ?? 3, 1);
  const test = freshMasks(game.n, integer("masks", options.masks ?? 1000, 2), seed).masks;
  const truth = await evaluate(game, test, { signal, progress });
  const rows: DecodeTimeRow[] = [];
  for (const bits of b) {
    const plan = spex({ b: bits, t }).core.plan(game.n, { seed });
    const values = await evaluate(game, plan.masks, { signal, progress });
    for (const decoding of ["hard", "soft"] as const) {
      const { core } = spex({ b: bits, t, decoding });
      let estimate = core.estimate(plan, values);
      const seconds: number[] = [];
      for (let repeat = 0; repeat < repeats; repeat++) {
        const started = performance.now();
        estimate = core.estimate(plan, values);
        seconds.push((performance.now() - started) / 1000);
      }
      const fourier = estimate.fourier!;
      rows.push({
        b: bits,
        decoding,
        calls: plan.calls,
        seconds: seconds.sort((a, z) => a - z)[repeats >> 1],
        terms: fourier.length,
        r2: r2(truth, predict(fourier, test)),
      });
    }
  }
  const title = `Decoding time of SPEX, hard against soft, ${game.n} players`;
  return new Table({
    title,
    columns: [
      { key: "b" },
      { key: "decoding" },
      { key: "calls" },
      { key: "seconds", digits: 4 },
      { key: "terms" },
      { key: "r2", label: "R²", digits: 4 },
    ],
    rows,
    notes: [
      `Seconds: median of ${repeats} estimates of the same answers; R² on ${test.length} fresh uniform masks.`,
    ],
    chart: (drawn) => decodeTimeSvg(drawn, title),
  });
}
