import { count } from "../../widgets/labels.js";
import { responsesSvg } from "../../widgets/plot/responses.js";
import { Masks } from "../bits/masks.js";
import { checkOptions, integer } from "../errors.js";
import { type EvaluateOptions, evaluate } from "../evaluate/evaluate.js";
import type { Explanation } from "../explanation/explanation.js";
import type { Game } from "../games/game.js";
import { Table } from "../results/table.js";
import { freshMasks } from "../sampling/fresh.js";
import { fullMask } from "../sampling/uniform.js";
import { sourceGame } from "./source.js";

/**
 * Options of `responses`.
 *
 * @category Experiments and results
 */
export interface ResponsesOptions {
  /** Distinct uniform masks to ask; all 2^n when that is fewer. 1,000 when not said. */
  readonly masks?: number;
  /** Bins of equal width. 20 when not said. */
  readonly bins?: number;
  /** Decides the masks. 0 when not said. */
  readonly seed?: number;
  /** Stops the evaluation. */
  readonly signal?: AbortSignal;
  /** How progress is shown; see `sx.evaluate`. */
  readonly progress?: EvaluateOptions["progress"];
}

/**
 * One bin of the histogram: answers from `from` up to, not with, `to` (the last bin has its end too).
 *
 * @category Experiments and results
 */
export interface ResponseRow {
  /** Least answer of the bin. */
  readonly from: number;
  /** Its upper end. */
  readonly to: number;
  /** Masks whose answers lie in it. */
  readonly count: number;
  /** The same as a share of all masks, 0 to 1. */
  readonly share: number;
}

/**
 * Histogram of a game's answers to uniform masks.
 *
 * @category Experiments and results
 */
export class Responses extends Table<ResponseRow> {
  /** Masks that were asked. */
  readonly masks: number;
  /** Mean of the answers. */
  readonly mean: number;
  /** Standard deviation. */
  readonly sd: number;
  /** The least answer. */
  readonly min: number;
  /** The largest answer. */
  readonly max: number;
  /** The answer with all players present. */
  readonly full: number;
  /** The answer with no player present. */
  readonly empty: number;

  /** Histograms come from `sx.responses`. */
  constructor(values: Float64Array, bins: number, unit: string, full: number, empty: number) {
    const masks = values.length;
    const mean = values.reduce((sum, v) => sum + v, 0) / masks;
    const sd = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / masks);
    const min = values.reduce((least, v) => Math.min(least, v), Number.POSITIVE_INFINITY);
    const max = values.reduce((most, v) => Math.max(most, v), Number.NEGATIVE_INFINITY);
    const used = max > min ? bins : 1;
    const width = (max - min) / used;
    const counts = new Array<number>(used).fill(0);
    for (const v of values) counts[width > 0 ? Math.min(used - 1, Math.floor((v - min) / width)) : 0]++;
    const title = `Answers to ${count(masks)} uniform masks`;
    super({
      title: `${title} (${unit})`,
      columns: [{ key: "from" }, { key: "to" }, { key: "count" }, { key: "share", digits: 3 }],
      rows: counts.map((count, k) => ({
        from: min + k * width,
        to: k === used - 1 ? max : min + (k + 1) * width,
        count,
        share: count / masks,
      })),
      notes: [
        `mean ${mean.toPrecision(4)}, standard deviation ${sd.toPrecision(4)}, from ${min.toPrecision(4)} to ${max.toPrecision(4)}`,
        `with all players present ${full.toPrecision(4)}, with none ${empty.toPrecision(4)}`,
      ],
      chart: (rows) => responsesSvg(rows, { title, unit, mean, full, empty }),
    });
    this.masks = masks;
    this.mean = mean;
    this.sd = sd;
    this.min = min;
    this.max = max;
    this.full = full;
    this.empty = empty;
    Object.freeze(this);
  }
}

/**
 * How a game's answers to uniform masks are distributed: what a method has to explain. A constant game has one bin.
 * Takes a game, or an explanation (its surrogate answers). `.chart()` is the histogram with the mean and the answers with all and with no
 * player marked. Cost: `masks` calls, and two for the masks of all and of nobody.
 *
 * @example
 * const game = sx.game(4, (masks) => masks.map((c) => c.players.length));
 * const spread = await sx.responses(game, { bins: 4 });
 * spread.rows().map((row) => row.count); // [1, 4, 6, 5]
 * spread.mean; // 2
 * @category Experiments and results
 */
export async function responses(
  source: Game | Explanation,
  options: ResponsesOptions = {},
): Promise<Responses> {
  checkOptions("responses", options, ["masks", "bins", "seed", "signal", "progress"]);
  const game = sourceGame("responses", source);
  const { signal, progress } = options;
  const wanted = integer("masks", options.masks ?? 1000, 1);
  const bins = integer("bins", options.bins ?? 20, 1);
  const { masks } = freshMasks(game.n, wanted, integer("seed", options.seed ?? 0, 0));
  const asked = new Masks(game.n, masks.length + 2);
  asked.words.set(masks.words);
  asked.words.set(fullMask(game.n), masks.length * masks.stride);
  const values = await evaluate(game, asked, { signal, progress });
  const [full, empty] = values.subarray(masks.length);
  return new Responses(values.subarray(0, masks.length), bins, game.unit, full, empty);
}
