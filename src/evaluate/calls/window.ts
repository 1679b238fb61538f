const START = 4;
const COOL_MS = 1_000;

/**
 * How many calls may be under way. It doubles while that makes answers come faster, then grows by one a round; it is halved
 * when the server is overloaded, at most once a second (additive increase, multiplicative decrease).
 */
export class Window {
  limit: number;
  readonly #most: number;
  #doubling = true;
  #answers = 0;
  #roundBegan: number | undefined;
  #bestRate = 0;
  #lastCut = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
    this.limit = Math.min(START, most);
  }

  /** An answer came. `full`: as many calls as allowed were under way. */
  answered(full: boolean, now: number): void {
    if (!full) {
      this.#roundBegan = undefined;
      this.#answers = 0;
      return;
    }
    this.#roundBegan ??= now;
    if (++this.#answers <= this.limit) return;
    const rate = (this.#answers - 1) / Math.max(0.01, now - this.#roundBegan);
    this.#answers = 0;
    this.#roundBegan = undefined;
    if (this.#doubling && rate < this.#bestRate * 1.1) this.#doubling = false;
    this.#bestRate = Math.max(this.#bestRate, rate);
    this.limit = Math.min(this.#most, this.#doubling ? this.limit * 2 : this.limit + 1);
  }

  /** The server asked for less. */
  overloaded(now: number): void {
    this.#answers = 0;
    this.#roundBegan = undefined;
    if (now - this.#lastCut < COOL_MS) return;
    this.#lastCut = now;
    this.#doubling = false;
    this.limit = Math.max(1, this.limit >>> 1);
  }
}
