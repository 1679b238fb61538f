import type { Switches } from "./switches.js";

/** Players to remove, in the order found (greedy) or ascending (exact), and d(R) of the surrogate. */
export interface Removed {
  readonly players: readonly number[];
  readonly change: number;
}

/**
 * Greedy removal for r = 1 … `most`: each step removes the player who then moves the surrogate farthest from its value at
 * the full coalition, or farthest `toward` +1 or −1 (upwards, downwards). Ties go to the lower index. Cost: `most` passes over the terms.
 *
 * Its compiled text also runs in the reader's browser, so it uses nothing from outside its own body.
 */
export function greedyRemoval(switches: Switches, most: number, toward: -1 | 0 | 1 = 0): Removed[] {
  const players: number[] = [];
  const found: Removed[] = [];
  const { change: start } = switches;
  while (players.length < most) {
    let best = -1;
    let farthest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < switches.n; i++) {
      if (!switches.isUndecided(i)) continue;
      const change = switches.change + switches.step(i);
      const distance = toward === 0 ? Math.abs(change) : toward * change;
      if (distance > farthest) {
        best = i;
        farthest = distance;
      }
    }
    switches.remove(best);
    players.push(best);
    found.push({ players: [...players], change: switches.change });
  }
  for (const player of players.reverse()) switches.restore(player);
  switches.change = start;
  return found;
}

/** What an exact search looks for. */
export interface Goal {
  /** How many players to remove. */
  readonly count: number;
  /** 0: farthest from the value at the full coalition either way; +1, −1: farthest upwards, downwards. */
  readonly toward: -1 | 0 | 1;
  /** Only a change larger than this is of interest. */
  readonly beyond: number;
  /** Any such change will do: the first one found ends the search. */
  readonly any: boolean;
  /** Terms that may be looked at. */
  readonly effort: number;
}

/**
 * The `count` players whose removal moves the surrogate most, by branch and bound: on each node the player of largest reach is
 * removed, then kept for good, and a node is given up when even the `left` largest reaches cannot pass the best so far. Null when no
 * set passes `beyond`; `"too large"` after `effort` terms looked at.
 *
 * Its compiled text also runs in the reader's browser, so it uses nothing from outside its own body.
 */
export function exactRemoval(switches: Switches, goal: Goal): Removed | null | "too large" {
  const { n } = switches;
  const { count, toward, any } = goal;
  const until = switches.looked + goal.effort;
  const { change: start } = switches;
  let best = goal.beyond;
  let bestPlayers: number[] | null = null;
  let ended = false;
  const removed: number[] = [];
  // Sums in another order differ by rounding; nothing smaller is worth a search.
  const better = (distance: number): boolean => distance > best * (1 + 1e-12) + 1e-300;
  const distanceOf = (change: number): number => (toward === 0 ? Math.abs(change) : toward * change);
  const largest = (size: number): { add(value: number): void; full(): boolean; sum(): number } => {
    const kept: number[] = [];
    let sum = 0;
    return {
      full: () => kept.length === size,
      sum: () => sum,
      add(value) {
        if (kept.length === size) {
          if (value <= kept[0]) return;
          sum -= kept.shift()!;
        }
        let at = kept.length;
        while (at > 0 && kept[at - 1] > value) at--;
        kept.splice(at, 0, value);
        sum += value;
      },
    };
  };

  const search = (left: number): void => {
    const kept: number[] = [];
    while (!ended) {
      if (switches.looked > until) ended = true;
      const ahead = left === 1 ? lastStep() : farthestStep(left);
      if (ahead < 0 || ended) break;
      switches.remove(ahead);
      removed.push(ahead);
      search(left - 1);
      removed.pop();
      switches.restore(ahead);
      switches.keep(ahead);
      kept.push(ahead);
    }
    for (let k = kept.length - 1; k >= 0; k--) switches.release(kept[k]);
  };

  /** With one player to go the answer is exact: notes it, and nothing is left to branch on. */
  const lastStep = (): number => {
    for (let i = 0; i < n; i++) {
      if (!switches.isUndecided(i)) continue;
      const distance = distanceOf(switches.change + switches.step(i));
      if (!better(distance)) continue;
      best = distance;
      bestPlayers = [...removed, i].sort((a, z) => a - z);
      if (any) ended = true;
    }
    return -1;
  };

  /** The undecided player of largest reach, −1 when the bound ends this branch. */
  const farthestStep = (left: number): number => {
    const up = largest(left);
    const down = largest(left);
    let ahead = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      if (!switches.isUndecided(i)) continue;
      const reach = switches.reach(i);
      up.add(reach.up);
      down.add(reach.down);
      const farther = toward === 0 ? Math.max(reach.up, reach.down) : toward > 0 ? reach.up : reach.down;
      if (farther > most) {
        most = farther;
        ahead = i;
      }
    }
    if (!up.full()) return -1;
    const upwards = toward >= 0 && better(switches.change + up.sum());
    const downwards = toward <= 0 && better(-switches.change + down.sum());
    return upwards || downwards ? ahead : -1;
  };

  search(count);
  switches.change = start;
  if (switches.looked > until && !(any && bestPlayers !== null)) return "too large";
  if (bestPlayers === null) return null;
  const players: number[] = bestPlayers;
  for (const i of players) switches.remove(i);
  const { change } = switches;
  for (const i of [...players].reverse()) switches.restore(i);
  switches.change = start;
  return { players, change };
}
