/** Holds starts to so many units a minute: evenly, with at most a second's worth at once (generic cell rate). */
export class Pace {
  readonly #interval: number;
  readonly #burst: number;
  #next = Number.NEGATIVE_INFINITY;

  constructor(perMinute: number) {
    this.#interval = 60_000 / perMinute;
    this.#burst = Math.min(1_000, 60_000 - this.#interval);
  }

  /** Milliseconds from `now` until the next start is allowed; 0 when it is. */
  wait(now: number): number {
    return this.#interval === 0 ? 0 : Math.max(0, this.#next - this.#burst - now);
  }

  /** Tells that `units` were begun. */
  take(units: number, now: number): void {
    this.#next = Math.max(this.#next, now) + units * this.#interval;
  }
}
