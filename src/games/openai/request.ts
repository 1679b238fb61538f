import type { Json } from "../../types.js";
import type { Part } from "../model.js";
import { promptParts } from "../prompts.js";

/** What a model is asked with, beside the input. */
export interface Asking {
  readonly model: string;
  readonly api: "chat" | "completions";
  /** With `{text}` where the input goes. */
  readonly prompt: string;
  readonly system: string | undefined;
  readonly temperature: number;
  readonly seed: number | undefined;
  readonly extra: { readonly [name: string]: Json };
  /** OpenAI's own server calls `max_tokens` of a chat `max_completion_tokens`. */
  readonly official: boolean;
}

/** The parts of a prompt around an input, neighbouring texts joined. */
export function around(prompt: string, input: string | readonly Part[]): Part[] {
  const { head, join, tail } = promptParts(prompt);
  const parts: Part[] = [];
  for (const part of [head + join, ...(typeof input === "string" ? [input] : input), tail]) {
    const last = parts.at(-1);
    if (part === "") continue;
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts;
}

/** The address, below the base, and the body of one request. */
export function request(
  asking: Asking,
  parts: readonly Part[],
  { tokens, top, ...more }: { readonly tokens: number; readonly top: number; readonly [name: string]: Json },
): { path: string; body: { [name: string]: unknown } } {
  const { model, api, temperature, seed, extra } = asking;
  const common = { model, temperature, ...(seed === undefined ? {} : { seed }), ...more, ...extra };
  if (api === "completions") {
    return {
      path: "/completions",
      body: {
        ...common,
        prompt: parts.join(""),
        max_tokens: tokens,
        ...(top > 0 ? { logprobs: top } : {}),
      },
    };
  }
  const content = parts.every((part) => typeof part === "string")
    ? parts.join("")
    : parts.map((part) =>
        typeof part === "string"
          ? { type: "text", text: part }
          : { type: "image_url", image_url: { url: part.image } },
      );
  return {
    path: "/chat/completions",
    body: {
      ...common,
      messages: [
        ...(asking.system === undefined ? [] : [{ role: "system", content: asking.system }]),
        { role: "user", content },
      ],
      [asking.official ? "max_completion_tokens" : "max_tokens"]: tokens,
      ...(top > 0 ? { logprobs: true, top_logprobs: top } : {}),
    },
  };
}
