import { SpexlabError, shown } from "../errors.js";
import { Explanation } from "../explanation/explanation.js";
import { type Game, game } from "../games/game.js";

/** The game that an experiment runs on: one as given, or the surrogate of an explanation as a game that asks no model. */
export function sourceGame(what: string, source: Explanation | Game): Game {
  if (source instanceof Explanation) {
    return game(source.players, (masks) => source.predict(masks), { unit: source.unit });
  }
  if (typeof (source as Game | null)?.evaluate === "function") return source;
  throw new SpexlabError(
    "BAD_GAME",
    `Expected ${what} to be given a game or an explanation, got ${shown(source)}.`,
  );
}
