import { truncationSvg } from "../../../widgets/plot/sweeps.js";
import { orderOf, setOf, strongestFirst, type Terms, TermTable } from "../../bits/terms.js";
import { checkOptions, integer, SpexlabError, shown } from "../../errors.js";
import { type EvaluateOptions, evaluate } from "../../evaluate/evaluate.js";
import { predict } from "../../indices/predict.js";
import { r2 } from "../../metrics/r2.js";
import { Table } from "../../results/table.js";
import { freshMasks } from "../../sampling/fresh.js";
import type { State } from "../state.js";
import { surrogateOf } from "../surrogate.js";

/**
 * Options of `truncation()`.
 *
 * @category Explanations
 */
export interface TruncationOptions {
  /** Numbers of interactions to keep. 0, 1, 2, 5, 10, 20, 50, … and all when not said. */
  readonly keep?: readonly number[];
  /** Distinct uniform masks to ask of the game; all 2^n when that is fewer. 1,000 when not said. Ignored without a game. */
  readonly masks?: number;
  /** Decides the masks. 0 when not said. */
  readonly seed?: number;
  /** Stops the evaluation. */
  readonly signal?: AbortSignal;
  /** How progress is shown; see `sx.evaluate`. */
  readonly progress?: EvaluateOptions["progress"];
}

/**
 * The surrogate cut to its strongest Fourier coefficients.
 *
 * @category Explanations
 */
export interface TruncationRow {
  /** Coefficients kept, the empty set's not counted (it always stays). */
  readonly kept: number;
  /** Share of the whole surrogate's variance that they hold: R² against the surrogate itself, exactly. */
  readonly energy: number;
  /** R² against the game's own answers on the masks; null without a game. */
  readonly r2: number | null;
  /** Smallest |coefficient| kept. */
  readonly smallest: number | null;
}

/** Faithfulness against the number of Fourier coefficients kept, strongest first. */
export async function truncation(
  { core }: State,
  options: TruncationOptions = {},
): Promise<Table<TruncationRow>> {
  checkOptions("truncation", options, ["keep", "masks", "seed", "signal", "progress"]);
  const { signal, progress } = options;
  const fourier = surrogateOf(core, "keep only the strongest coefficients");
  const strongest = strongestFirst(fourier);
  const keep = keeps(options.keep, strongest.length);
  const wanted = integer("masks", options.masks ?? 1000, 2);
  const fresh = core.game && freshMasks(fourier.n, wanted, integer("seed", options.seed ?? 0, 0)).masks;
  const values = core.game && fresh && (await evaluate(core.game, fresh, { signal, progress }));
  const predicted = fresh && predict(selected(fourier, emptySets(fourier)), fresh);
  const variance = strongest.reduce((sum, k) => sum + fourier.values[k] ** 2, 0);
  let held = 0;
  let done = 0;
  const rows = keep.map((kept): TruncationRow => {
    const more = strongest.slice(done, kept);
    for (const k of more) held += fourier.values[k] ** 2;
    if (fresh && predicted && more.length > 0) {
      const added = predict(selected(fourier, more), fresh);
      for (let row = 0; row < added.length; row++) predicted[row] += added[row];
    }
    done = kept;
    return {
      kept,
      energy: held / variance,
      r2: values && predicted ? r2(values, predicted) : null,
      smallest: kept === 0 ? null : Math.abs(fourier.values[strongest[kept - 1]]),
    };
  });
  const title = "Faithfulness against the number of Fourier coefficients kept";
  return new Table({
    title,
    columns: [
      { key: "kept" },
      { key: "energy", label: "surrogate's variance", digits: 4 },
      ...(values ? ([{ key: "r2", label: "R² on the game", digits: 4 }] as const) : []),
      { key: "smallest", label: "smallest kept" },
    ],
    rows,
    notes: fresh ? [`R² on ${fresh.length} fresh uniform masks.`] : ["No game was asked."],
    chart: (drawn) => truncationSvg(drawn, title),
  });
}

function emptySets(terms: Terms): number[] {
  return Array.from({ length: terms.length }, (_, k) => k).filter((k) => orderOf(terms, k) === 0);
}

function selected(terms: Terms, positions: readonly number[]): Terms {
  const table = new TermTable(terms.n);
  for (const k of positions) table.add(setOf(terms, k), terms.values[k]);
  return table.toTerms();
}

function keeps(given: readonly number[] | undefined, all: number): number[] {
  if (given === undefined) {
    const usual = [0];
    for (let power = 1; power <= all; power *= 10) usual.push(power, 2 * power, 5 * power);
    return [...usual.filter((k) => k < all), all];
  }
  if (!Array.isArray(given) || given.length === 0) {
    throw new SpexlabError("BAD_OPTION", `Expected \`keep\` to be an array of numbers, got ${shown(given)}.`);
  }
  for (const k of given) integer("keep", k, 0);
  return [...new Set(given.map((k) => Math.min(k, all)))].sort((a, z) => a - z);
}
