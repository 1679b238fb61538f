import type { CallContext, Json, Usage } from "../../types.js";
import { type Limits, limitsFrom } from "../callLimits.js";
import { CallFault } from "../fault.js";
import type { Part } from "../model.js";
import { promptParts } from "../prompts.js";
import { cosine, readEmbeddings } from "./embeddings.js";
import { askGiven, type Send } from "./given.js";
import type { Input, OpenAIOptions } from "./options.js";
import type { Readout } from "./readout.js";
import { type Reply, readReply } from "./reply.js";
import { type Asking, around, request } from "./request.js";
import { type Server, serverFrom } from "./server.js";
import { TokenCount } from "./tokens.js";

/** Replies without logprobs after which a server that gave none so far is taken to give none: calls cost money. */
const WITHOUT = 3;

const askers = new WeakMap<object, Asker>();

/** Remembers how a model asks. */
export function rememberAsker(model: object, asker: Asker): void {
  askers.set(model, asker);
}

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
  /** Whether any reply had logprobs, and how many lacked them before. */
  #logprobs = false;
  #without = 0;
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
    if (this.#plain === undefined || this.readouts.some(({ given, similar }) => given ?? similar)) {
      return undefined;
    }
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
      for (const { given, similar, top, read } of this.readouts) {
        const send: Send = (prefix, how) => this.#send([...parts, prefix], how, context);
        if (given !== undefined) values.push(await askGiven(given, top, parts.join(""), send));
        else if (similar !== undefined) values.push(await this.#similarity(similar, reply!.text, context));
        else values.push(read(reply!));
      }
      return values;
    } catch (error) {
      if (!(error instanceof CallFault)) throw error;
      const { kind, code, message, status, requestId, afterMs } = error;
      const never = code === "NO_LOGPROBS" && !this.#logprobs && ++this.#without >= WITHOUT;
      throw new CallFault(never ? "fatal" : kind, code, this.server.scrub(message), {
        status,
        requestId,
        afterMs,
      });
    }
  }

  async #similarity(
    { reference, model }: NonNullable<Readout["similar"]>,
    text: string,
    context: CallContext,
  ): Promise<number> {
    // Servers refuse to embed nothing.
    const raw = await this.server.post(
      "/embeddings",
      { model, input: [reference, text || " "] },
      context.signal,
      model,
    );
    return cosine(readEmbeddings(raw, 2));
  }

  async #send(
    parts: readonly Part[],
    how: { readonly tokens: number; readonly top: number; readonly [name: string]: Json },
    context: CallContext,
  ): Promise<Reply> {
    const { path, body } = request(this.asking, parts, how);
    const raw = await this.server.post(path, body, context.signal, this.asking.model);
    const reply = readReply(raw);
    this.#logprobs ||= (reply.tokens?.length ?? 0) > 0;
    context.spent?.(this.#tokens.used(parts, reply.usage));
    return reply;
  }
}
