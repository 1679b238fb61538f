import { Masks } from "../../bits/masks.js";
import { SpexlabError, shown } from "../../errors.js";
import { evaluate } from "../../evaluate/evaluate.js";
import type { Json } from "../../types.js";
import type { State } from "../state.js";

/** Masks in one question. */
const MOST = 256;

/**
 * Lets an output ask the game: `{ off: [[players that are absent], …] }` is answered by `{ values: [one number for each] }`.
 * The questions come from a web page, so they are checked as such. Undefined for an explanation without its game.
 */
export function live({
  core: { game },
}: State): ((question: Json, signal: AbortSignal) => Promise<Json>) | undefined {
  if (game === null) return undefined;
  return async (question, signal) => {
    const masks = Masks.from(
      game.n,
      checked(question, game.n).map((off) => {
        const absent = new Set(off);
        return game.names.flatMap((_, player) => (absent.has(player) ? [] : [player]));
      }),
    );
    return { values: [...(await evaluate(game, masks, { progress: false, signal }))] };
  };
}

function checked(question: Json, n: number): readonly (readonly number[])[] {
  const rows = (question as { readonly off?: unknown } | null)?.off;
  const isPlayer = (player: unknown): boolean =>
    Number.isInteger(player) && (player as number) >= 0 && (player as number) < n;
  if (
    !Array.isArray(rows) ||
    rows.length > MOST ||
    !rows.every((row) => Array.isArray(row) && row.every(isPlayer))
  ) {
    throw new SpexlabError(
      "BAD_QUESTION",
      `Expected \`off\` to be at most ${MOST} arrays of players from 0 to ${n - 1}, got ${shown(rows)}.`,
    );
  }
  return rows;
}
