import { SpexlabError, shown } from "../errors.js";
import type { EvaluateOptions, Spend, Spent } from "../evaluate/evaluate.js";
import { repeated } from "../evaluate/repeat.js";
import { left } from "../evaluate/spending.js";
import type { Game } from "../games/game.js";
import { checkTakesNoise, type Noise, noiseLevel } from "../methods/noise.js";
import type { Known } from "../types.js";
import type { Method } from "./method.js";
import type { MethodPlan } from "./plan.js";

/** Masks of a plan that are asked again to measure the noise, and how often each. */
const MASKS = 16;
const TIMES = 3;

/** Throws unless a noise can be given to the method: a level, what `sx.repeat` found, or `"measure"`. Asks nothing. */
export function checkNoise(method: Method, noise: Noise | "measure" | undefined, live: boolean): void {
  if (noise === undefined) return;
  checkTakesNoise(method.core);
  if (noise !== "measure") noiseLevel(noise);
  else if (!live) {
    throw new SpexlabError(
      "BAD_OPTION",
      `\`noise: ${shown(noise)}\` asks the model at once, which a batch job does not. Give what sx.repeat(game) returns.`,
    );
  }
}

/** What is known of a game's noise, and what is left of the limits when it had to be measured. */
export async function knownNoise(
  game: Game,
  plan: MethodPlan,
  noise: Noise | "measure" | undefined,
  asking: EvaluateOptions,
): Promise<{ known: Known | undefined; spend: Spend | undefined; spent?: Spent }> {
  const { spend } = asking;
  if (noise === undefined) return { known: undefined, spend };
  if (noise !== "measure") return { known: { noise: noiseLevel(noise) }, spend };
  const count = Math.min(MASKS, plan.calls);
  const rows = Array.from({ length: count }, (_, k) => Math.floor((k * plan.calls) / count));
  // Of so few masks more may fail than of all.
  const allowFailed = asking.allowFailed ? 0.5 : 0;
  const { found, spent } = await repeated(game, plan.masks.select(rows), TIMES, { ...asking, allowFailed });
  return { known: { noise: found.noise }, spend: left(spend, spent), spent };
}
