import type { Json } from "../../types.js";
import { CallFault } from "../fault.js";
import type { GivenAnswer } from "./readout.js";
import { tokensIn } from "./readouts.js";
import type { Reply, ReplyToken } from "./reply.js";

/** Sends one request that goes on after a prefix of the answer. */
export type Send = (
  prefix: string,
  how: { readonly tokens: number; readonly top: number; readonly [name: string]: Json },
) => Promise<Reply>;

/** Asks for the probability of a given text after a prompt, in one of three ways. */
export async function askGiven(given: GivenAnswer, top: number, send: Send): Promise<number> {
  if (given.via === "echo") {
    return given.total(echoed(await send(given.text, { tokens: 0, top: 1, echo: true }), given.text));
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
    const rest = given.text.slice(prefix.length);
    const [token] = tokensIn(await send(prefix, { tokens: 1, top }));
    const fitting = [...token.top, token].filter((t) => t.token !== "" && rest.startsWith(t.token));
    if (fitting.length === 0) return [...logprobs, given.floor];
    const longest = fitting.reduce((a, b) => (b.token.length > a.token.length ? b : a));
    logprobs.push(Math.max(given.floor, longest.logprob));
    prefix += longest.token;
  }
  return logprobs;
}

/** The tokens at the end of an echoed prompt that make up the answer. */
function echoed(reply: Reply, text: string): number[] {
  const tokens = tokensIn(reply);
  const logprobs: number[] = [];
  let tail = "";
  for (let k = tokens.length - 1; k >= 0 && tail.length < text.length; k--) {
    tail = tokens[k].token + tail;
    logprobs.unshift(tokens[k].logprob);
  }
  if (tail === text && !logprobs.some(Number.isNaN)) return logprobs;
  throw new CallFault(
    "fatal",
    "NO_ECHO",
    'The server did not echo the answer with its logprobs as tokens of their own. Use `via: "steps"`.',
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
