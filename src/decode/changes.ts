import type { Design } from "../sampling/design.js";

/** A bin counts as changed once what it gained or lost, as a root mean square, exceeds this share of what it holds. */
const CHANGED = 0.05;

/** When each bin last changed, so that no pass reads again what it has read. */
export class Changes {
  readonly #delays: number;
  readonly #last: Float64Array;
  readonly #changedAt: Int32Array;
  #now = 0;

  constructor({ b, C, delays }: Design, before?: Changes) {
    this.#delays = delays;
    this.#last = before ? before.#last.slice() : new Float64Array(C * 2 ** b * delays);
    this.#changedAt = before ? before.#changedAt.slice() : new Int32Array(C * 2 ** b);
    this.#now = before ? before.#now : 0;
  }

  /** Looks at all bins; `energy`: Σ_p U² of each. Returns the new time. */
  look(bins: Float64Array, energy: Float64Array): number {
    const last = this.#last;
    this.#now++;
    for (let bin = 0; bin < energy.length; bin++) {
      const from = bin * this.#delays;
      const end = from + this.#delays;
      let moved = 0;
      for (let k = from; k < end; k++) moved += (bins[k] - last[k]) ** 2;
      if (moved <= CHANGED * CHANGED * energy[bin]) continue;
      this.#changedAt[bin] = this.#now;
      for (let k = from; k < end; k++) last[k] = bins[k];
    }
    return this.#now;
  }

  /** 1 for each bin that has changed after that time. */
  since(time: number): Uint8Array {
    return Uint8Array.from(this.#changedAt, (at) => (at > time ? 1 : 0));
  }
}
