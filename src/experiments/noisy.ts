import { hashWords } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { type Game, game as gameOf } from "../games/game.js";

/**
 * The same game with Gaussian noise of standard deviation `sigma` on its answers. The noise of a coalition depends on the coalition
 * and the seed alone, so methods that ask the same masks get the same answers, in any order.
 */
export function noisy(game: Game, sigma: number, seed: number): Game {
  const value = async (masks: Masks, { signal }: { signal: AbortSignal }): Promise<Float64Array> => {
    const answers = await game.evaluate(masks, { signal });
    return answers.map((v, row) => v + sigma * noiseOf(masks, row, seed));
  };
  return gameOf(game.players, value, { unit: game.unit });
}

function noiseOf(masks: Masks, row: number, seed: number): number {
  const { words, stride } = masks;
  return new Random(hashWords(words, row * stride, stride), `noise ${seed}`).normal();
}
