import type { CallContext, Json, Usage } from "../../types.js";
import { type Limits, limitsFrom } from "../callLimits.js";
import { CallFault } from "../fault.js";
import type { Part } from "../model.js";
import { promptParts } from "../prompts.js";
import { cosine, readEmbeddings, tokensOfEmbeddings } from "./embeddings.js";
import { askGiven, type Send } from "./given.js";
import type { Input, OpenAIOptions } from "./options.js";
import type { Readout } from "./readout.js";
import { type Reply, readReply, usageOf } from "./reply.js";
import { type Asking, around, request } from "./request.js";
import { type Server, serverFrom } from "./server.js";
import { TokenCount } from "./tokens.js";

/** Replies without logprobs after which a server that gave none so far is taken to give none: calls cost money. */
const WITHOUT = 3;

const UNKNOWN =
  'the tokens of an image are unknown before the first replies: say `imageTokens` (a number, a function of its size, or "tiles")';

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
    this.#tokens = new TokenCount(options.tokenizer, options.prices, options.imageTokens, api === "chat");
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

  /** Replies are taken to be as long as they may be. */
  expected(inputs: readonly Input[]): Usage & { readonly exact: boolean; readonly unknown?: string } {
    let input = 0;
    let output = 0;
    let embedded = 0;
    // A longer reply may end before its last token; a given text is cut into tokens by the server.
    let exact =
      (this.#plain?.tokens ?? 1) === 1 && this.readouts.every(({ given, similar }) => !given && !similar);
    let unknown = false;
    for (const one of inputs) {
      const counted = this.#tokens.of(this.#read(around(this.asking.prompt, one)));
      exact &&= counted.exact;
      unknown ||= counted.unknown;
      if (this.#plain !== undefined) {
        input += counted.tokens;
        output += this.#plain.tokens;
      }
      for (const { given, similar, tokens } of this.readouts) {
        if (similar !== undefined) embedded += this.#tokens.ofText(similar.reference) + tokens;
        if (given === undefined) continue;
        const answer = this.#tokens.ofText(given.text);
        if (given.via === "steps") {
          // A call for each token, after those before it.
          input += answer * counted.tokens + (answer * (answer - 1)) / 2;
          output += answer;
        } else if (given.via === "echo") {
          input += counted.tokens + answer;
        } else {
          input += counted.tokens;
          output += answer + 1;
        }
      }
    }
    return {
      ...this.#tokens.priced(input, output, embedded),
      exact,
      ...(unknown ? { unknown: UNKNOWN } : {}),
    };
  }

  /** All that the model reads. */
  #read(parts: readonly Part[]): readonly Part[] {
    return this.asking.system === undefined ? parts : [this.asking.system, ...parts];
  }

  /** What a reply says that it used, with its price; undefined when it does not say. */
  used(raw: unknown): Usage | undefined {
    const usage = usageOf(raw);
    return usage && this.#tokens.priced(usage.input, usage.output);
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
    const tokens =
      tokensOfEmbeddings(raw) ?? this.#tokens.ofText(reference) + this.#tokens.ofText(text || " ");
    context.spent?.(this.#tokens.priced(0, 0, tokens));
    return cosine(readEmbeddings(raw, 2));
  }

  async #send(
    parts: readonly Part[],
    how: { readonly tokens: number; readonly top: number; readonly [name: string]: Json },
    context: CallContext,
  ): Promise<Reply> {
    const { path, body } = request(this.asking, parts, how);
    const raw = await this.server.post(path, body, context.signal, this.asking.model);
    const usage = usageOf(raw);
    const told = (): void => context.spent?.(this.#tokens.used(this.#read(parts), usage));
    // A reply that is of no use is paid for as well.
    if (usage !== undefined) told();
    const reply = readReply(raw);
    if (usage === undefined) told();
    this.#logprobs ||= (reply.tokens?.length ?? 0) > 0;
    return reply;
  }
}
