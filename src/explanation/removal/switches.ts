import type { Terms } from "../../bits/terms.js";

/**
 * The surrogate seen from the full coalition: which terms flip when players are taken away, one at a time and back again.
 *
 * Removing R from the full coalition N changes f(x) = Σ_S F(S)·(−1)^{|S ∩ x|} by
 *
 *   d(R) = f(N∖R) − f(N) = −2 Σ_{|S ∩ R| odd} G(S),   G(S) = F(S)·(−1)^{|S|}.
 *
 * A player is undecided, removed, or kept for good; a term with no undecided player can no longer change.
 */
export class Switches {
  readonly n: number;
  /** d(R) of the players removed so far. */
  change = 0;
  /** Terms looked at so far: the measure of work. */
  looked = 0;
  readonly #start: Uint32Array;
  readonly #termsOf: Uint32Array;
  /** What flipping the term now adds to d: −2G before the first flip, then +2G, and so on. */
  readonly #flip: Float64Array;
  /** Undecided players of the term. */
  readonly #open: Uint32Array;
  readonly #undecided: Uint8Array;

  constructor(fourier: Terms) {
    const { n, length, offsets, players, values } = fourier;
    this.n = n;
    this.#flip = new Float64Array(length);
    this.#open = new Uint32Array(length);
    this.#undecided = new Uint8Array(n).fill(1);
    this.#start = new Uint32Array(n + 1);
    this.#termsOf = new Uint32Array(players.length);
    for (let k = 0; k < length; k++) {
      const order = offsets[k + 1] - offsets[k];
      this.#open[k] = order;
      this.#flip[k] = (order & 1) === 1 ? 2 * values[k] : -2 * values[k];
    }
    for (let at = 0; at < offsets[length]; at++) this.#start[players[at] + 1]++;
    for (let i = 0; i < n; i++) this.#start[i + 1] += this.#start[i];
    const next = this.#start.slice(0, n);
    for (let k = 0; k < length; k++) {
      for (let at = offsets[k]; at < offsets[k + 1]; at++) this.#termsOf[next[players[at]]++] = k;
    }
  }

  isUndecided(player: number): boolean {
    return this.#undecided[player] === 1;
  }

  /** Takes an undecided player away. */
  remove(player: number): void {
    this.#flipAll(player);
    this.keep(player);
  }

  /** Decides that a player stays. */
  keep(player: number): void {
    this.#undecided[player] = 0;
    for (let at = this.#start[player]; at < this.#start[player + 1]; at++) this.#open[this.#termsOf[at]]--;
  }

  /** Undoes `remove`. */
  restore(player: number): void {
    this.release(player);
    this.#flipAll(player);
  }

  /** Undoes `keep`. */
  release(player: number): void {
    this.#undecided[player] = 1;
    for (let at = this.#start[player]; at < this.#start[player + 1]; at++) this.#open[this.#termsOf[at]]++;
  }

  /** What removing this one player adds to d, exactly. */
  step(player: number): number {
    let sum = 0;
    for (let at = this.#start[player]; at < this.#start[player + 1]; at++)
      sum += this.#flip[this.#termsOf[at]];
    this.looked += this.#start[player + 1] - this.#start[player];
    return sum;
  }

  /**
   * The most that removing this player can add to d upwards and downwards, whoever else is removed as well: a term whose
   * other players are decided flips for certain, any other term flips or not, as is worse for the bound.
   */
  reach(player: number): { up: number; down: number } {
    let up = 0;
    let down = 0;
    for (let at = this.#start[player]; at < this.#start[player + 1]; at++) {
      const term = this.#termsOf[at];
      const flip = this.#flip[term];
      if (this.#open[term] === 1) {
        up += flip;
        down -= flip;
      } else if (flip > 0) up += flip;
      else down -= flip;
    }
    this.looked += this.#start[player + 1] - this.#start[player];
    return { up, down };
  }

  #flipAll(player: number): void {
    for (let at = this.#start[player]; at < this.#start[player + 1]; at++) {
      const term = this.#termsOf[at];
      this.change += this.#flip[term];
      this.#flip[term] = -this.#flip[term];
    }
  }
}
