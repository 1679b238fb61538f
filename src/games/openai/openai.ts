import { checkOptions, SpexlabError, shown } from "../../errors.js";
import type { CallContext, Json, Usage } from "../../types.js";
import { type CallLimits, type Limits, limitsFrom } from "../callLimits.js";
import { contentId } from "../contentId.js";
import { CallFault } from "../fault.js";
import type { ManyReadouts, Model, Part } from "../model.js";
import { promptParts } from "../prompts.js";
import { askGiven, type Send } from "./given.js";
import type { Readout } from "./readout.js";
import { type Reply, readReply } from "./reply.js";
import { type Asking, around, request } from "./request.js";
import { type Server, type ServerOptions, serverFrom } from "./server.js";
import { type Prices, TokenCount } from "./tokens.js";

/** What a server's model is asked, and how. */
export interface OpenAIOptions extends ServerOptions {
  /** Name of the model, as the server knows it. */
  readonly model: string;
  /** `"chat"` (default) or `"completions"`, which base models and readouts of given texts need. */
  readonly api?: "chat" | "completions";
  /** What the model reads, with `{text}` where the text (or the images) go. Default: the text alone. */
  readonly prompt?: string;
  /** The system message of a chat. */
  readonly system?: string;
  /** Default 0. */
  readonly temperature?: number;
  /** For servers that take one. */
  readonly seed?: number;
  /** More fields of the request's body, such as `{ reasoning_effort: "minimal" }`; they are part of the identity. Nothing secret. */
  readonly extra?: { readonly [name: string]: Json };
  /** How it may be called. */
  readonly calls?: CallLimits;
  /** Money per million tokens, for plans and budgets. */
  readonly prices?: Prices;
  /** Counts the tokens of a text as the model does; without one they are estimated from lengths and the first replies. */
  readonly tokenizer?: (text: string) => number;
  /** Names the server in the identity. Default: the host of `baseURL`, without port. */
  readonly server?: string;
}

type Input = string | readonly Part[];

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
 * way (llama.cpp: up to 0.03 nats): `sx.repeat` measures it. The key never leaves for another place than the server.
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
  askers.set(made, asker);
  return made;
}

const askers = new WeakMap<object, Asker>();

/** How a model made by `openai` asks; undefined for other models. For the batch job: it holds the key, so it is not a property. */
export function askerOf(model: object): Asker | undefined {
  return askers.get(model);
}

/** Builds requests, sends them, reads replies. */
export class Asker {
  readonly asking: Asking;
  readonly asked: { readonly [part: string]: Json };
  readonly limits: Limits;
  readonly server: Server;
  readonly readouts: readonly Readout[];
  readonly #tokens: TokenCount;
  readonly #plain: { readonly top: number; readonly tokens: number } | undefined;

  constructor(options: OpenAIOptions, readouts: readonly Readout[]) {
    const { model, api = "chat", prompt = "{text}", system, temperature = 0, seed, extra = {} } = options;
    promptParts(prompt);
    this.readouts = readouts;
    this.server = serverFrom(options);
    this.limits = limitsFrom(options.calls ?? {});
    this.#tokens = new TokenCount(options.tokenizer, options.prices);
    this.asking = { model, api, prompt, system, temperature, seed, extra, official: this.server.official };
    this.asked = {
      model,
      server: options.server ?? this.server.host,
      api,
      prompt,
      ...(system === undefined ? {} : { system }),
      temperature,
      ...(seed === undefined ? {} : { seed }),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
      readouts: readouts.map(({ asked }) => asked),
    };
    const plain = readouts.filter(({ given }) => given === undefined);
    this.#plain =
      plain.length === 0
        ? undefined
        : {
            top: Math.max(...plain.map(({ top }) => top)),
            tokens: Math.max(...plain.map(({ tokens }) => tokens)),
          };
  }

  /** Path and body of the one request that answers all readouts of an input; undefined when a readout needs requests of its own. */
  single(input: Input): { path: string; body: { [name: string]: unknown } } | undefined {
    if (this.#plain === undefined || this.readouts.some(({ given }) => given !== undefined)) return undefined;
    return request(this.asking, around(this.asking.prompt, input), this.#plain);
  }

  /** All numbers from the reply to `single`. */
  read(raw: unknown): number[] {
    const reply = readReply(raw);
    return this.readouts.map((readout) => readout.read(reply));
  }

  expected(inputs: readonly Input[]): Usage & { readonly exact: boolean } {
    let input = 0;
    let output = 0;
    let exact = true;
    for (const one of inputs) {
      const counted = this.#tokens.of(around(this.asking.prompt, one));
      exact &&= counted.exact;
      if (this.#plain !== undefined) {
        input += counted.tokens;
        output += this.#plain.tokens;
      }
      for (const { given } of this.readouts) {
        if (given === undefined) continue;
        // A call for each token, or one with the whole text.
        const calls = given.via === "steps" ? Math.ceil(given.text.length / 5) : 1;
        exact = false;
        input += calls * counted.tokens;
        output += calls;
      }
    }
    return { ...this.#tokens.priced(input, output), exact };
  }

  /** Row-major: every readout of the first input, then of the second. */
  async askAll(inputs: readonly Input[], context: CallContext): Promise<Float64Array> {
    const rows = await Promise.all(inputs.map((input) => this.#ask(input, context)));
    return Float64Array.from(rows.flat());
  }

  async #ask(input: Input, context: CallContext): Promise<number[]> {
    const parts = around(this.asking.prompt, input);
    try {
      const reply = this.#plain && (await this.#send(parts, this.#plain, context));
      const values: number[] = [];
      for (const { given, top, read } of this.readouts) {
        const send: Send = (prefix, how) => this.#send([...parts, prefix], how, context);
        values.push(given === undefined ? read(reply!) : await askGiven(given, top, send));
      }
      return values;
    } catch (error) {
      if (!(error instanceof CallFault)) throw error;
      const { kind, code, message, status, requestId, afterMs } = error;
      throw new CallFault(kind, code, this.server.scrub(message), { status, requestId, afterMs });
    }
  }

  async #send(
    parts: readonly Part[],
    how: { readonly tokens: number; readonly top: number; readonly [name: string]: Json },
    context: CallContext,
  ): Promise<Reply> {
    const { path, body } = request(this.asking, parts, how);
    const raw = await this.server.post(path, body, context.signal, this.asking.model);
    const reply = readReply(raw);
    context.spent?.(this.#tokens.used(parts, reply.usage));
    return reply;
  }
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
      `A chat cannot be continued in the middle of an answer: ${shown(wrong[1].unit)} via ${shown(wrong[1].given!.via)} needs \`api: "completions"\`.`,
    );
  }
  if (!["chat", "completions"].includes(options.api ?? "chat")) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`api\` to be "chat" or "completions", got ${shown(options.api)}.`,
    );
  }
}
