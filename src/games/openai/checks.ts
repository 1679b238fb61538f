import { checkOptions, SpexlabError, shown } from "../../errors.js";
import type { OpenAIOptions } from "./options.js";
import type { Readout } from "./readout.js";

const isText = (value: unknown): boolean => typeof value === "string";
const isFunction = (value: unknown): boolean => typeof value === "function";
const isRecord = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What an option has to be, in words and as a test. */
const KINDS: { readonly [name in keyof OpenAIOptions]?: readonly [string, (value: unknown) => boolean] } = {
  prompt: ["a text with {text} in it", isText],
  system: ["a text", isText],
  temperature: ["a number from 0 up", (value) => Number.isFinite(value) && (value as number) >= 0],
  seed: ["a whole number", Number.isInteger],
  extra: ["an object of fields for the request", isRecord],
  tokenizer: ["a function that counts the tokens of a text", isFunction],
  imageTokens: [
    'a number, a function of the size, or "tiles"',
    (value) => value === "tiles" || Number.isFinite(value) || isFunction(value),
  ],
  server: ["a name", isText],
  headers: ["an object of texts", (value) => isRecord(value) && Object.values(value as object).every(isText)],
  fetch: ["a function such as fetch", isFunction],
};

/** What may hold a secret is not shown. */
const HIDDEN = new Set(["headers", "extra"]);

/** Throws `BAD_OPTION` naming an option of the wrong kind. */
export function checkGiven(options: OpenAIOptions): void {
  for (const [name, [wanted, fits]] of Object.entries(KINDS)) {
    const value = options[name as keyof OpenAIOptions];
    if (value === undefined || fits(value)) continue;
    const got = HIDDEN.has(name) ? "something else" : shown(value);
    throw new SpexlabError("BAD_OPTION", `Expected \`${name}\` to be ${wanted}, got ${got}.`);
  }
  if (options.prices === undefined) return;
  checkOptions("prices", options.prices, ["input", "output", "embedding"]);
  const { input, output, embedding = 0 } = options.prices;
  for (const price of [input, output, embedding]) {
    if (Number.isFinite(price) && price >= 0) continue;
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`prices\` to be money per million tokens, { input: 0.15, output: 0.6 }, got ${shown(price)}.`,
    );
  }
}

/** Throws `BAD_OPTION` when readouts, model and kind of request do not go together. */
export function checkReadouts(options: OpenAIOptions, entries: readonly [string, Readout][]): void {
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
