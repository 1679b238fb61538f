import type { APIError } from "openai";
import { CallFault, kindOfStatus } from "../fault.js";

const LONGEST = 300;
/** So many letters of a secret tell too much. */
const TELLING = 16;

/** Takes secrets out of a text. */
export type Scrub = (text: string) => string;

/** Replaces every secret in a text, also in its URL-encoded and base64 forms, and shortens it to a line. */
export function scrubber(secrets: readonly string[]): Scrub {
  const forms = [...new Set(secrets)]
    .filter((secret) => secret.length > 3)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString("base64"),
    ])
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const form of forms) clean = without(clean.split(form).join("[secret]"), form);
    clean = clean.replace(/\s+/g, " ").trim();
    return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
  };
}

/** A text without beginnings of a secret: messages cut what they quote, also in the middle of a key. */
function without(text: string, secret: string): string {
  const head = secret.slice(0, TELLING);
  if (head.length < TELLING) return text;
  let clean = text;
  for (let at = clean.indexOf(head); at >= 0; at = clean.indexOf(head, at)) {
    let length = TELLING;
    while (length < secret.length && clean[at + length] === secret[length]) length++;
    clean = `${clean.slice(0, at)}[secret]${clean.slice(at + length)}`;
  }
  return clean;
}

/** What is secret in the value of a header: all of it, each longer word ("Bearer sk-…"), and what Basic authorisation encodes. */
export function secretsIn(header: string): string[] {
  const words = header.split(/[\s,;="]+/).filter((word) => word.length >= 8);
  const basic = /^basic\s+(\S+)/i.exec(header);
  const plain = basic === null ? "" : Buffer.from(basic[1], "base64").toString();
  return [header, ...words, plain, plain.slice(plain.indexOf(":") + 1)];
}

/**
 * What a failed request means, from the SDK's error. The error itself is dropped: it holds headers and the server's body.
 */
export function faultFrom(error: unknown, model: string, scrub: Scrub): CallFault {
  if (error instanceof CallFault) return error;
  const { status, headers, code, requestID, message } = error as Partial<APIError>;
  const said = scrub(String(message ?? error));
  if (typeof status !== "number") {
    if (error instanceof SyntaxError) {
      return new CallFault("passing", "MALFORMED_REPLY", "The server's reply is malformed: not JSON.");
    }
    const why = scrub(causes(error));
    return new CallFault("passing", "CONNECTION", `The connection failed: ${why}.`);
  }
  const requestId = typeof requestID === "string" ? scrub(requestID) : undefined;
  const details = { status, requestId, afterMs: retryAfter(headers) };
  const asked = requestId === undefined ? "" : ` (request ${requestId})`;
  const fault = (kind: CallFault["kind"], name: string, what: string, advice = ""): CallFault =>
    new CallFault(
      kind,
      name,
      advice === "" ? `${what}${asked}: ${said}` : `${what}${asked}: ${said.replace(/\.$/, "")}. ${advice}`,
      details,
    );
  if (status >= 400 && status < 500 && status !== 429 && /logprob/i.test(said)) {
    return fault(
      "fatal",
      "NO_LOGPROBS",
      `The server gives no such logprobs (${status})`,
      "Ask for fewer (`top`), use sx.fromReply, or another model.",
    );
  }
  if (status === 401 || status === 403) {
    return fault(
      "fatal",
      "BAD_KEY",
      `The server refused the key with status ${status}`,
      "Give the key of this server as `apiKey`, or for OpenAI as the variable OPENAI_API_KEY.",
    );
  }
  if (status === 404) {
    return fault(
      "fatal",
      "UNKNOWN_MODEL",
      `The server knows no model ${JSON.stringify(model)}, or no such address (404)`,
      "Check `model` and `baseURL`, which mostly ends in /v1.",
    );
  }
  if (status >= 300 && status < 400) {
    const place = headers?.get?.("location");
    return fault(
      "fatal",
      "REDIRECTED",
      `The server sends on to ${place ? scrub(place) : "another address"} (${status}), where the key is not taken along`,
      "Give the address that answers as `baseURL`.",
    );
  }
  if (code === "insufficient_quota")
    return fault("fatal", "NO_QUOTA", "The account's quota is used up (429)");
  if (status === 400 || status === 413 || status === 422) {
    if (code === "content_filter" || /content[ _]?(filter|management)/i.test(said)) {
      return fault("mask", "CONTENT_FILTER", "The server's content filter refused the text");
    }
    if (
      code === "context_length_exceeded" ||
      status === 413 ||
      /context|exceed|too long|maximum.*token/i.test(said)
    ) {
      return fault("mask", "TEXT_TOO_LONG", "The prompt with its answer is longer than the model takes");
    }
    return fault("fatal", "BAD_REQUEST", `The server refused the request with status ${status}`);
  }
  return fault(kindOfStatus(status), `STATUS_${status}`, `The server answered with status ${status}`);
}

/** Milliseconds that `retry-after-ms` or `retry-after` (seconds, or a date) ask to wait. */
export function retryAfter(headers: Headers | undefined, now: number = Date.now()): number | undefined {
  const ms = Number(headers?.get?.("retry-after-ms") ?? Number.NaN);
  if (ms >= 0) return ms;
  const given = headers?.get?.("retry-after");
  if (given === null || given === undefined || given === "") return undefined;
  const seconds = Number(given);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(given);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function causes(error: unknown): string {
  const said: string[] = [];
  for (let e = error; e instanceof Error && said.length < 4; e = e.cause) {
    const { code } = e as { code?: unknown };
    // The SDK's own words tell nothing.
    if (e.message === "Connection error." && e.cause !== undefined) continue;
    const message = e.message.replace(/\.$/, "");
    said.push(typeof code === "string" && !message.includes(code) ? `${message} (${code})` : message);
  }
  return said.length > 0 ? said.join(": ") : String(error);
}
