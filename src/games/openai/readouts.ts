import { checkOptions, integer, SpexlabError, shown } from "../../errors.js";
import { CallFault } from "../fault.js";
import type { GivenAnswer, Readout } from "./readout.js";
import type { Reply, ReplyToken } from "./reply.js";

/**
 * Options of readouts that look an answer up among the likeliest tokens.
 *
 * @category Models and readouts
 */
export interface TopOptions {
  /** How many likeliest tokens are asked for. Default 20, the most that hosted servers give. */
  readonly top?: number;
  /** Log-probability that stands in when the answer is not among them. Default −100, as in the SPEX paper. */
  readonly floor?: number;
}

/**
 * Options of readouts of a given text's probability.
 *
 * @category Models and readouts
 */
export interface GivenOptions extends TopOptions {
  /** `"sum"` (default): ln p of the whole answer; `"mean"`: per token. */
  readonly over?: "sum" | "mean";
  /**
   * How it is asked. `"steps"` (default; completions of any server): a call for each token, looked up among the likeliest.
   * `"echo"`: one call; servers that echo the prompt with logprobs, such as vLLM. `"grammar"`: one call; llama.cpp.
   * `"first"`: one call of any server, also of chats; only the answer's first token counts.
   */
  readonly via?: GivenAnswer["via"] | "first";
}

/**
 * ln p of one token as the first word of the reply, in nats; `floor` when it is not among the `top` likeliest. The token is
 * matched exactly, with the space that it begins with after a prompt; several spellings (an array) add up. For an answer of
 * several tokens use `logProbability`.
 *
 * @example
 * sx.topLogprob(" yes").unit; // "log p(yes)"
 * @category Models and readouts
 */
export function topLogprob(answer: string | readonly string[], options: TopOptions = {}): Readout {
  const spellings = spellingsOf(answer);
  const { top, floor } = topOptions("topLogprob", options);
  return Object.freeze({
    asked: { topLogprob: spellings, top, floor },
    unit: `log p(${spellings[0].trim()})`,
    top,
    tokens: 1,
    read: (reply: Reply) => first(reply, spellings, floor),
  });
}

/**
 * ln p(first answer) − ln p(second answer) as the first word of the reply, in nats; each as `topLogprob` reads it.
 *
 * @example
 * sx.choice(" positive", " negative").unit; // "log p(positive) − log p(negative)"
 * @category Models and readouts
 */
export function choice(
  answer: string | readonly string[],
  other: string | readonly string[],
  options: TopOptions = {},
): Readout {
  const one = spellingsOf(answer);
  const two = spellingsOf(other);
  const same = one.find((spelling) => two.includes(spelling));
  if (same !== undefined) {
    throw new SpexlabError("BAD_OPTION", `Expected two answers that differ, got ${shown(same)} for both.`);
  }
  const { top, floor } = topOptions("choice", options);
  return Object.freeze({
    asked: { choice: [one, two], top, floor },
    unit: `log p(${one[0].trim()}) − log p(${two[0].trim()})`,
    top,
    tokens: 1,
    read: (reply: Reply) => first(reply, one, floor) - first(reply, two, floor),
  });
}

/**
 * ln p of a whole answer after the prompt, in nats: the sum over its tokens, or their mean. In a chat, `via: "first"` reads its first token alone.
 *
 * @example
 * sx.logProbability(" New York City", { over: "mean" }).unit; // "mean log p(New York City)"
 * @category Models and readouts
 */
export function logProbability(answer: string, options: GivenOptions = {}): Readout {
  checkOptions("logProbability", options, ["over", "via", "top", "floor"]);
  const { over = "sum" } = options;
  if (over !== "sum" && over !== "mean") {
    throw new SpexlabError("BAD_OPTION", `Expected \`over\` to be "sum" or "mean", got ${shown(over)}.`);
  }
  if (options.via === "first") return firstToken(answer, options);
  const mean = over === "mean";
  return given(answer, options, `${mean ? "mean " : ""}log p(${answer.trim()})`, { over }, (logprobs) => {
    const sum = logprobs.reduce((total, lp) => total + lp, 0);
    return mean ? sum / logprobs.length : sum;
  });
}

/**
 * Perplexity: exp of minus the mean log-probability of the tokens of a given text after the prompt; or, without a text, of
 * the reply that the model writes (`tokens` of it, default 32).
 *
 * @example
 * sx.perplexity({ tokens: 8 }).unit; // "perplexity of the reply"
 * @category Models and readouts
 */
export function perplexity(
  options: Omit<GivenOptions, "over"> & { readonly of?: string; readonly tokens?: number } = {},
): Readout {
  checkOptions("perplexity", options, ["of", "tokens", "via", "top", "floor"]);
  const { of } = options;
  const total = (logprobs: readonly number[]): number =>
    Math.exp(-logprobs.reduce((sum, lp) => sum + lp, 0) / logprobs.length);
  if (of !== undefined) return given(of, options, `perplexity of ${of.trim()}`, { perplexity: true }, total);
  const tokens = integer("tokens", options.tokens ?? 32, 1);
  return Object.freeze({
    asked: { perplexity: tokens },
    unit: "perplexity of the reply",
    top: 1,
    tokens,
    read: (reply: Reply) => total(tokensIn(reply).map(({ logprob }) => logprob)),
  });
}

/**
 * Any number from the reply: `read` gets `{ text, tokens, finish, usage, raw }`. `id` names what it computes: two functions
 * that read differently must have different ids.
 *
 * @example
 * sx.fromReply((reply) => Number(/\d+/.exec(reply.text)?.[0] ?? 0), { id: "first number", tokens: 8 }).unit; // "first number"
 * @category Models and readouts
 */
export function fromReply(
  read: (reply: Reply) => number,
  options: { readonly id: string; readonly unit?: string; readonly tokens?: number; readonly top?: number },
): Readout {
  checkOptions("fromReply", options, ["id", "unit", "tokens", "top"]);
  if (typeof read !== "function" || typeof options.id !== "string" || options.id === "") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected a function of the reply and \`{ id: "what it computes" }\`, got ${shown(read)} and id ${shown(options.id)}.`,
    );
  }
  const tokens = integer("tokens", options.tokens ?? 16, 1);
  const top = integer("top", options.top ?? 0, 0);
  return Object.freeze({
    asked: { fromReply: options.id, tokens, top },
    unit: options.unit ?? options.id,
    top,
    tokens,
    read(reply: Reply): number {
      const value = read(reply);
      if (typeof value === "number" && Number.isFinite(value)) return value;
      throw new CallFault(
        "mask",
        "BAD_VALUES",
        `The readout ${shown(options.id)} made ${shown(value)} of the reply ${shown(reply.text)}.`,
      );
    },
  });
}

/**
 * How near the reply is in meaning to a reference: the cosine of their embeddings, −1 to 1, by the server's embedding model `model`. Cost: one call
 * of that model for each reply.
 *
 * @example
 * sx.similarity("Anna lives in Rome.", { model: "text-embedding-3-small" }).unit; // "similarity to Anna lives in Rome."
 * @category Models and readouts
 */
export function similarity(
  reference: string,
  options: { readonly model: string; readonly tokens?: number },
): Readout {
  checkOptions("similarity", options, ["model", "tokens"]);
  const { model } = options;
  if (typeof reference !== "string" || reference === "" || typeof model !== "string" || model === "") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected a reference text and \`{ model }\`, an embedding model, got ${shown(reference)} and ${shown(model)}.`,
    );
  }
  const tokens = integer("tokens", options.tokens ?? 64, 1);
  return Object.freeze({
    asked: { similarity: reference, model, tokens },
    unit: `similarity to ${reference}`,
    top: 0,
    tokens,
    similar: { reference, model },
    read: () => {
      throw new CallFault("fatal", "BAD_OPTION", "A similarity is not read from the reply alone.");
    },
  });
}

/** ln p of the longest of the likeliest tokens that the answer begins with: a chat's way to ask for an answer of several tokens. */
function firstToken(answer: string, options: GivenOptions): Readout {
  const text = textOf(answer);
  const { top, floor } = topOptions("the readout", { top: options.top, floor: options.floor });
  return Object.freeze({
    asked: { firstToken: text, top, floor },
    unit: `log p(first token of ${text.trim()})`,
    top,
    tokens: 1,
    read(reply: Reply): number {
      const [token] = tokensIn(reply);
      const fitting = longestOf(token, text);
      if (fitting === undefined && token.top.length === 0) throw noTop();
      return fitting === undefined ? floor : Math.max(floor, fitting.logprob);
    },
  });
}

/** The longest of the likeliest tokens that a text begins with. */
export function longestOf(token: ReplyToken, text: string): { token: string; logprob: number } | undefined {
  let longest: { token: string; logprob: number } | undefined;
  for (const other of [...token.top, token]) {
    if (other.token === "" || !text.startsWith(other.token)) continue;
    if (longest === undefined || other.token.length > longest.token.length) longest = other;
  }
  return longest;
}

function textOf(text: string): string {
  if (typeof text === "string" && text.trim() !== "") return text;
  throw new SpexlabError("BAD_OPTION", `Expected a text whose probability is read, got ${shown(text)}.`);
}

function given(
  text: string,
  options: GivenOptions,
  unit: string,
  how: { readonly [part: string]: string | boolean },
  total: GivenAnswer["total"],
): Readout {
  textOf(text);
  const { via = "steps" } = options;
  if (via !== "steps" && via !== "echo" && via !== "grammar") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`via\` to be "steps", "echo" or "grammar" (for a log-probability also "first"), got ${shown(via)}.`,
    );
  }
  const { top, floor } = topOptions("the readout", { top: options.top, floor: options.floor });
  return Object.freeze({
    asked: { given: text, via, ...(via === "steps" ? { top, floor } : {}), ...how },
    unit,
    top: via === "steps" ? top : 1,
    tokens: 1,
    read(): number {
      throw new CallFault("fatal", "BAD_OPTION", "A given text is not read from a reply.");
    },
    given: { text, via, floor, total },
  });
}

/** The tokens of a reply, or a fault when the server sent none. */
export function tokensIn(reply: Reply): NonNullable<Reply["tokens"]> {
  if (reply.tokens !== undefined && reply.tokens.length > 0) return reply.tokens;
  throw new CallFault(
    "passing",
    "NO_LOGPROBS",
    "The reply has no logprobs. If that lasts, this server or model gives none: use sx.fromReply, or another model.",
  );
}

function first(reply: Reply, spellings: readonly string[], floor: number): number {
  const [token] = tokensIn(reply);
  const found = token.top.filter((other) => spellings.includes(other.token)).map(({ logprob }) => logprob);
  if (found.length === 0) {
    if (token.top.length === 0 && !spellings.includes(token.token)) throw noTop();
    return spellings.includes(token.token) ? Math.max(floor, token.logprob) : floor;
  }
  const highest = Math.max(...found);
  const sum = found.reduce((total, lp) => total + Math.exp(lp - highest), 0);
  return Math.max(floor, highest + Math.log(sum));
}

function noTop(): CallFault {
  return new CallFault(
    "passing",
    "NO_LOGPROBS",
    "The reply has no top_logprobs. If that lasts, this server gives none: use sx.fromReply, or another server.",
  );
}

function spellingsOf(answer: string | readonly string[]): readonly string[] {
  const spellings = typeof answer === "string" ? [answer] : answer;
  if (
    !Array.isArray(spellings) ||
    spellings.length === 0 ||
    spellings.some((s) => typeof s !== "string" || s === "")
  ) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected an answer such as " yes", or its spellings as an array, got ${shown(answer)}.`,
    );
  }
  return [...new Set(spellings)];
}

function topOptions(what: string, { top = 20, floor = -100, ...rest }: TopOptions): Required<TopOptions> {
  checkOptions(what, rest, []);
  if (typeof floor !== "number" || !(floor < 0) || !Number.isFinite(floor)) {
    throw new SpexlabError("BAD_OPTION", `Expected \`floor\` to be a number below 0, got ${shown(floor)}.`);
  }
  return { top: integer("top", top, 1, 100_000), floor };
}
