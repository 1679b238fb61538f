import type { Json } from "../types.js";

/** A model that answers texts with one number each. Any object of this shape can be a game's value. */
export interface TextModel {
  /** Says what is asked (model, prompt, answers) by its content, so that equal ids mean equal answers. Never a secret or a path. */
  readonly id: string;
  /** The parts of `id` in readable form: recordings keep them and name the part that differs. */
  readonly asked?: { readonly [part: string]: Json };
  /** What a value means, for instance `"log p(positive) − log p(negative)"`. */
  readonly unit: string;
  /** One number for each text, in order. */
  ask(texts: readonly string[], context: { readonly signal: AbortSignal }): Promise<Float64Array>;
  /** Frees what the model holds; it loads again when asked again. */
  close?(): Promise<void>;
}

/** Is this a text model? */
export function isTextModel(value: unknown): value is TextModel {
  const candidate = value as Partial<TextModel> | null;
  return (
    typeof candidate === "object" &&
    candidate !== null &&
    typeof candidate.ask === "function" &&
    typeof candidate.id === "string"
  );
}
