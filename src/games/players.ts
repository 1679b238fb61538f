import { integer, SpexlabError, shown } from "../errors.js";
import type { Players } from "../types.js";

/** More players than any method takes: the largest code that SPEX can build has 65,455 message bits at t = 5. */
const MOST = 65_535;

/**
 * Players from what people give: a count (named "0", "1", …), an array of names, or what a masker returned (kept as it is).
 * Throws `NO_PLAYERS`, `DUPLICATE_PLAYERS`, `BAD_PLAYERS`.
 */
export function playersFrom<P extends Players>(players: number | readonly string[] | P): P | Players {
  if (typeof players === "number") {
    if (players === 0) throw noPlayers();
    return listed(Array.from({ length: integer("players", players, 1, MOST) }, (_, i) => String(i)));
  }
  if (Array.isArray(players)) return listed(players);
  const given = players as P;
  if (!Array.isArray(given?.names) || typeof given.layout?.kind !== "string") {
    throw new SpexlabError(
      "BAD_PLAYERS",
      `Expected \`players\` to be a count, an array of names, or what a masker returns such as sx.text("…").words(), got ${shown(players)}.`,
    );
  }
  checkNames(given.names);
  return given;
}

function listed(names: readonly string[]): Players {
  checkNames(names);
  return Object.freeze({
    names: Object.freeze([...names]),
    layout: Object.freeze({ kind: "list" as const }),
  });
}

function checkNames(names: readonly unknown[]): void {
  if (names.length === 0) throw noPlayers();
  const seen = new Map<string, number>();
  names.forEach((name, i) => {
    if (typeof name !== "string" || name === "") {
      throw new SpexlabError(
        "BAD_PLAYERS",
        `Expected every player's name to be a string that is not empty, got ${shown(name)} for player ${i}.`,
      );
    }
    const other = seen.get(name);
    if (other !== undefined) {
      throw new SpexlabError(
        "DUPLICATE_PLAYERS",
        `Players ${other} and ${i} are both named ${shown(name)}: names must differ, because interactions are looked up by them.`,
      );
    }
    seen.set(name, i);
  });
}

function noPlayers(): SpexlabError {
  return new SpexlabError("NO_PLAYERS", "Expected at least one player, got none.");
}
