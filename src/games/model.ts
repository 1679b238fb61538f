import type { CallContext, Json, Usage } from "../types.js";
import type { Limits } from "./callLimits.js";

/**
 * A piece of what a model reads: text, or an image as a data URL (`data:image/png;base64,…`).
 *
 * @category Models and readouts
 */
export type Part =
  | string
  | {
      readonly image: string;
      /** Pixels, where they are told beside the image. */
      readonly width?: number;
      readonly height?: number;
    };

/**
 * What maskers make of a coalition and models read: `"texts"` strings, `"parts"` lists of texts and images, `"rows"`
 * arrays of numbers, `"pixels"` images (`{ width, height, data }`, RGB bytes), `"sources"` what each of joined sources gives, by its name,
 * `"components"` which parts of the model itself are left out.
 *
 * @category Models and readouts
 */
export type InputKind = "texts" | "parts" | "rows" | "pixels" | "sources" | "components";

/**
 * A model that answers inputs with one number each. Any object of this shape can be a game's value.
 *
 * @category Models and readouts
 */
export interface Model<Input = unknown> {
  /** Says what is asked (model, prompt, answers) by its content, so that equal ids mean equal answers. Never a secret or a path. */
  readonly id: string;
  /** The parts of `id` in readable form: recordings keep them and name the part that differs. */
  readonly asked?: { readonly [part: string]: Json };
  /** What a value means, for instance `"log p(positive) − log p(negative)"`. */
  readonly unit: string;
  /** Kinds of input it reads, best first. Default: texts. */
  readonly takes?: readonly InputKind[];
  /** One number for each input, in order. */
  ask(inputs: readonly Input[], context: CallContext): Promise<Float64Array>;
  /** How it may be called, many calls at once. Without them it is asked in turn. */
  readonly limits?: Limits;
  /** Every input is a call of its own, so that several at a time gain nothing: a `batch` above 1 is refused. */
  readonly single?: boolean;
  /**
   * What asking these would use, before anything is sent; `exact` when counted by the model's own tokeniser; `unknown` says what
   * nobody can tell yet. Images may come by their size alone.
   */
  expected?(inputs: readonly Input[]): Usage & { readonly exact: boolean; readonly unknown?: string };
  /** Frees what the model holds; it loads again when asked again. */
  close?(): Promise<void>;
}

/**
 * A model that answers texts with one number each.
 *
 * @category Models and readouts
 */
export interface TextModel extends Model<string> {}

/**
 * A model that reads several numbers from each reply: `sx.games` makes a game of each, for the price of one.
 *
 * @category Models and readouts
 */
export interface ManyReadouts<Input = unknown> extends Omit<Model<Input>, "ask" | "unit"> {
  /** Name and unit of each number, in order. */
  readonly readouts: readonly { readonly name: string; readonly unit: string }[];
  /** Row-major: the numbers of the first input, then those of the second. */
  askAll(inputs: readonly Input[], context: CallContext): Promise<Float64Array>;
}

/** Is this a model? */
export function isModel(value: unknown): value is Model {
  const candidate = value as Partial<Model> | null;
  return (
    typeof candidate === "object" &&
    candidate !== null &&
    typeof candidate.ask === "function" &&
    typeof candidate.id === "string"
  );
}
