import { checkOptions, integer, SpexlabError } from "../../errors.js";
import { type EvaluateOptions, evaluate } from "../../evaluate/evaluate.js";
import { predict } from "../../indices/predict.js";
import { faithfulnessOf } from "../../metrics/faithfulness.js";
import { freshMasks } from "../../sampling/fresh.js";
import type { Faithfulness } from "../../types.js";
import type { State } from "../state.js";
import { surrogateOf } from "../surrogate.js";

/**
 * Options of `faithfulness()`.
 *
 * @category Explanations
 */
export interface FaithfulnessOptions {
  /** Distinct uniform masks to ask for; all 2^n when that is fewer. 10,000 when not said. */
  readonly masks?: number;
  /** Decides the masks. 0 when not said. */
  readonly seed?: number;
  /** Stops the evaluation. */
  readonly signal?: AbortSignal;
  /** How progress is shown; see `sx.evaluate`. */
  readonly progress?: EvaluateOptions["progress"];
}

/** R² of the surrogate on uniform masks drawn anew and asked of the game. */
export async function faithfulness(
  { core }: State,
  options: FaithfulnessOptions = {},
): Promise<Faithfulness> {
  checkOptions("faithfulness", options, ["masks", "seed", "signal", "progress"]);
  const { masks: wanted = 10_000, seed = 0, ...asking } = options;
  const fourier = surrogateOf(core, "measure its faithfulness");
  const { game } = core;
  if (game === null) {
    throw new SpexlabError(
      "NO_GAME",
      "Cannot ask fresh masks: this explanation was loaded or made without its game. " +
        "Its own estimate is in `.fit`; for fresh masks explain the game again, or compare `.predict(masks)` with answers you have.",
    );
  }
  const { masks, all } = freshMasks(game.n, integer("masks", wanted, 2), integer("seed", seed, 0));
  const values = await evaluate(game, masks, asking);
  return faithfulnessOf(values, predict(fourier, masks), all ? "exact" : "fresh");
}
