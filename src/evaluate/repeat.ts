import { MaskSet } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { checkOptions, integer } from "../errors.js";
import type { Game } from "../games/game.js";
import { addUniform } from "../sampling/uniform.js";
import { type EvaluateOptions, evaluation, type Spent } from "./evaluate.js";
import { left, sumOf } from "./spending.js";

/**
 * Options of `repeat`.
 *
 * @category Explaining and comparing
 */
export interface RepeatOptions
  extends Pick<EvaluateOptions, "signal" | "progress" | "spend" | "allowFailed"> {
  /** Distinct masks that are asked, drawn uniformly. Default 16. */
  readonly masks?: number;
  /** How often each. Default 3. */
  readonly times?: number;
  /** Decides the masks. 0 when not said. */
  readonly seed?: number;
}

/**
 * How far answers to the same mask lie apart.
 *
 * @category Explaining and comparing
 */
export interface Repeated {
  /** True when every answer came back bit for bit. */
  readonly deterministic: boolean;
  /** Standard deviation of an answer about the mean of its mask: the noise level. */
  readonly noise: number;
  /** Standard deviation of the masks' means: what there is to explain. */
  readonly signal: number;
  /** Largest difference between two answers to one mask. */
  readonly largest: number;
  /** The most that any explanation can explain of single answers: 1 − noise² / (noise² + signal²). */
  readonly ceiling: number;
  /** Distinct masks that were answered each time. */
  readonly masks: number;
  /** How often each. */
  readonly times: number;
}

/**
 * Asks the same masks several times, past anything that is kept, and tells how far the answers lie apart: whether the model is
 * deterministic and, if not, its noise level. Nothing is kept. Masks that fail do not count, up to the share `allowFailed`. Cost: masks × times calls.
 *
 * @example
 * const toy = sx.game(6, (masks) => masks.map((c) => c.players.length));
 * (await sx.repeat(toy, { seed: 1 })).deterministic; // true
 * @category Explaining and comparing
 */
export async function repeat(game: Game, options: RepeatOptions = {}): Promise<Repeated> {
  checkOptions("repeat", options, ["masks", "times", "seed", "signal", "progress", "spend", "allowFailed"]);
  const { masks: count = 16, times = 3, seed = 0, ...asking } = options;
  integer("masks", count, 1);
  integer("times", times, 2);
  const set = new MaskSet(game.n, count);
  addUniform(set, count, new Random(integer("seed", seed, 0), "repeat"));
  return (await repeated(game, set.toMasks(), times, asking)).found;
}

/** Asks these distinct masks so many times; with what that used. The limits of `spend` hold for all of it. */
export async function repeated(
  game: Game,
  masks: Masks,
  times: number,
  asking: EvaluateOptions,
): Promise<{ found: Repeated; spent: Spent }> {
  const fresh = game.fresh();
  let rounds: Float64Array[] = [];
  let asked = masks;
  let spent: Spent = { calls: 0, tokens: 0, money: 0 };
  for (let k = 0; k < times; k++) {
    const round = await evaluation(fresh, asked, { ...asking, spend: left(asking.spend, spent) });
    rounds.push(round.values);
    spent = sumOf(spent, round.spent);
    if (round.failed.length === 0) continue;
    const kept = [...round.values.keys()].filter((row) => !Number.isNaN(round.values[row]));
    asked = asked.select(kept);
    rounds = rounds.map((values) => Float64Array.from(kept, (row) => values[row]));
  }
  return { found: spreadOf(rounds, asked.length), spent };
}

function spreadOf(rounds: readonly Float64Array[], count: number): Repeated {
  const times = rounds.length;
  const means = Float64Array.from(
    { length: count },
    (_, row) => rounds.reduce((sum, values) => sum + values[row], 0) / times,
  );
  let squares = 0;
  let largest = 0;
  for (let row = 0; row < count; row++) {
    const answers = rounds.map((values) => values[row]);
    largest = Math.max(largest, Math.max(...answers) - Math.min(...answers));
    if (answers.some((answer) => answer !== answers[0])) {
      squares += answers.reduce((sum, answer) => sum + (answer - means[row]) ** 2, 0);
    }
  }
  const variance = squares / (count * (times - 1));
  const mean = means.reduce((sum, m) => sum + m, 0) / count;
  const spread = means.reduce((sum, m) => sum + (m - mean) ** 2, 0) / Math.max(1, count - 1);
  // The means are noisy themselves.
  const signal = Math.max(0, spread - variance / times);
  return Object.freeze({
    deterministic: largest === 0,
    noise: Math.sqrt(variance),
    signal: Math.sqrt(signal),
    largest,
    ceiling: variance === 0 ? 1 : signal / (signal + variance),
    masks: count,
    times,
  });
}
