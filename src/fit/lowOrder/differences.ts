import { binomial, setsUpTo } from "../../sampling/subsets.js";
import type { Sets } from "./fit.js";

/** What is known of each symmetric difference of two sets, by its rank. */
export interface Differences {
  /** NaN where nothing is known yet. */
  readonly known: Float64Array;
  /** Rank of the symmetric difference of sets k and j. */
  rank(k: number, j: number): number;
}

/**
 * A table over the symmetric differences of pairs of the sets, ranked in the combinatorial number system; undefined where there are
 * hardly fewer of them than pairs. All pairs of up to 2 of 64 players: 2.2 million, with 0.7 million differences.
 */
export function differencesOf({ n, length, offsets, players }: Sets): Differences | undefined {
  let order = 0;
  for (let k = 0; k < length; k++) order = Math.max(order, offsets[k + 1] - offsets[k]);
  const largest = Math.min(n, 2 * order);
  if (2 * setsUpTo(n, largest) > (length * (length + 1)) / 2) return undefined;
  const known = new Float64Array(setsUpTo(n, largest)).fill(Number.NaN);
  // A set p_0 < p_1 < … of s players has rank Σ_i C(p_i, i + 1) among those of its size, after all smaller ones.
  const choose = Array.from({ length: largest }, (_, i) =>
    Uint32Array.from({ length: n }, (_, player) => binomial(player, i + 1)),
  );
  const before = Array.from({ length: largest + 1 }, (_, s) => (s === 0 ? 0 : setsUpTo(n, s - 1)));
  return {
    known,
    rank(k: number, j: number): number {
      let a = offsets[k];
      let b = offsets[j];
      const endA = offsets[k + 1];
      const endB = offsets[j + 1];
      let size = 0;
      let rank = 0;
      while (a < endA || b < endB) {
        if (a < endA && b < endB && players[a] === players[b]) {
          a++;
          b++;
          continue;
        }
        const player = b === endB || (a < endA && players[a] < players[b]) ? players[a++] : players[b++];
        rank += choose[size++][player];
      }
      return before[size] + rank;
    },
  };
}
