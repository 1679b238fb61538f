import type { Usage } from "../../types.js";
import type { Part } from "../model.js";

/**
 * Money per million tokens.
 *
 * @category Models and readouts
 */
export interface Prices {
  /** Of tokens read. */
  readonly input: number;
  /** Of tokens written. */
  readonly output: number;
  /** Of the embedding model of `sx.similarity`. Default: `input`. */
  readonly embedding?: number;
}

/**
 * Tokens of an image: a number; a function of its size in pixels; or `"tiles"`, OpenAI's rule for images in high detail (gpt-4o, gpt-4.1):
 * fitted into 2048 × 2048, then to a shorter side of 768, 85 tokens and 170 for each tile of 512 × 512.
 *
 * @category Models and readouts
 */
export type ImageTokens =
  | number
  | "tiles"
  | ((size: { readonly width: number; readonly height: number }) => number);

const LETTERS_PER_TOKEN = 4;
const MESSAGE_TOKENS = 8;
/** Stands for an image of unknown tokens until replies say what they used. */
const IMAGE_TOKENS = 800;

/** How many tokens something has, and how well that is known. */
export interface Counted {
  readonly tokens: number;
  /** Counted, not guessed. */
  readonly exact: boolean;
  /** Holds an image whose tokens nobody knows yet. */
  readonly unknown: boolean;
}

/** Counts tokens: by a tokeniser and a rule for images, or by length, corrected by what replies say that they used. */
export class TokenCount {
  readonly #count: ((text: string) => number) | undefined;
  readonly #prices: Prices | undefined;
  readonly #image: ImageTokens | undefined;
  readonly #chat: boolean;
  #guessed = 0;
  #used = 0;

  constructor(
    count: ((text: string) => number) | undefined,
    prices: Prices | undefined,
    image: ImageTokens | undefined,
    chat: boolean,
  ) {
    this.#count = count;
    this.#prices = prices;
    this.#image = image;
    this.#chat = chat;
  }

  /** Tokens of a prompt. What a chat adds around its messages is guessed. */
  of(parts: readonly Part[]): Counted {
    const images = parts.filter((part) => typeof part !== "string");
    const ruled = images.map((image) => this.#ofImage(image));
    const known = ruled.every((tokens) => tokens !== undefined);
    if (this.#count !== undefined && known) {
      const text = parts.filter((part) => typeof part === "string").join("");
      const tokens = ruled.reduce((sum: number, one) => sum + one!, this.#count(text));
      return { tokens: tokens + (this.#chat ? MESSAGE_TOKENS : 0), exact: !this.#chat, unknown: false };
    }
    const learnt = this.#guessed > 0;
    return {
      tokens: this.#guess(parts) * (learnt ? this.#used / this.#guessed : 1),
      exact: false,
      unknown: !known && !learnt,
    };
  }

  /** Tokens of a text by itself, at least 1. */
  ofText(text: string): number {
    return Math.max(1, this.#count?.(text) ?? Math.ceil(text.length / LETTERS_PER_TOKEN));
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

  /** Tokens with their price; `embedded` are those of an embedding model. */
  priced(input: number, output: number, embedded: number = 0): Usage {
    const prices = this.#prices;
    const usage = { input: input + embedded, output };
    if (prices === undefined) return usage;
    const embedding = embedded * (prices.embedding ?? prices.input);
    return { ...usage, money: (input * prices.input + output * prices.output + embedding) / 1e6 };
  }

  #guess(parts: readonly Part[]): number {
    return parts.reduce(
      (sum, part) =>
        sum +
        (typeof part === "string" ? part.length / LETTERS_PER_TOKEN : (this.#ofImage(part) ?? IMAGE_TOKENS)),
      MESSAGE_TOKENS,
    );
  }

  #ofImage(part: Exclude<Part, string>): number | undefined {
    const rule = this.#image;
    if (rule === undefined || typeof rule === "number") return rule;
    const size = sizeOf(part);
    if (size === undefined) return undefined;
    return rule === "tiles" ? tiles(size) : rule(size);
  }
}

function tiles({ width, height }: { readonly width: number; readonly height: number }): number {
  const fit = Math.min(1, 2048 / Math.max(width, height));
  const scale = fit * Math.min(1, 768 / (Math.min(width, height) * fit));
  return 85 + 170 * Math.ceil((width * scale) / 512) * Math.ceil((height * scale) / 512);
}

/** Size of an image part: as said, or as the head of its PNG says. */
function sizeOf({
  image,
  width,
  height,
}: Exclude<Part, string>): { width: number; height: number } | undefined {
  if (width !== undefined && height !== undefined) return { width, height };
  const png = "data:image/png;base64,";
  if (!image.startsWith(png)) return undefined;
  const head = Buffer.from(image.slice(png.length, png.length + 32), "base64");
  return head.length < 24 ? undefined : { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}
