import type { Tensor } from "onnxruntime-node";
import { checkOptions, integer, SpexlabError, shown, suggestion } from "../../errors.js";
import type { Pixels } from "../../maskers/image/pixels.js";
import type { SourceInput, SourceInputs } from "../../maskers/sources.js";
import type { Json } from "../../types.js";
import type { Loaded } from "./session.js";
import { inner, numbers, type PixelOptions, shapeOf, tensorFor } from "./tensors.js";

/**
 * How one of several joined sources becomes an input of the model: pixels, words of a vocabulary, or (neither) a row of numbers.
 *
 * @category Models and readouts
 */
export interface OnnxSource {
  /** The source is an image. */
  readonly pixels?: PixelOptions;
  /**
   * The source is a text: every word becomes its place in this list. Words are what white space parts, without a `?`, `!`, `.` or `,` behind
   * and in lower case where the list has no other form. The first in the list fills short texts up.
   */
  readonly words?: readonly string[];
  /** With `words`: how many the model reads. */
  readonly length?: number;
  /** With `words`: the word that stands for those which are not in the list. Default: none, they are refused. */
  readonly unknown?: string;
}

/** Inputs of a model, each read from the joined source of its name. */
export class Sources {
  readonly asked: { readonly [input: string]: Json };
  readonly #given: readonly (readonly [string, OnnxSource])[];
  readonly #places: ReadonlyMap<string, ReadonlyMap<string, number>>;

  /** Throws `BAD_OPTION`, `UNKNOWN_OPTION`. */
  constructor(given: { readonly [input: string]: OnnxSource }) {
    checkOptions("sources", given, Object.keys(given ?? {}));
    this.#given = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
    if (this.#given.length === 0) {
      throw new SpexlabError(
        "BAD_OPTION",
        "Expected `sources` to name the model's inputs: { image: { pixels: {} }, question: { words, length } }.",
      );
    }
    for (const [name, source] of this.#given) checkSource(name, source);
    this.#places = new Map(
      this.#given.map(([name, { words = [] }]) => [name, new Map(words.map((word, k) => [word, k]))]),
    );
    this.asked = JSON.parse(JSON.stringify(Object.fromEntries(this.#given)));
  }

  /** The first of them, once they and the fixed feeds are the model's inputs. Throws `BAD_OPTION` when not. */
  first(inputs: readonly string[], feeds: readonly string[]): string {
    const names = this.#given.map(([name]) => name);
    const all = [...names, ...feeds];
    if (all.length === inputs.length && inputs.every((input) => all.includes(input))) return names[0];
    throw new SpexlabError(
      "BAD_OPTION",
      `The model's inputs are ${inputs.join(", ")}: \`sources\` and \`feeds\` must name each of them once, they name ${all.join(", ")}.`,
    );
  }

  /** The tensors of a batch, by input. Throws `BAD_OPTION`, `UNKNOWN_WORD`, `TEXT_TOO_LONG`. */
  feeds(loaded: Loaded, inputs: readonly SourceInputs[], path: string): { [input: string]: Tensor } {
    const unread = Object.keys(inputs[0]).filter((name) => !this.#places.has(name));
    if (unread.length > 0) {
      const parts = unread.some((name) => inputs[0][name].components !== undefined);
      throw new SpexlabError(
        "BAD_OPTION",
        `\`sources\` names no input for the joined source ${unread.map(shown).join(", ")}: its players would change nothing. ${parts ? "Components of an ONNX model are explained by themselves, with all inputs in `feeds`." : "Name it, or leave it out of sx.join."}`,
      );
    }
    return Object.fromEntries(
      this.#given.map(([name, source]) => {
        const rows = inputs.map((input) => {
          const found = input[name]?.[kindOf(source)];
          if (found !== undefined) return found;
          throw new SpexlabError(
            "BAD_OPTION",
            `The model's input ${shown(name)} is read from a source of that name that gives ${kindOf(source)}; the joined sources are ${Object.keys(input).join(", ")}.`,
          );
        });
        const picture = source.pixels === undefined ? undefined : (rows[0] as Pixels);
        const each = rows.map((row) =>
          source.words === undefined
            ? numbers(row as Pixels, source.pixels)
            : this.#tokens(name, source, row as string),
        );
        const shape = shapeOf(loaded, name);
        const dims = [inputs.length, ...inner(shape, each[0].length, picture, source.pixels, path)];
        const data = new Float32Array(inputs.length * each[0].length);
        each.forEach((row, k) => {
          data.set(row, k * each[0].length);
        });
        return [name, tensorFor(loaded, name, data, dims)];
      }),
    );
  }

  #tokens(name: string, { words = [], length = 0, unknown }: OnnxSource, text: string): number[] {
    const places = this.#places.get(name)!;
    const found = text
      .split(/\s+/u)
      .filter((word) => word !== "")
      .map((word) => {
        const bare = word.replace(/[?!.,]+$/u, "");
        const place = places.get(word) ?? places.get(bare) ?? places.get(bare.toLowerCase());
        if (place !== undefined) return place;
        if (unknown !== undefined) return places.get(unknown)!;
        throw new SpexlabError(
          "UNKNOWN_WORD",
          `The model does not know the word ${shown(bare)} of ${shown(text)}. ${suggestion(bare, words)}`,
        );
      });
    if (found.length <= length) return [...found, ...new Array<number>(length - found.length).fill(0)];
    throw new SpexlabError(
      "TEXT_TOO_LONG",
      `The model reads ${length} words, ${shown(text)} has ${found.length}.`,
    );
  }
}

function kindOf({ pixels, words }: OnnxSource): keyof SourceInput {
  return pixels !== undefined ? "pixels" : words !== undefined ? "texts" : "rows";
}

function checkSource(name: string, source: OnnxSource): void {
  checkOptions(`the source ${shown(name)}`, source, ["pixels", "words", "length", "unknown"]);
  const { pixels, words, length, unknown } = source;
  if (words === undefined && length === undefined && unknown === undefined) return;
  if (pixels !== undefined || !Array.isArray(words) || words.length === 0) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected the source ${shown(name)} to have either \`pixels\` or \`words\` (an array, with \`length\`), got ${shown(words)}.`,
    );
  }
  integer("length", length, 1);
  if (unknown !== undefined && !words.includes(unknown)) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`unknown\` to be one of the words, got ${shown(unknown)}.`,
    );
  }
}
