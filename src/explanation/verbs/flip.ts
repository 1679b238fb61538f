import { Masks } from "../../bits/masks.js";
import { checkOptions, integer, SpexlabError, shown } from "../../errors.js";
import { type EvaluateOptions, evaluate } from "../../evaluate/evaluate.js";
import { predict } from "../../indices/predict.js";
import { smallestCrossing } from "../removal/flip.js";
import { exactRemoval, greedyRemoval } from "../removal/search.js";
import { Switches } from "../removal/switches.js";
import type { State } from "../state.js";
import { surrogateOf } from "../surrogate.js";

/**
 * Options of `flip()`.
 *
 * @category Explanations
 */
export interface FlipOptions {
  /** The value to cross: 0 when not said, right for log-odds and for differences of two log-probabilities; 0.5 suits probabilities. */
  readonly threshold?: number;
  /** Terms that the search may look at. 500 million when not said: seconds. */
  readonly effort?: number;
  /** Ask the game for its own answer without the players found, where there is a game: two calls. True when not said. */
  readonly ask?: boolean;
  /** Stops the search. */
  readonly signal?: AbortSignal;
  /** How progress is shown; see `sx.evaluate`. */
  readonly progress?: EvaluateOptions["progress"];
}

/**
 * What would change the answer.
 *
 * @category Explanations
 */
export interface Flip {
  /** The players to remove, ascending; empty when no set was found. */
  readonly players: readonly number[];
  /** Their names. */
  readonly names: readonly string[];
  /** True when removing these players takes the surrogate across the threshold. */
  readonly found: boolean;
  /** True when no smaller set does it (or, with none found, none at all): the search went to its end. */
  readonly proven: boolean;
  /** The value to cross. */
  readonly threshold: number;
  /** The surrogate's value with all players. */
  readonly before: number;
  /** The surrogate's value without those found; NaN when there are none. */
  readonly after: number;
  /** The game's own answers to the same two; null where no game was asked. */
  readonly model: { readonly before: number; readonly after: number } | null;
}

/** The fewest players whose removal takes the surrogate to the other side of a threshold. */
export async function flip({ core }: State, options: FlipOptions = {}): Promise<Flip> {
  checkOptions("flip", options, ["threshold", "effort", "ask", "signal", "progress"]);
  const fourier = surrogateOf(core, "search for what would change the answer");
  const { threshold = 0, ask = true, signal, progress } = options;
  if (!Number.isFinite(threshold)) {
    throw new SpexlabError("BAD_OPTION", `Expected \`threshold\` to be a number, got ${shown(threshold)}.`);
  }
  const effort = integer("effort", options.effort ?? 500_000_000, 1);
  const { names } = core.players;
  const everyone = names.map((_, i) => i);
  const [before] = predict(fourier, Masks.from(names.length, [everyone], names));
  const { found, proven } = smallestCrossing(
    { greedyRemoval, exactRemoval },
    new Switches(fourier),
    before,
    threshold,
    effort,
  );
  const players = Object.freeze([...(found?.players ?? [])].sort((a, z) => a - z));
  const left = everyone.filter((i) => !players.includes(i));
  const model =
    core.game && ask && found
      ? await evaluate(core.game, Masks.from(names.length, [everyone, left], names), { signal, progress })
      : null;
  return Object.freeze({
    players,
    names: Object.freeze(players.map((i) => names[i])),
    found: found !== null,
    proven,
    threshold,
    before,
    after: found === null ? Number.NaN : before + found.change,
    model: model && Object.freeze({ before: model[0], after: model[1] }),
  });
}
