import { readFileSync } from "node:fs";
import { SpexlabError, shown } from "../errors.js";

/** What Jupyter tells a kernel about itself: where to listen and the key that signs messages. */
export interface Connection {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly key: string;
  /** Node's name of the hash behind the signatures, e.g. `"sha256"`. */
  readonly hash: string;
  readonly ports: { readonly [channel in Channel]: number };
}

/** The five sockets of a kernel. */
export type Channel = "shell" | "control" | "stdin" | "iopub" | "hb";

export const channels: readonly Channel[] = ["shell", "control", "stdin", "iopub", "hb"];

/**
 * Reads Jupyter's connection file. Throws `BAD_CONNECTION` for what we do not serve: an address that other machines can
 * reach, or a connection without a key (anyone on this machine could then run code in the kernel).
 */
export function readConnection(file: string): Connection {
  const given = parsed(file);
  const transport = given.transport ?? "tcp";
  if (transport !== "tcp" && transport !== "ipc") throw bad(file, "transport", "tcp or ipc", transport);
  if (transport === "tcp" && !isLoopback(given.ip)) throw bad(file, "ip", "127.0.0.1", given.ip);
  if (typeof given.key !== "string" || given.key === "") throw bad(file, "key", "a text", given.key);
  const scheme = given.signature_scheme ?? "hmac-sha256";
  if (typeof scheme !== "string" || !scheme.startsWith("hmac-"))
    throw bad(file, "signature_scheme", "hmac-…", scheme);
  const ports = Object.fromEntries(
    channels.map((channel) => {
      const port = given[`${channel}_port`];
      if (typeof port !== "number") throw bad(file, `${channel}_port`, "a number", port);
      return [channel, port];
    }),
  ) as { [channel in Channel]: number };
  return { transport, ip: String(given.ip), key: given.key, hash: scheme.slice(5), ports };
}

/** Where a socket is bound. */
export function addressOf({ transport, ip, ports }: Connection, channel: Channel): string {
  return transport === "ipc" ? `ipc://${ip}-${ports[channel]}` : `tcp://${ip}:${ports[channel]}`;
}

function isLoopback(ip: unknown): boolean {
  return typeof ip === "string" && (/^127\.\d+\.\d+\.\d+$/.test(ip) || ip === "localhost" || ip === "::1");
}

function parsed(file: string): { [key: string]: unknown } {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value === "object" && value !== null) return value as { [key: string]: unknown };
  } catch (cause) {
    throw new SpexlabError("BAD_CONNECTION", `Could not read Jupyter's connection file ${shown(file)}.`, {
      cause,
    });
  }
  throw new SpexlabError("BAD_CONNECTION", `Expected a JSON object in ${shown(file)}.`);
}

function bad(file: string, name: string, wanted: string, got: unknown): SpexlabError {
  const value = name === "key" ? "none" : shown(got);
  return new SpexlabError(
    "BAD_CONNECTION",
    `Expected \`${name}\` in the connection file ${shown(file)} to be ${wanted}, got ${value}. Start the kernel from Jupyter with its usual settings.`,
  );
}
