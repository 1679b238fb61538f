import { shown } from "../../errors.js";
import { CallFault } from "../fault.js";

/**
 * One token and those that the model found most likely in its place.
 *
 * @category Models and readouts
 */
export interface ReplyToken {
  /** Its text. */
  readonly token: string;
  /** Natural logarithm of its probability. */
  readonly logprob: number;
  /** The most probable tokens at its place. */
  readonly top: readonly { readonly token: string; readonly logprob: number }[];
  /** UTF-16 offset of the token in the text, where the server says. */
  readonly offset: number | undefined;
}

/**
 * What a server answered, in one shape for chat, completions and both forms of logprobs.
 *
 * @category Models and readouts
 */
export interface Reply {
  /** The text that was written. */
  readonly text: string;
  /** Its tokens; undefined when the server sent no logprobs. */
  readonly tokens: readonly ReplyToken[] | undefined;
  /** Why it stopped: `"stop"`, `"length"`, `"content_filter"`, … */
  readonly finish: string;
  /** Tokens read and written, where the server says. */
  readonly usage: { readonly input: number; readonly output: number } | undefined;
  /** The reply as it came. */
  readonly raw: unknown;
}

type Loose = { readonly [key: string]: unknown };

/**
 * Reads a reply of `/chat/completions` or `/completions`.
 * Throws a fault: `MALFORMED_REPLY` (may pass), `CONTENT_FILTER`, `NO_ANSWER` (this mask has no answer).
 */
export function readReply(raw: unknown): Reply {
  if (typeof raw === "string") throw malformed(notJson(raw));
  const choice = ((raw as Loose | null)?.choices as readonly Loose[] | undefined)?.[0];
  if (typeof choice !== "object" || choice === null) {
    const refused = (raw as Loose | null)?.error as Loose | undefined;
    throw malformed(
      refused ? `an error in place of choices: ${String(refused.message ?? refused)}` : "no choices",
    );
  }
  const finish = String(choice.finish_reason ?? "");
  if (finish === "content_filter") {
    throw new CallFault("mask", "CONTENT_FILTER", "The server's content filter refused to answer.");
  }
  const message = choice.message as Loose | undefined;
  if (typeof message?.refusal === "string") {
    throw new CallFault("mask", "CONTENT_FILTER", "The model refused to answer.");
  }
  const text = message === undefined ? choice.text : (message.content ?? "");
  if (typeof text !== "string") throw malformed("no text");
  const usage = (raw as Loose).usage as Loose | undefined;
  if (text === "" && finish === "length" && thought(message, usage)) {
    throw new CallFault(
      "mask",
      "NO_ANSWER",
      "The model used all its tokens for reasoning and wrote no answer. Ask for more (`tokens`), or for less reasoning: `extra: { reasoning_effort: … }`.",
    );
  }
  return {
    text,
    tokens: tokensOf(choice.logprobs as Loose | null | undefined),
    finish,
    usage: usageOf(raw),
    raw,
  };
}

/** What a reply says that it used. */
export function usageOf(raw: unknown): Reply["usage"] {
  const { prompt_tokens, completion_tokens } = ((raw as Loose | null)?.usage ?? {}) as Loose;
  return typeof prompt_tokens === "number"
    ? { input: prompt_tokens, output: typeof completion_tokens === "number" ? completion_tokens : 0 }
    : undefined;
}

/** Did the model reason before it answered? */
function thought(message: Loose | undefined, usage: Loose | undefined): boolean {
  const details = usage?.completion_tokens_details as Loose | null | undefined;
  const said = message?.reasoning_content ?? message?.reasoning;
  return Number(details?.reasoning_tokens ?? 0) > 0 || (typeof said === "string" && said !== "");
}

/** What came in place of JSON. */
function notJson(raw: string): string {
  const html = /^\s*<(!doctype|html)/i.test(raw);
  return `expected JSON, got ${
    html ? "a web page" : shown(raw)
  }. If that lasts, \`baseURL\` is not the address of an OpenAI-compatible server, which mostly ends in /v1`;
}

/** `logprobs.content[]` (chat, and llama.cpp's completions), or `token_logprobs` with `top_logprobs` (completions). */
function tokensOf(logprobs: Loose | null | undefined): ReplyToken[] | undefined {
  if (logprobs === null || logprobs === undefined) return undefined;
  const { content, tokens, token_logprobs, top_logprobs, text_offset } = logprobs;
  if (Array.isArray(content)) {
    return content.map((entry: Loose) => ({
      token: String(entry.token),
      logprob: finite(entry.logprob),
      top: ((entry.top_logprobs as readonly Loose[] | undefined) ?? []).map((other) => ({
        token: String(other.token),
        logprob: finite(other.logprob),
      })),
      offset: undefined,
    }));
  }
  if (!Array.isArray(tokens) || !Array.isArray(token_logprobs)) return undefined;
  if (tokens.length !== token_logprobs.length) throw malformed("another number of tokens than of logprobs");
  return tokens.map((token, k) => ({
    token: String(token),
    // The first token of an echoed prompt has none.
    logprob: token_logprobs[k] === null ? Number.NaN : finite(token_logprobs[k]),
    top: Object.entries((top_logprobs as readonly Loose[] | null | undefined)?.[k] ?? {}).map(
      ([other, logprob]) => ({ token: other, logprob: finite(logprob) }),
    ),
    offset: (text_offset as readonly number[] | undefined)?.[k],
  }));
}

/** Servers send −9999, −Infinity or null for what is impossible: null is none of ours to guess. */
function finite(value: unknown): number {
  if (typeof value === "number" && !Number.isNaN(value)) return Math.max(value, -9999);
  throw malformed("a logprob that is no number");
}

function malformed(what: string): CallFault {
  return new CallFault("passing", "MALFORMED_REPLY", `The server's reply is malformed: ${what}.`);
}
