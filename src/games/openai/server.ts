import type OpenAI from "openai";
import { SpexlabError, shown } from "../../errors.js";
import { CallFault } from "../fault.js";
import { faultFrom, type Scrub, scrubber, secretsIn } from "./faults.js";
import type { ServerOptions } from "./options.js";
import { jsonFetch } from "./send.js";

const OPENAI = "https://api.openai.com/v1";

/** A server as the model and the batch job use it. Holds the key: never part of an object that is shown or saved. */
export interface Server {
  /** Host name, for the identity: no port, no path, nothing secret. */
  readonly host: string;
  readonly official: boolean;
  readonly scrub: Scrub;
  client(): Promise<OpenAI>;
  /** Sends a request once; a fault says what its failure means. */
  post(path: string, body: object, signal: AbortSignal, model: string): Promise<unknown>;
  fault(error: unknown, model: string): CallFault;
}

/** Checks the options; loads nothing. Throws `BAD_OPTION`, `NO_KEY`. */
export function serverFrom(options: ServerOptions): Server {
  const { baseURL = OPENAI, headers = {} } = options;
  let url: URL;
  try {
    url = new URL(baseURL);
  } catch {
    throw new SpexlabError(
      "BAD_OPTION",
      'Expected `baseURL` to be an address such as "http://localhost:8000/v1", got something else.',
    );
  }
  if (!/^https?:$/.test(url.protocol)) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`baseURL\` to begin with http:// or https://, got ${shown(url.protocol)}.`,
    );
  }
  if (url.username !== "" || url.password !== "" || url.search !== "") {
    throw new SpexlabError(
      "BAD_OPTION",
      "Expected `baseURL` without a user, a password or a query: give `apiKey`, or `headers` such as { authorization: … }.",
    );
  }
  const official = url.hostname === new URL(OPENAI).hostname;
  const apiKey = options.apiKey ?? (official ? process.env.OPENAI_API_KEY : undefined);
  if (apiKey !== undefined && typeof apiKey !== "string") {
    throw new SpexlabError("BAD_OPTION", "Expected `apiKey` to be a string, got something else.");
  }
  if (official && !apiKey) {
    throw new SpexlabError(
      "NO_KEY",
      "OpenAI's server needs a key: set the variable OPENAI_API_KEY, or say `baseURL` for another server.",
    );
  }
  const secrets = [apiKey ?? "", ...Object.values(headers).flatMap(secretsIn)];
  const scrub = scrubber(secrets.filter((secret) => secret !== "none"));
  let opening: Promise<OpenAI> | undefined;
  const client = (): Promise<OpenAI> => {
    opening ??= open(baseURL, apiKey ?? "none", options);
    return opening;
  };
  const fault = (error: unknown, model: string): CallFault => faultFrom(error, model, scrub);
  return {
    host: url.hostname,
    official,
    scrub,
    client,
    fault,
    async post(path, body, signal, model) {
      const sdk = await client();
      try {
        return await sdk.post(path, { body, signal });
      } catch (error) {
        if (signal.aborted) throw new CallFault("passing", "ABORTED", "The call was given up.");
        throw fault(error, model);
      }
    },
  };
}

async function open(baseURL: string, apiKey: string, options: ServerOptions): Promise<OpenAI> {
  const { default: Client } = await import("openai").catch(() => {
    throw new SpexlabError(
      "MODEL_LIBRARY_MISSING",
      "The package openai, which talks to the server, is not installed. Install it with `npm install openai@6.49.0`.",
    );
  });
  return new Client({
    baseURL,
    apiKey,
    organization: null,
    project: null,
    maxRetries: 0,
    // The evaluator has its own clock and its own log.
    timeout: 2 ** 31 - 1,
    logLevel: "off",
    defaultHeaders: { ...options.headers },
    fetch: explained(options.fetch ?? jsonFetch()),
  });
}

/**
 * Redirects are not followed: they would carry the key along. The SDK reads `{ error: { message } }` alone; other servers refuse with `{ message, code }` (vLLM), `{ error: "…" }` (Ollama's own) or
 * `{ detail }` (FastAPI), and why would be lost.
 */
function explained(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await send(input, { ...init, redirect: "manual" });
    if (response.ok || !/json/.test(response.headers.get("content-type") ?? "")) return response;
    const text = await response.text();
    const { status, statusText, headers } = response;
    return new Response(JSON.stringify({ error: errorIn(text) }), {
      status,
      statusText,
      headers: new Headers([...headers].filter(([name]) => !/^content-(length|encoding)$/.test(name))),
    });
  };
}

function errorIn(text: string): object {
  try {
    const body = JSON.parse(text) as { readonly [key: string]: unknown } | null;
    if (typeof body?.error === "object" && body.error !== null) return body.error;
    const message = body?.error ?? body?.message ?? body?.detail ?? text;
    return { message: typeof message === "string" ? message : JSON.stringify(message), code: body?.code };
  } catch {
    return { message: text };
  }
}
