import type { exactRemoval, greedyRemoval, Removed } from "./search.js";
import type { Switches } from "./switches.js";

/** The two searches, handed over: in a reader's browser nothing can be imported. */
export interface Searches {
  readonly greedyRemoval: typeof greedyRemoval;
  readonly exactRemoval: typeof exactRemoval;
}

/** What a search for a smallest set came to. */
export interface Crossing {
  /** The set; null when none was found. */
  readonly found: Removed | null;
  /** True when no smaller set does it (or, with none found, no set at all): the search went to its end. */
  readonly proven: boolean;
}

/**
 * The fewest players whose removal from the full coalition takes the surrogate from `full` to the other side of `threshold`: a greedy set first,
 * then an exact search for each smaller size. Cost: bounded by `effort`, the terms that may be looked at.
 *
 * Its compiled text also runs in the reader's browser, so it uses nothing from outside its own body.
 */
export function smallestCrossing(
  { greedyRemoval, exactRemoval }: Searches,
  switches: Switches,
  full: number,
  threshold: number,
  effort: number,
): Crossing {
  const toward = full > threshold ? -1 : 1;
  const beyond = Math.abs(full - threshold);
  const crosses = ({ change }: Removed): boolean => toward * change > beyond * (1 + 1e-12) + 1e-300;
  const until = switches.looked + effort;
  const most = Math.min(switches.n, 200);
  const greedy = greedyRemoval(switches, most, toward).find(crosses) ?? null;
  const largest = greedy === null ? switches.n : greedy.players.length - 1;
  for (let count = 1; count <= largest; count++) {
    const left = until - switches.looked;
    const better =
      left > 0 ? exactRemoval(switches, { count, toward, beyond, any: true, effort: left }) : "too large";
    if (better === "too large") return { found: greedy, proven: false };
    if (better !== null) return { found: better, proven: true };
  }
  return { found: greedy, proven: true };
}
