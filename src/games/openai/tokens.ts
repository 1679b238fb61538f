import type { Usage } from "../../types.js";
import type { Part } from "../model.js";

/** Money per million tokens. */
export interface Prices {
  readonly input: number;
  readonly output: number;
}

const LETTERS_PER_TOKEN = 4;
const IMAGE_TOKENS = 800;
const MESSAGE_TOKENS = 8;

/** Counts tokens: by a tokeniser, or by length, corrected by what replies say that they used. */
export class TokenCount {
  readonly #count: ((text: string) => number) | undefined;
  readonly #prices: Prices | undefined;
  #guessed = 0;
  #used = 0;

  constructor(count: ((text: string) => number) | undefined, prices: Prices | undefined) {
    this.#count = count;
    this.#prices = prices;
  }

  /** Tokens of a prompt, and whether they are counted and not guessed. */
  of(parts: readonly Part[]): { readonly tokens: number; readonly exact: boolean } {
    if (this.#count !== undefined && parts.every((part) => typeof part === "string")) {
      return { tokens: this.#count(parts.join("")), exact: true };
    }
    return {
      tokens: this.#guess(parts) * (this.#guessed > 0 ? this.#used / this.#guessed : 1),
      exact: false,
    };
  }

  /** What a reply used, in tokens and money; learns from it. */
  used(
    parts: readonly Part[],
    usage: { readonly input: number; readonly output: number } | undefined,
  ): Usage {
    if (usage === undefined) return this.priced(this.of(parts).tokens, 1);
    this.#guessed += this.#guess(parts);
    this.#used += usage.input;
    return this.priced(usage.input, usage.output);
  }

  priced(input: number, output: number): Usage {
    const prices = this.#prices;
    if (prices === undefined) return { input, output };
    return { input, output, money: (input * prices.input + output * prices.output) / 1e6 };
  }

  #guess(parts: readonly Part[]): number {
    return parts.reduce(
      (sum, part) => sum + (typeof part === "string" ? part.length / LETTERS_PER_TOKEN : IMAGE_TOKENS),
      MESSAGE_TOKENS,
    );
  }
}
