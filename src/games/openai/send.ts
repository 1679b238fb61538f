import http from "node:http";
import https from "node:https";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

/**
 * A `fetch` for calls of a model: JSON there and back over kept-alive connections of node:http, at about half the processor time of Node's own, which
 * counts when hundreds of calls are under way. Redirects come back as they are, so a key never goes to another host. What is no text (a file that is
 * handed in) goes through Node's `fetch`, and so does all where that was given a way of its own: a ProxyAgent of undici, or NODE_USE_ENV_PROXY.
 * Throws the signal's reason, or node's own error (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, …).
 */
export function jsonFetch(): typeof fetch {
  const agents = {
    "http:": new http.Agent({ keepAlive: true }),
    "https:": new https.Agent({ keepAlive: true }),
  };
  return (input, init = {}) => {
    const { body, signal, method = "GET" } = init;
    if (typeof input !== "string" || typeof body !== "string" || isRouted()) {
      return globalThis.fetch(input, init);
    }
    const { protocol } = new URL(input);
    const scheme = protocol as keyof typeof agents;
    const headers: { [name: string]: string | number } = {};
    for (const [name, value] of new Headers(init.headers)) headers[name] = value;
    headers["content-length"] = Buffer.byteLength(body);
    headers["accept-encoding"] = "identity";
    return new Promise((resolve, reject) => {
      const stop = (): void => void sent.destroy(signal?.reason);
      const failed = (error: Error): void => {
        signal?.removeEventListener("abort", stop);
        reject(signal?.aborted ? signal.reason : error);
      };
      const sent = (scheme === "https:" ? https : http).request(
        input,
        { method, headers, agent: agents[scheme] },
        (reply) => {
          const parts: Buffer[] = [];
          reply.on("data", (part: Buffer) => parts.push(part));
          reply.on("error", failed);
          reply.on("end", () => {
            signal?.removeEventListener("abort", stop);
            try {
              resolve(responseOf(reply, Buffer.concat(parts)));
            } catch (error) {
              reject(error);
            }
          });
        },
      );
      sent.on("error", failed);
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
      sent.end(body);
    });
  };
}

const DECODERS: { readonly [encoding: string]: (bytes: Buffer) => Buffer } = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

function responseOf(
  { statusCode = 0, statusMessage, headers, headersDistinct }: http.IncomingMessage,
  body: Buffer,
): Response {
  // Some servers compress what was asked to come as it is.
  const decode = DECODERS[headers["content-encoding"] ?? ""];
  const given = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const empty = statusCode === 204 || statusCode === 304;
  return new Response(empty ? null : Uint8Array.from(decode === undefined ? body : decode(body)), {
    status: statusCode,
    statusText: statusMessage,
    headers: given.filter(([name]) => decode === undefined || !/^content-(length|encoding)$/.test(name)),
  });
}

const DISPATCHER = Symbol.for("undici.globalDispatcher.1");

/** Was Node's fetch told to take a way of its own? Its usual dispatcher is a plain agent. */
function isRouted(): boolean {
  const { NODE_USE_ENV_PROXY, NODE_OPTIONS = "" } = process.env;
  const dispatcher = (globalThis as { [key: symbol]: unknown })[DISPATCHER];
  return (
    (dispatcher !== undefined && dispatcher !== null && dispatcher.constructor.name !== "Agent") ||
    NODE_USE_ENV_PROXY === "1" ||
    [...process.execArgv, NODE_OPTIONS].some((given) => given.includes("--use-env-proxy"))
  );
}
