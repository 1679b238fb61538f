import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import type { Connection } from "./connection.js";

/** The head of a Jupyter message. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A message whose signature was found right. */
export interface Message {
  /** ZeroMQ's routing prefix: whom to answer. */
  readonly identity: readonly Uint8Array[];
  readonly header: Header;
  // biome-ignore lint/suspicious/noExplicitAny: what another program sent; each handler checks what it reads
  readonly content: any;
  readonly metadata: { readonly [key: string]: unknown };
  readonly buffers: readonly Uint8Array[];
}

/** A message to be signed and sent: header, parent, metadata and content as JSON texts. */
export interface Letter {
  readonly identity: readonly (Uint8Array | string)[];
  readonly parts: readonly [string, string, string, string];
  readonly buffers: readonly Uint8Array[];
}

const DELIMITER = "<IDS|MSG>";
const VERSION = "5.3";

/** Why a message was dropped. */
export class Forged extends Error {}

/**
 * Checks the signature, then reads. Nothing of an unsigned message is parsed. `seen` holds the signatures of messages
 * that were taken: a repeated one is a replay.
 */
export function open(frames: readonly Buffer[], { key, hash }: Connection, seen: Set<string>): Message {
  const at = frames.findIndex((frame) => frame.equals(Buffer.from(DELIMITER)));
  if (at < 0 || frames.length < at + 6) throw new Forged("it has not the parts of a Jupyter message");
  const signature = frames[at + 1];
  const body = frames.slice(at + 2);
  const expected = Buffer.from(sign(key, hash, body.slice(0, 4)));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new Forged("its signature is wrong");
  }
  const text = signature.toString();
  if (seen.has(text)) throw new Forged("it was received before");
  remember(seen, text);
  const [header, , metadata, content] = body.slice(0, 4).map((part) => JSON.parse(part.toString("utf8")));
  return { identity: frames.slice(0, at), header, metadata, content, buffers: body.slice(4) };
}

/** The frames of a letter. */
export function seal(
  { identity, parts, buffers }: Letter,
  { key, hash }: Connection,
): (Uint8Array | string)[] {
  return [...identity, DELIMITER, sign(key, hash, parts), ...parts, ...buffers];
}

/** A letter that answers a message (or belongs to it, for iopub). */
export function letter(
  type: string,
  content: object,
  parent: Pick<Message, "identity" | "header"> | undefined,
  more: { topic?: string; metadata?: object; buffers?: readonly Uint8Array[] } = {},
): Letter {
  const header: Header = {
    msg_id: randomUUID(),
    msg_type: type,
    session: parent?.header.session ?? "",
    username: parent?.header.username ?? "kernel",
    date: new Date().toISOString(),
    version: VERSION,
  };
  return {
    identity: more.topic === undefined ? (parent?.identity ?? []) : [more.topic],
    parts: [
      JSON.stringify(header),
      JSON.stringify(parent?.header ?? {}),
      JSON.stringify(more.metadata ?? {}),
      JSON.stringify(content),
    ],
    buffers: more.buffers ?? [],
  };
}

function sign(key: string, hash: string, parts: readonly (Buffer | string)[]): string {
  const hmac = createHmac(hash, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

const REMEMBERED = 65_536;

function remember(seen: Set<string>, signature: string): void {
  seen.add(signature);
  if (seen.size > REMEMBERED) seen.delete(seen.values().next().value!);
}
