import { MaskSet } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";
import type { Game } from "../games/game.js";
import { type EvaluateOptions, evaluate } from "./evaluate.js";

/** A game whose answers are kept in memory: a coalition that several methods want is asked once. */
export class AskedOnce {
  readonly game: Game;
  readonly #set: MaskSet;
  readonly #values: number[] = [];

  constructor(game: Game) {
    this.game = game;
    this.#set = new MaskSet(game.n);
  }

  /** Values of the masks, and how many of them nobody had asked before. A failed call keeps nothing of its batch. */
  async ask(masks: Masks, options: EvaluateOptions): Promise<{ values: Float64Array; asked: number }> {
    const missing: number[] = [];
    for (let row = 0; row < masks.length; row++) {
      if (this.#set.indexOf(masks.words, row * masks.stride) < 0) missing.push(row);
    }
    const before = this.#set.size;
    if (missing.length > 0) {
      const news = masks.select(missing);
      const answers = await evaluate(this.game, news, options);
      for (let k = 0; k < news.length; k++) {
        this.#values[this.#set.add(news.words, k * news.stride)] = answers[k];
      }
    }
    const values = Float64Array.from(
      { length: masks.length },
      (_, row) => this.#values[this.#set.indexOf(masks.words, row * masks.stride)],
    );
    return { values, asked: this.#set.size - before };
  }
}
