import { Masks } from "../bits/masks.js";
import { SpexlabError, shown, suggestion } from "../errors.js";

/**
 * An index, or a name.
 *
 * @category Explanations
 */
export type Player = number | string;

/**
 * Present players, by index or name.
 *
 * @category Explanations
 */
export type CoalitionRow = readonly Player[];

/**
 * Index of a player given by index or name.
 * Throws `UNKNOWN_PLAYER` with the nearest names.
 */
export function playerIndex(names: readonly string[], player: Player): number {
  if (typeof player === "number") {
    if (Number.isInteger(player) && player >= 0 && player < names.length) return player;
    throw new SpexlabError(
      "UNKNOWN_PLAYER",
      `Expected a player from 0 to ${names.length - 1} or a name, got ${shown(player)}.`,
    );
  }
  if (typeof player !== "string") {
    throw new SpexlabError("UNKNOWN_PLAYER", `Expected a player's index or name, got ${shown(player)}.`);
  }
  const index = names.indexOf(player);
  if (index < 0) {
    throw new SpexlabError(
      "UNKNOWN_PLAYER",
      `No player is named ${shown(player)}. ${suggestion(player, names)} Players also go by index, 0 to ${names.length - 1}.`,
    );
  }
  return index;
}

/** Sorted distinct indices of players given in any order. Throws as `playerIndex`, and when one is given twice. */
export function playerSet(names: readonly string[], players: readonly Player[]): number[] {
  const set = players.map((player) => playerIndex(names, player)).sort((a, b) => a - b);
  for (let i = 1; i < set.length; i++) {
    if (set[i] === set[i - 1]) {
      throw new SpexlabError(
        "BAD_PLAYERS",
        `Expected distinct players, got ${shown(names[set[i]])} (player ${set[i]}) twice.`,
      );
    }
  }
  return set;
}

/**
 * Masks from `Masks`, from many coalitions (an array of arrays) or from one (an array of indices or names).
 * `[]` is one coalition: nobody is present.
 */
export function coalitionMasks(
  names: readonly string[],
  given: Masks | CoalitionRow | readonly CoalitionRow[],
): Masks {
  if (given instanceof Masks) return Masks.from(names.length, given);
  if (!Array.isArray(given)) {
    throw new SpexlabError(
      "BAD_MASKS",
      `Expected masks, a coalition such as [0, 2] or [${shown(names[0])}], or an array of coalitions, got ${shown(given)}.`,
    );
  }
  const many = given.length > 0 && given.every((row) => Array.isArray(row));
  const rows = (many ? given : [given]) as readonly CoalitionRow[];
  if (!many && given.some((player) => typeof player !== "number" && typeof player !== "string")) {
    throw new SpexlabError(
      "BAD_MASKS",
      "Expected one coalition (an array of indices or names) or an array of such arrays, got a mixture.",
    );
  }
  const masks = new Masks(names.length, rows.length, undefined, names);
  rows.forEach((row, r) => {
    for (const player of row) masks.add(r, playerIndex(names, player));
  });
  return masks;
}
