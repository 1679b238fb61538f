import { checkOptions, SpexlabError, shown } from "../../errors.js";
import type { CallContext } from "../../types.js";
import { contentId } from "../contentId.js";
import type { ManyReadouts, Model } from "../model.js";
import { Asker, rememberAsker } from "./asker.js";
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

function checkReadouts(options: OpenAIOptions, entries: readonly [string, Readout][]): void {
  if (typeof options.model !== "string" || options.model === "") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`model\` to be the name of the server's model, got ${shown(options.model)}.`,
    );
  }
  const both = "readouts" in options && "readout" in options;
  if (entries.length === 0 || both || entries.some(([, readout]) => typeof readout?.read !== "function")) {
    throw new SpexlabError(
      "BAD_OPTION",
      'Expected either `readout`, such as sx.choice(" yes", " no"), or `readouts` with several of them by name.',
    );
  }
  const chat = (options.api ?? "chat") === "chat";
  const wrong = entries.find(([, { given }]) => chat && given !== undefined && given.via !== "grammar");
  if (wrong !== undefined) {
    throw new SpexlabError(
      "BAD_OPTION",
      `A chat cannot be continued in the middle of an answer: ${shown(wrong[1].unit)} via ${shown(wrong[1].given!.via)} needs \`api: "completions"\`. In a chat \`via: "first"\` reads the answer's first token, \`via: "grammar"\` all of it from llama.cpp.`,
    );
  }
  if (!["chat", "completions"].includes(options.api ?? "chat")) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`api\` to be "chat" or "completions", got ${shown(options.api)}.`,
    );
  }
}
