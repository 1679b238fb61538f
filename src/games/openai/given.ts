import type { Json } from "../../types.js";
import { CallFault } from "../fault.js";
import type { GivenAnswer } from "./readout.js";
import { longestOf, tokensIn } from "./readouts.js";
import type { Reply, ReplyToken } from "./reply.js";

/** Sends one request that goes on after a prefix of the answer. */
export type Send = (
  prefix: string,
  how: { readonly tokens: number; readonly top: number; readonly [name: string]: Json },
) => Promise<Reply>;

/** Asks for the probability of a given text after a prompt (its texts, joined), in one of three ways. */
export async function askGiven(given: GivenAnswer, top: number, prompt: string, send: Send): Promise<number> {
  if (given.via === "echo") {
    const reply = await send(given.text, { tokens: 0, top: 1, echo: true });
    return given.total(echoed(reply, prompt, given.text));
  }
  if (given.via === "grammar") {
    const grammar = `root ::= ${JSON.stringify(given.text)}`;
    const reply = await send("", { tokens: given.text.length + 8, top: 1, grammar });
    return given.total(written(tokensIn(reply), given.text));
  }
  return given.total(await stepped(given, top, send));
}

/** A call for each token: the longest of the likeliest tokens that goes on with the answer; the floor when none does. */
async function stepped(given: GivenAnswer, top: number, send: Send): Promise<number[]> {
  const logprobs: number[] = [];
  for (let prefix = ""; prefix.length < given.text.length; ) {
    const [token] = tokensIn(await send(prefix, { tokens: 1, top }));
    const longest = longestOf(token, given.text.slice(prefix.length));
    if (longest === undefined) return [...logprobs, given.floor];
    logprobs.push(Math.max(given.floor, longest.logprob));
    prefix += longest.token;
  }
  return logprobs;
}

/**
 * The tokens of the answer in an echoed prompt. Some servers write a token after it though none was asked for, and some
 * take no notice of `echo`: what they write is not the answer, even where it reads the same, so the prompt must be there as well.
 */
function echoed(reply: Reply, prompt: string, text: string): number[] {
  const tokens = tokensIn(reply);
  if (reply.text.startsWith(prompt + text)) {
    // What was written after the echo, from the end, then the answer.
    let k = tokens.length;
    for (let extra = reply.text.slice(prompt.length + text.length); extra !== "" && k > 0; ) {
      extra = extra.endsWith(tokens[--k].token) ? extra.slice(0, extra.length - tokens[k].token.length) : "";
    }
    const logprobs: number[] = [];
    let tail = "";
    while (k > 0 && tail.length < text.length) {
      tail = tokens[--k].token + tail;
      logprobs.unshift(tokens[k].logprob);
    }
    if (tail === text && !logprobs.some(Number.isNaN)) return logprobs;
  }
  throw new CallFault(
    "fatal",
    "NO_ECHO",
    'The server did not echo the prompt and the answer with the answer\'s logprobs as tokens of their own. Use `via: "steps"`.',
  );
}

/** The tokens that a grammar forced, without what ends the reply. */
function written(tokens: readonly ReplyToken[], text: string): number[] {
  const logprobs: number[] = [];
  let sofar = "";
  for (const { token, logprob } of tokens) {
    if (sofar === text) break;
    sofar += token;
    logprobs.push(logprob);
  }
  if (sofar === text) return logprobs;
  throw new CallFault(
    "fatal",
    "NO_GRAMMAR",
    'The server did not write the answer that the grammar forces: it is no llama.cpp. Use `via: "steps"`.',
  );
}
