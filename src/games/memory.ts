import { MaskSet } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";
import type { Keeper } from "./keeper.js";

/** Answers in memory: `columns` numbers for each mask, as long as the process lives. */
export class Memory implements Keeper {
  readonly file: undefined;
  readonly #set: MaskSet;
  readonly #columns: number;
  #values: Float64Array;

  constructor(n: number, columns: number) {
    this.#set = new MaskSet(n);
    this.#columns = columns;
    this.#values = new Float64Array(1024 * columns);
  }

  known(masks: Masks): Float64Array {
    const columns = this.#columns;
    const values = new Float64Array(masks.length * columns).fill(Number.NaN);
    for (let row = 0; row < masks.length; row++) {
      const at = this.#set.indexOf(masks.words, row * masks.stride);
      if (at >= 0) values.set(this.#values.subarray(at * columns, (at + 1) * columns), row * columns);
    }
    return values;
  }

  append(masks: Masks, values: Float64Array): void {
    const columns = this.#columns;
    for (let row = 0; row < masks.length; row++) {
      const at = this.#set.add(masks.words, row * masks.stride);
      if ((at + 1) * columns > this.#values.length) {
        const larger = new Float64Array(this.#values.length * 2);
        larger.set(this.#values);
        this.#values = larger;
      }
      this.#values.set(values.subarray(row * columns, (row + 1) * columns), at * columns);
    }
  }
}
