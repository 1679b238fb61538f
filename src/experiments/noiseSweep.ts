import { noiseSvg } from "../../widgets/plot/sweeps.js";
import { runsSpec } from "../../widgets/vega/runs.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { AskedOnce } from "../evaluate/askedOnce.js";
import type { EvaluateOptions } from "../evaluate/evaluate.js";
import { methodsFrom } from "../explain/compare.js";
import type { Method } from "../explain/method.js";
import type { MethodName } from "../explain/methods.js";
import { askTest, judged, type RunRow, runMethod } from "../explain/run.js";
import type { Explanation } from "../explanation/explanation.js";
import { type Game, game as gameOf } from "../games/game.js";
import { Table } from "../results/table.js";
import { noisy } from "./noisy.js";
import { runColumns } from "./runColumns.js";
import { sourceGame } from "./source.js";

/**
 * Options of `noiseSweep`.
 *
 * @category Experiments and results
 */
export interface NoiseSweepOptions {
  /** Signal-to-noise ratios in dB: 10·log10(variance of the values / variance of the noise); `Infinity` for none. [0, 5, 10, 20, Infinity] when not said. */
  readonly snr?: readonly number[];
  /** The most distinct coalitions for each run. Default: what each method's usual settings need. */
  readonly budget?: number;
  /** Decides masks and noise; each repeat takes the next seed. 0 when not said. */
  readonly seed?: number;
  /** Runs of each method at each ratio; the row has their means. 1 when not said. */
  readonly repeats?: number;
  /** Uniform masks, noise-free, on which all are judged. 1,000 when not said. */
  readonly masks?: number;
  /** Stops the evaluation. */
  readonly signal?: AbortSignal;
  /** How progress is shown; see `sx.evaluate`. */
  readonly progress?: EvaluateOptions["progress"];
}

/**
 * One method at one signal-to-noise ratio.
 *
 * @category Experiments and results
 */
export interface NoiseRow {
  /** The method's name and its options. */
  readonly method: string;
  /** Signal-to-noise ratio in dB. */
  readonly snr: number;
  /** Standard deviation of the noise on each answer. */
  readonly sigma: number;
  /** Distinct coalitions that the method looked at; null when a run failed. */
  readonly calls: number | null;
  /** Mean R² against the noise-free values; null when a run failed or has no surrogate. */
  readonly r2: number | null;
  /** The lowest R² of the repeats; null where there is one run, or one without R². */
  readonly low: number | null;
  /** The highest R² of the repeats. */
  readonly high: number | null;
  /** Mean seconds for plan and estimate; null when a run failed. */
  readonly seconds: number | null;
  /** Mean number of Fourier terms; null without a surrogate. */
  readonly terms: number | null;
  /** Why a run failed; null when all went well. */
  readonly error: string | null;
}

/**
 * Noise robustness: Gaussian noise is added to the values of a known function, and each method's surrogate is compared with the
 * function without the noise. The function is a game, or the surrogate of an explanation (then nothing is asked of a model).
 * Noise belongs to a coalition: all methods see the same. `.chart()`: a line for each method. Cost: as `compare`, for each ratio and repeat; a game's own answers are asked once.
 *
 * @example
 * const truth = sx.fromFourier(12, [[[0], 1], [[1, 2], -2], [[3, 4, 5], 1]]);
 * const sweep = await sx.noiseSweep(truth, ["lime"], { snr: [10], budget: 400 });
 * sweep.rows()[0].snr; // 10
 * @category Experiments and results
 */
export async function noiseSweep(
  source: Explanation | Game,
  methods: readonly (Method | MethodName)[],
  options: NoiseSweepOptions = {},
): Promise<Table<NoiseRow>> {
  checkOptions("noiseSweep", options, ["snr", "budget", "seed", "repeats", "masks", "signal", "progress"]);
  const { snr = [0, 5, 10, 20, Number.POSITIVE_INFINITY], budget, signal, progress } = options;
  if (
    !Array.isArray(snr) ||
    snr.length === 0 ||
    snr.some((dB) => typeof dB !== "number" || Number.isNaN(dB))
  ) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`snr\` to be an array of ratios in dB, got ${shown(snr)}.`,
    );
  }
  const seed = integer("seed", options.seed ?? 0, 0);
  const repeats = integer("repeats", options.repeats ?? 1, 1);
  const known = methodsFrom(methods);
  const asking = { signal, progress };
  const quiet = new AskedOnce(sourceGame("noiseSweep", source));
  const test = await askTest(quiet, integer("masks", options.masks ?? 1000, 2), seed, asking);
  const variance = varianceOf(test.values);
  // Only the quiet game is asked of the model; its answers are shared by all noise levels.
  const remembered = gameOf(
    quiet.game.players,
    async (masks, context) => (await quiet.ask(masks, { signal: context.signal, progress: false })).values,
    { unit: quiet.game.unit },
  );
  const rows: NoiseRow[] = [];
  for (const method of known) {
    for (const dB of snr) {
      const sigma = Math.sqrt(variance / 10 ** (dB / 10));
      const runs: RunRow[] = [];
      for (let repeat = 0; repeat < repeats; repeat++) {
        const asked = new AskedOnce(noisy(remembered, sigma, seed + repeat));
        const run = await runMethod(method, asked, { budget, seed: seed + repeat }, asking);
        runs.push(judged(run, test).row);
      }
      rows.push({ ...meanOf(runs), snr: dB, sigma });
    }
  }
  const title = `Noise robustness, ${quiet.game.n} players`;
  return new Table({
    title,
    columns: [
      { key: "method" },
      { key: "snr", label: "SNR (dB)", digits: 0 },
      { key: "sigma" },
      ...runColumns(rows),
    ],
    rows,
    notes: [
      `R² against the noise-free values on ${test.masks.length} uniform masks; means of ${repeats} run${repeats === 1 ? "" : "s"}.`,
    ],
    chart: (drawn) => noiseSvg(drawn, title),
    vega: (drawn) =>
      runsSpec(
        title,
        drawn.map((row) => ({ ...row, name: row.method, x: row.snr })),
        { title: "signal-to-noise ratio (dB)" },
      ),
  });
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
}

/** Means over the runs of one method; null where one of them has no value. */
function meanOf(runs: readonly RunRow[]): Omit<NoiseRow, "snr" | "sigma"> {
  const mean = (of: (row: RunRow) => number | null): number | null => {
    const values = runs.map(of);
    return values.includes(null) ? null : values.reduce<number>((sum, v) => sum + v!, 0) / runs.length;
  };
  const r2 = runs.flatMap((run) => (run.r2 === null ? [] : [run.r2]));
  const ranges = runs.length > 1 && r2.length === runs.length;
  return {
    method: runs[0].method,
    low: ranges ? Math.min(...r2) : null,
    high: ranges ? Math.max(...r2) : null,
    calls: mean(({ calls }) => calls),
    r2: mean(({ r2 }) => r2),
    seconds: mean(({ seconds }) => seconds),
    terms: mean(({ terms }) => terms),
    error: runs.find(({ error }) => error !== null)?.error ?? null,
  };
}
