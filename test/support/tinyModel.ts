import type { Request } from "./scripted.js";

/** Whole words of the tiny model; all else is single characters. */
const WORDS = [
  " yes",
  " no",
  " New",
  " York",
  " City",
  " Rome",
  "True",
  "False",
  " True",
  " False",
  "\n",
  "yes",
  "no",
];

/** Cuts a text into tokens: the longest word that fits, else one character. */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (let rest = text; rest !== ""; rest = rest.slice(tokens.at(-1)!.length)) {
    const words = WORDS.filter((word) => rest.startsWith(word)).sort((a, b) => b.length - a.length);
    tokens.push(words[0] ?? String.fromCodePoint(rest.codePointAt(0)!));
  }
  return tokens;
}

/** ln p of each word that the tiny model may write after a text: a softmax of numbers drawn from the text by a hash. */
export function nextAfter(text: string): Map<string, number> {
  const logits = WORDS.map((word) => 4 * drawn(`${text}→${word}`));
  const highest = Math.max(...logits);
  const norm = highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
  return new Map(WORDS.map((word, k) => [word, logits[k] - norm]));
}

/** ln p of a text of words after another, token by token. */
export function chain(prompt: string, answer: string): number[] {
  let before = prompt;
  return tokensOf(answer).map((token) => {
    const lp = nextAfter(before).get(token)!;
    before += token;
    return lp;
  });
}

/** What the tiny model writes: the likeliest word, again and again. */
export function written(prompt: string, count: number): string[] {
  const tokens: string[] = [];
  while (tokens.length < count) {
    const next = nextAfter(prompt + tokens.join(""));
    tokens.push([...next].sort((a, b) => b[1] - a[1])[0][0]);
  }
  return tokens;
}

/** A completion of the tiny model in the legacy shape, with `echo` as OpenAI and vLLM have it. */
export function completion({ body }: Request, { echoes = true } = {}): object {
  const { prompt, max_tokens: count, logprobs: top } = body;
  const before = echoes && body.echo ? tokensOf(prompt) : [];
  const after = written(prompt, echoes ? count : Math.max(1, count));
  const tokens = [...before, ...after];
  let sofar = before.length > 0 ? "" : prompt;
  const all = tokens.map((token, k) => {
    const next = k < before.length && k === 0 ? undefined : nextAfter(sofar);
    const at = sofar.length;
    sofar += token;
    return { token, next, at };
  });
  const likeliest = (next: Map<string, number>): object =>
    Object.fromEntries([...next].sort((a, b) => b[1] - a[1]).slice(0, top as number));
  return {
    object: "text_completion",
    choices: [
      {
        index: 0,
        text: tokens.join(""),
        finish_reason: "length",
        logprobs:
          top === undefined
            ? null
            : {
                tokens,
                // Letters of the prompt are no words of the model: it gives them some number.
                token_logprobs: all.map(({ token, next }) => next && (next.get(token) ?? -7)),
                top_logprobs: all.map(({ next }) => next && likeliest(next)),
                text_offset: all.map(({ at }) => at),
              },
      },
    ],
    usage: { prompt_tokens: tokensOf(prompt).length, completion_tokens: after.length },
  };
}

/** A number from 0 to 1 that a text decides (FNV-1a, mixed). */
function drawn(text: string): number {
  let hash = 2166136261;
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
