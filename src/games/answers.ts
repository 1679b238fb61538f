import type { Coalition, Masks } from "../bits/masks.js";
import { SpexlabError, shown } from "../errors.js";

const NAMES_SHOWN = 6;

/** A coalition as it reads in a message: its size and the first of its players. */
export function coalitionShown(coalition: Coalition, names: readonly string[]): string {
  const { players } = coalition;
  if (players.length === 0) return "the empty coalition {}";
  const first = players
    .slice(0, NAMES_SHOWN)
    .map((i) => (names[i].length > 30 ? `${names[i].slice(0, 29)}…` : names[i]));
  const rest = players.length > NAMES_SHOWN ? `, … (${players.length} of ${names.length})` : "";
  return `the coalition {${first.join(", ")}${rest}}`;
}

/**
 * The answers to a batch as they must be: one finite number for each mask, else an error that names the coalition.
 * `rows` tells the place of each mask among all that were asked for.
 */
export function checkedAnswers(
  raw: unknown,
  masks: Masks,
  names: readonly string[],
  rows: ArrayLike<number> | undefined,
): Float64Array {
  const length = (raw as ArrayLike<unknown> | null | undefined)?.length;
  if (typeof raw !== "object" || typeof length !== "number") {
    throw new SpexlabError(
      "BAD_VALUES",
      `Expected the value function to return an array with one number for each mask, got ${shown(raw)}.`,
    );
  }
  if (length !== masks.length) {
    const missing =
      length < masks.length
        ? ` The first without a value is ${coalitionShown(masks.at(length), names)}.`
        : "";
    throw new SpexlabError(
      "BAD_VALUES",
      `Expected ${masks.length} values for ${masks.length} masks (one number each, in order), got ${length}.${missing}`,
    );
  }
  const values = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const value = (raw as ArrayLike<unknown>)[row];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new SpexlabError(
        "BAD_VALUES",
        `Expected a finite number for every mask, got ${shown(value)} for ${coalitionShown(masks.at(row), names)} (mask ${rows?.[row] ?? row}).`,
      );
    }
    values[row] = value;
  }
  return values;
}
