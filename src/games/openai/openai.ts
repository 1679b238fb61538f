import { checkOptions } from "../../errors.js";
import type { CallContext } from "../../types.js";
import { contentId } from "../contentId.js";
import type { ManyReadouts, Model } from "../model.js";
import { Asker, rememberAsker } from "./asker.js";
import { checkGiven, checkReadouts } from "./checks.js";
import type { Input, OpenAIOptions } from "./options.js";
import type { Readout } from "./readout.js";

export type { OpenAIOptions };

const NAMES = [
  "model",
  "api",
  "prompt",
  "system",
  "temperature",
  "seed",
  "extra",
  "calls",
  "prices",
  "tokenizer",
  "imageTokens",
  "server",
  "baseURL",
  "apiKey",
  "headers",
  "fetch",
  "readout",
  "readouts",
];

/**
 * A model behind an OpenAI-compatible address: OpenAI, vLLM, SGLang, Ollama, llama-server, …
 *
 * With `readout` a value of a game; with `readouts` (several by name) for `sx.games`, all read from the same call. Many calls run
 * at once, adapted to the server. Answers of one request may differ a little from time to time, more so when many are under
 * way (llama.cpp: 0.07 nats were seen): `sx.repeat` measures it. The key never leaves for another place than the server.
 *
 * The npm package `openai` is loaded with the first call. Calls throw `BAD_KEY`, `UNKNOWN_MODEL`, `NO_LOGPROBS`, `TEXT_TOO_LONG`,
 * `CONTENT_FILTER`, `NO_QUOTA`, `BAD_REQUEST`, `MALFORMED_REPLY`, `CONNECTION`, `CALL_TIMEOUT`; those that may pass are tried again.
 *
 * @example
 * const model = sx.openai({
 *   baseURL: "http://localhost:8000/v1",
 *   model: "my-model",
 *   api: "completions",
 *   prompt: "Review: {text}\nSentiment:",
 *   readout: sx.choice(" positive", " negative"),
 * });
 * const game = sx.game(sx.text("not bad at all").words(), model);
 * game.unit; // "log p(positive) − log p(negative)"
 * @category Models and readouts
 */
export function openai(options: OpenAIOptions & { readonly readout: Readout }): Model<Input>;
export function openai(
  options: OpenAIOptions & { readonly readouts: { readonly [name: string]: Readout } },
): ManyReadouts<Input>;
export function openai(
  options: OpenAIOptions & {
    readonly readout?: Readout;
    readonly readouts?: { readonly [name: string]: Readout };
  },
): Model<Input> | ManyReadouts<Input> {
  checkOptions("openai", options, NAMES);
  const named = options.readouts ?? { value: options.readout };
  const entries = Object.entries(named) as [string, Readout][];
  checkGiven(options);
  checkReadouts(options, entries);
  const asker = new Asker(
    options,
    entries.map(([, readout]) => readout),
  );
  const common = {
    id: contentId(asker.asked),
    asked: asker.asked,
    takes: asker.asking.api === "chat" ? (["texts", "parts"] as const) : (["texts"] as const),
    limits: asker.limits,
    single: true,
    expected: (inputs: readonly Input[]) => asker.expected(inputs),
  };
  const askAll = (inputs: readonly Input[], context: CallContext): Promise<Float64Array> =>
    asker.askAll(inputs, context);
  const made: Model<Input> | ManyReadouts<Input> =
    options.readouts === undefined
      ? Object.freeze({ ...common, unit: entries[0][1].unit, ask: askAll })
      : Object.freeze({
          ...common,
          readouts: Object.freeze(entries.map(([name, { unit }]) => Object.freeze({ name, unit }))),
          askAll,
        });
  rememberAsker(made, asker);
  return made;
}
