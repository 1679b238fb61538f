import type { Terms } from "../../bits/terms.js";
import { SpexlabError } from "../../errors.js";
import { Switches } from "./switches.js";

/** Players to remove, in the order found (greedy) or ascending (exact), and d(R) of the surrogate. */
export interface Removed {
  readonly players: readonly number[];
  readonly change: number;
}

/**
 * Greedy top-r removal for r = 1 … `most`: each step removes the player who then moves the surrogate farthest from its value
 * at the full coalition. Ties go to the lower index. Cost: `most` passes over the terms.
 */
export function greedyRemoval(fourier: Terms, most: number): Removed[] {
  const switches = new Switches(fourier);
  const players: number[] = [];
  const found: Removed[] = [];
  while (players.length < most) {
    let best = -1;
    let farthest = -1;
    for (let i = 0; i < fourier.n; i++) {
      if (!switches.isUndecided(i)) continue;
      const distance = Math.abs(switches.change + switches.step(i));
      if (distance > farthest) {
        best = i;
        farthest = distance;
      }
    }
    switches.remove(best);
    players.push(best);
    found.push({ players: [...players], change: switches.change });
  }
  return found;
}

/**
 * The `count` players whose removal moves the surrogate most, by branch and bound: on each node the player of largest reach is
 * removed, then kept for good, and a node is given up when even the `left` largest reaches cannot pass the best so far.
 * `start` (the greedy answer) is the first to beat. Throws `SEARCH_TOO_LARGE` after `effort` terms looked at.
 */
export function exactRemoval(fourier: Terms, count: number, start: Removed, effort: number): Removed {
  const switches = new Switches(fourier);
  const { n } = fourier;
  let best = Math.abs(start.change);
  let bestPlayers = [...start.players].sort((a, z) => a - z);
  const removed: number[] = [];
  // Sums in another order differ by rounding; nothing smaller is worth a search.
  const better = (distance: number): boolean => distance > best * (1 + 1e-12) + 1e-300;

  const search = (left: number): void => {
    const kept: number[] = [];
    for (;;) {
      if (switches.looked > effort) throw tooLarge(fourier, count, effort);
      const ahead = left === 1 ? lastStep() : farthestStep(left);
      if (ahead < 0) break;
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
      const distance = Math.abs(switches.change + switches.step(i));
      if (!better(distance)) continue;
      best = distance;
      bestPlayers = [...removed, i].sort((a, z) => a - z);
    }
    return -1;
  };

  /** The undecided player of largest reach, −1 when the bound ends this branch. */
  const farthestStep = (left: number): number => {
    const up = new Largest(left);
    const down = new Largest(left);
    let ahead = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      if (!switches.isUndecided(i)) continue;
      const reach = switches.reach(i);
      up.add(reach.up);
      down.add(reach.down);
      const larger = Math.max(reach.up, reach.down);
      if (larger > most) {
        most = larger;
        ahead = i;
      }
    }
    if (!up.full) return -1;
    return better(switches.change + up.sum) || better(-switches.change + down.sum) ? ahead : -1;
  };

  search(count);
  const last = new Switches(fourier);
  for (const i of bestPlayers) last.remove(i);
  return { players: bestPlayers, change: last.change };
}

/** The sum of the largest few numbers seen. */
class Largest {
  readonly #kept: number[] = [];
  readonly #size: number;
  sum = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get full(): boolean {
    return this.#kept.length === this.#size;
  }

  add(value: number): void {
    const kept = this.#kept;
    if (kept.length === this.#size) {
      if (value <= kept[0]) return;
      this.sum -= kept.shift()!;
    }
    let at = kept.length;
    while (at > 0 && kept[at - 1] > value) at--;
    kept.splice(at, 0, value);
    this.sum += value;
  }
}

function tooLarge({ n, length }: Terms, count: number, effort: number): SpexlabError {
  return new SpexlabError(
    "SEARCH_TOO_LARGE",
    `The exact search for ${count} of ${n} players in a surrogate of ${length} terms looked at more than ${effort} terms without an end. ` +
      `Take { search: "greedy" }, fewer players than ${count}, or a larger { effort }.`,
  );
}
