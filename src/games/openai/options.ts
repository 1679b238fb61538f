import type { Json } from "../../types.js";
import type { CallLimits } from "../callLimits.js";
import type { Part } from "../model.js";
import type { ImageTokens, Prices } from "./tokens.js";

/** Which server, and how to be let in. */
export interface ServerOptions {
  /** Address up to the version, such as `"http://localhost:8000/v1"`. Default: OpenAI's. */
  readonly baseURL?: string;
  /** Key. Default: `OPENAI_API_KEY` for OpenAI's own address; for any other address the variable is not sent, give the key that is meant for it. */
  readonly apiKey?: string;
  /** Headers for every request; they count as secrets. */
  readonly headers?: { readonly [name: string]: string };
  /**
   * What sends the requests: a `fetch` that goes through a proxy, a test's. Default: kept-alive connections of node:http, or Node's own `fetch` where that
   * was given a way (NODE_USE_ENV_PROXY, a ProxyAgent as undici's global dispatcher); `fetch: globalThis.fetch` is Node's own always. The variables HTTP_PROXY and HTTPS_PROXY alone change nothing, as with Node's own.
   * Redirects are not followed.
   */
  readonly fetch?: typeof fetch;
}

/**
 * What a server's model is asked, and how.
 *
 * @category Models and readouts
 */
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
  /** Tokens of an image, for plans and budgets. Without it they are unknown until the first replies say what they used. */
  readonly imageTokens?: ImageTokens;
  /** Names the server in the identity. Default: the host of `baseURL`, without port. */
  readonly server?: string;
}

/**
 * What the model gets of a coalition.
 *
 * @category Models and readouts
 */
export type Input = string | readonly Part[];
