import type { Json } from "../../types.js";
import type { Reply } from "./reply.js";

/**
 * What is read from a reply: made by `sx.choice`, `sx.topLogprob`, `sx.logProbability`, `sx.perplexity`, `sx.fromReply`.
 *
 * @category Models and readouts
 */
export interface Readout {
  /** What it reads, by content: part of the game's identity. */
  readonly asked: Json;
  /** What a value means. */
  readonly unit: string;
  /** Likeliest tokens wanted at each place; 0: none. */
  readonly top: number;
  /** Tokens to be written. */
  readonly tokens: number;
  /** One number from a reply. Throws a fault when the reply lacks what it needs. */
  read(reply: Reply): number;
  /** For a reply that is compared by embeddings: another call for each reply. */
  readonly similar?: { readonly reference: string; readonly model: string };
  /** For a text whose probability is asked: it is not written by the model but given to it. */
  readonly given?: GivenAnswer;
}

/**
 * How the probability of a given text is asked.
 *
 * @category Models and readouts
 */
export interface GivenAnswer {
  /** The answer whose probability is read. */
  readonly text: string;
  /** How it is asked: token by token, from a completion that echoes its prompt, or by a grammar that allows nothing else. */
  readonly via: "steps" | "echo" | "grammar";
  /** Log-probability that stands in for a token the server does not list. */
  readonly floor: number;
  /** From the log-probability of each of its tokens. */
  total(logprobs: readonly number[]): number;
}
