import type { Terms } from "../bits/terms.js";

/** The players that some set has, ascending. Cost: one pass over the sets. */
export function occurring({ n, players }: Terms): Uint32Array {
  const seen = new Uint8Array(n);
  for (let i = 0; i < players.length; i++) seen[players[i]] = 1;
  return Uint32Array.from(seen.keys()).filter((player) => seen[player] === 1);
}

/** The same terms with the given players, ascending, called 0, 1, …; no other may occur. Values and offsets are shared. */
export function compacted(terms: Terms, given: Uint32Array): Terms {
  const place = new Uint32Array(terms.n);
  given.forEach((player, i) => {
    place[player] = i;
  });
  return { ...terms, n: given.length, players: terms.players.map((player) => place[player]) };
}

/** Undoes `compacted`: player i is called `given[i]` among `n`. */
export function expanded(terms: Terms, given: Uint32Array, n: number): Terms {
  return Object.freeze({ ...terms, n, players: terms.players.map((i) => given[i]) });
}
