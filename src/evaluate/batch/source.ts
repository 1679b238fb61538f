import { join } from "node:path";
import type { Masks } from "../../bits/masks.js";
import { SpexlabError } from "../../errors.js";
import type { Game } from "../../games/game.js";
import { sharingOf } from "../../games/games.js";
import type { Model } from "../../games/model.js";
import { type Asker, askerOf } from "../../games/openai/asker.js";
import type { Players } from "../../types.js";

/** What a batch asks: a game, or several that share their answers. */
export interface Asked {
  readonly asker: Asker;
  /** By content. */
  readonly id: string;
  readonly model: Model;
  readonly players: Players;
  readonly names: readonly string[];
  /** Numbers of each answer, and those of each game among them. */
  readonly columns: number;
  readonly of: readonly number[];
  /** Row-major; NaN where there is none. */
  known(masks: Masks): Float64Array;
  keep(masks: Masks, rows: Float64Array): void | Promise<void>;
}

/** Where answers are asked and kept: where the games keep them, else in the folder. Throws `BAD_VALUE_FUNCTION`. */
export function askedOf(games: readonly Game[], folder: string): Asked {
  const { model, players, names, id } = games[0] ?? {};
  const asker = model && askerOf(model);
  if (asker === undefined || asker.readouts.some(({ given, similar }) => given ?? similar)) {
    throw new SpexlabError(
      "BAD_VALUE_FUNCTION",
      "A batch job needs a game of sx.openai(…), or games of sx.games(players, sx.openai(…)), whose readouts one request answers, such as sx.choice or sx.fromReply.",
    );
  }
  const common = { asker, model: model!, players, names };
  const file = join(folder, "answers");
  const sharing = sharingOf(model!);
  if (sharing === undefined && games.length === 1) {
    const kept = games[0].kept === undefined ? games[0].cache(file) : games[0];
    return { ...common, id: id!, columns: 1, of: [0], known: kept.known, keep: kept.keep };
  }
  const places = games.map((one) => one.model && sharingOf(one.model));
  if (sharing === undefined || places.some((place) => place?.answers !== sharing.answers)) {
    throw new SpexlabError(
      "BAD_VALUE_FUNCTION",
      "Several games are explained by one batch when they come from one sx.games(…); explain others one by one.",
    );
  }
  const { answers } = sharing;
  const keeper = answers.keptAt(file);
  return {
    ...common,
    id: answers.id,
    columns: answers.columns,
    of: places.map((place) => place!.column),
    known: (masks) => keeper.known(masks),
    keep: (masks, rows) => keeper.append(masks, rows),
  };
}
