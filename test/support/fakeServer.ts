import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Random } from "../../src/bits/random.js";

/** What may go wrong with a call. */
export type Fault =
  | "busy"
  | "retryAfter"
  | "error"
  | "timeout"
  | "cut"
  | "cutMidway"
  | "slow"
  | "malformed"
  | "empty"
  | "noLogprobs"
  | "filter"
  | "badKey"
  | "noModel"
  | "tooLong"
  | "echoKey";

/** How the fake server behaves. */
export interface FakeOptions {
  /** ln p of " yes" for a prompt; " no" has the rest. */
  readonly answer: (prompt: string) => number;
  /** Share of calls that meet each fault. */
  readonly faults?: { readonly [fault in Fault]?: number };
  /** In place of the shares: what happens to the call with this number. */
  readonly plan?: (call: number, prompt: string) => Fault | undefined;
  readonly shape?: "content" | "legacy";
  readonly latency?: number;
  /** Calls worked on at once; the others wait their turn. */
  readonly slots?: number;
  readonly seed?: number;
  readonly retryAfter?: string;
  /** Where calls that meet no fault go: a real server. Default: answered here. */
  readonly upstream?: string;
}

/** A server in this process that speaks OpenAI's protocol and fails on command. */
export interface FakeServer {
  readonly url: string;
  /** Requests that came. */
  readonly calls: number;
  /** Most at once. */
  readonly most: number;
  /** Whole answers that were sent, by prompt. */
  readonly delivered: Map<string, number>;
  /** The last whole answer to each prompt, as it was sent. */
  readonly replies: Map<string, unknown>;
  readonly bodies: { readonly [name: string]: unknown }[];
  readonly keys: Set<string>;
  close(): Promise<void>;
}

/** The prompt of a request's body. */
export function promptOf(body: { readonly [name: string]: unknown }): string {
  if (typeof body.prompt === "string") return body.prompt;
  return JSON.stringify((body.messages as { content: unknown }[]).at(-1)!.content);
}

/** The reply of a model that says " yes" or " no". */
export function replyTo(body: { readonly [name: string]: unknown }, lp: number, shape: string): object {
  const chat = body.messages !== undefined;
  const both = [
    { token: " yes", logprob: lp },
    { token: " no", logprob: Math.log1p(-Math.exp(lp)) },
  ];
  const top = both.toSorted((a, b) => b.logprob - a.logprob);
  const logprobs =
    shape === "legacy" && !chat
      ? {
          tokens: [top[0].token],
          token_logprobs: [top[0].logprob],
          top_logprobs: [Object.fromEntries(top.map(({ token, logprob }) => [token, logprob]))],
          text_offset: [promptOf(body).length],
        }
      : { content: [{ ...top[0], top_logprobs: top }] };
  const text = top[0].token;
  return {
    id: "fake",
    object: chat ? "chat.completion" : "text_completion",
    choices: [
      {
        index: 0,
        finish_reason: "length",
        ...(chat ? { message: { role: "assistant", content: text } } : { text }),
        ...(body.logprobs ? { logprobs } : {}),
      },
    ],
    usage: { prompt_tokens: promptOf(body).length, completion_tokens: 1 },
  };
}

/** Starts one on a free port. */
export async function fakeServer(options: FakeOptions): Promise<FakeServer> {
  const { faults = {}, shape = "content", latency = 0, slots = Number.POSITIVE_INFINITY } = options;
  const random = new Random(options.seed ?? 1, "faults");
  const sockets = new Set<Socket>();
  const state = { calls: 0, most: 0 };
  const delivered = new Map<string, number>();
  const replies = new Map<string, unknown>();
  const bodies: { [name: string]: unknown }[] = [];
  const keys = new Set<string>();
  let now = 0;
  const waiting: (() => void)[] = [];
  const enter = async (): Promise<void> => {
    if (now >= slots) await new Promise<void>((resolve) => waiting.push(resolve));
    now++;
  };
  const leave = (): void => {
    now--;
    waiting.shift()?.();
  };
  const drawn = (): Fault | undefined => {
    let u = random.uniform();
    for (const [fault, share] of Object.entries(faults)) {
      if ((u -= share as number) < 0) return fault as Fault;
    }
    return undefined;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await textOf(request)) as { [name: string]: unknown };
    const key = request.headers.authorization ?? "";
    if (request.url === "/v1/embeddings") {
      const data = (body.input as string[]).map((text, index) => ({ index, embedding: [1, text.length, 0] }));
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ data: data.reverse() }));
      return;
    }
    const prompt = promptOf(body);
    keys.add(key);
    if (bodies.length < 100) bodies.push(body);
    const fault = options.plan ? options.plan(state.calls, prompt) : drawn();
    state.calls++;
    state.most = Math.max(state.most, now + waiting.length + 1);
    const send = (status: number, content: unknown, headers: { [name: string]: string } = {}): void => {
      response.writeHead(status, { "content-type": "application/json", "x-request-id": "req_1", ...headers });
      response.end(typeof content === "string" ? content : JSON.stringify(content));
    };
    const refuse = (
      status: number,
      message: string,
      code?: string,
      headers?: { [name: string]: string },
    ): void => send(status, { error: { message, type: "error", code: code ?? null } }, headers);
    if (fault === "busy") return refuse(503, "overloaded");
    if (fault === "retryAfter") {
      return refuse(429, "slow down", "rate_limit_exceeded", { "retry-after": options.retryAfter ?? "1" });
    }
    if (fault === "error") return refuse(500, "something broke");
    if (fault === "badKey") return refuse(401, `Incorrect API key provided: ${key}`);
    if (fault === "noModel") return refuse(404, "no such model");
    if (fault === "tooLong") {
      return refuse(400, "This model's maximum context length is 16 tokens", "context_length_exceeded");
    }
    if (fault === "filter") return refuse(400, "filtered", "content_filter");
    if (fault === "echoKey")
      return refuse(500, `while handling ${key} in ${JSON.stringify(request.headers)}`);
    if (fault === "timeout") return;
    if (fault === "cut") return void request.socket.destroy();
    await enter();
    try {
      await wait(fault === "slow" ? latency + 60 : latency);
      const reply = JSON.stringify(
        options.upstream
          ? await forward(options.upstream, request, body)
          : replyTo(
              fault === "noLogprobs" ? { ...body, logprobs: undefined } : body,
              options.answer(prompt),
              shape,
            ),
      );
      if (fault === "malformed") return send(200, reply.slice(0, reply.length / 2));
      if (fault === "empty") return send(200, { choices: [] });
      if (fault === "noLogprobs") return send(200, reply);
      if (fault === "cutMidway") {
        response.writeHead(200, { "content-type": "application/json", "content-length": reply.length });
        response.write(reply.slice(0, 40));
        await wait(2);
        return void request.socket.destroy();
      }
      if (!response.destroyed) {
        delivered.set(prompt, (delivered.get(prompt) ?? 0) + 1);
        replies.set(prompt, JSON.parse(reply));
      }
      send(200, reply);
    } finally {
      leave();
    }
  };

  const server: Server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    get calls() {
      return state.calls;
    },
    get most() {
      return state.most;
    },
    delivered,
    replies,
    bodies,
    keys,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function forward(upstream: string, request: IncomingMessage, body: object): Promise<unknown> {
  const response = await fetch(upstream + request.url!.replace(/^\/v1/, ""), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** The body of a request. */
export async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function wait(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
