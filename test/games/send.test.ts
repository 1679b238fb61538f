import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { game } from "../../src/games/game.js";
import { openai } from "../../src/games/openai/openai.js";
import { fromReply } from "../../src/games/openai/readouts.js";
import { jsonFetch } from "../../src/games/openai/send.js";
import { text } from "../../src/maskers/text.js";

const servers: Server[] = [];
const listen = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const KEY = "sk-canary-4be1c07a95d2";
const post = (body = "{}", signal?: AbortSignal): RequestInit => ({
  method: "POST",
  body,
  signal,
  headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
});
const ask = (baseURL: string): Promise<Float64Array> =>
  evaluate(
    game(
      text("yes").words(),
      openai({
        baseURL,
        model: "m",
        apiKey: KEY,
        readout: fromReply(() => 1, { id: "one" }),
        calls: { attempts: 2, backoff: [1, 2] },
      }),
    ),
    Masks.from(1, ["1"]),
  );

describe("requests to a model's server", () => {
  it("go over one kept connection, in whole and in order of their headers", async () => {
    const seen: [unknown, string | undefined, number | undefined][] = [];
    const url = await listen((request, response) => {
      let body = "";
      request.on("data", (part) => {
        body += part;
      });
      request.on("end", () => {
        seen.push([body, request.headers.authorization, request.socket.remotePort]);
        response.setHeader("x-request-id", "req_7").end('{"ä":1}');
      });
    });
    const send = jsonFetch();
    for (const body of ["ü", "b"]) {
      const reply = await send(url, post(body));
      expect([reply.status, reply.headers.get("x-request-id"), await reply.json()]).toEqual([
        200,
        "req_7",
        { ä: 1 },
      ]);
    }
    expect(seen.map(([body, key]) => [body, key])).toEqual([
      ["ü", `Bearer ${KEY}`],
      ["b", `Bearer ${KEY}`],
    ]);
    expect(seen[0][2]).toBe(seen[1][2]);
  });

  it("read what is compressed unasked", async () => {
    const url = await listen((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("identity");
      response.setHeader("content-encoding", "gzip").end(gzipSync('{"a":1}'));
    });
    expect(await (await jsonFetch()(url, post())).json()).toEqual({ a: 1 });
  });

  it("end with their signal, before and after they are sent", async () => {
    let closed: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const url = await listen((request) => {
      request.socket.on("close", () => closed?.());
      controller.abort(new Error("enough"));
    });
    const controller = new AbortController();
    await expect(jsonFetch()(url, post("{}", controller.signal))).rejects.toThrow("enough");
    await gone;
    await expect(jsonFetch()(url, post("{}", controller.signal))).rejects.toThrow("enough");
  });

  it("fail when the reply is cut, and when the other side speaks no TLS", async () => {
    const url = await listen((request, response) => {
      response.writeHead(200, { "content-length": 100 }).write("{");
      setTimeout(() => request.socket.destroy(), 5);
    });
    await expect(jsonFetch()(url, post())).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    await expect(ask(url.replace("http:", "https:"))).rejects.toMatchObject({ code: "CONNECTION" });
  });

  it("follow no redirect, so that the key stays where it belongs", async () => {
    const met: unknown[] = [];
    const other = await listen((request, response) => {
      met.push(request.headers);
      response.end("{}");
    });
    const url = await listen((request, response) => {
      const own = request.url?.startsWith("/own");
      response.writeHead(307, { location: own ? "/v1/chat/completions" : `${other}/v1` }).end();
    });
    const refused = ask(`${url}/v1`);
    await expect(refused).rejects.toMatchObject({ code: "REDIRECTED" });
    await expect(refused).rejects.toThrow(new RegExp(`sends on to ${other}/v1 \\(307\\).*as \`baseURL\``));
    await expect(ask(`${url}/own`)).rejects.toMatchObject({ code: "REDIRECTED" });
    expect(met).toEqual([]);
  });

  it("go through Node's own fetch where that was given a way, and when they are no text", async () => {
    const through = vi.fn(async () => new Response("{}"));
    vi.stubGlobal("fetch", through);
    const url = await listen((_, response) => response.end("{}"));
    await jsonFetch()(url, post());
    expect(through).toHaveBeenCalledTimes(0);
    await jsonFetch()(url, { method: "POST", body: new FormData() });
    expect(through).toHaveBeenCalledTimes(1);
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    await jsonFetch()(url, post());
    expect(through).toHaveBeenCalledTimes(2);
    vi.unstubAllEnvs();
    const dispatcher = Symbol.for("undici.globalDispatcher.1");
    const place = globalThis as { [key: symbol]: unknown };
    const usual = place[dispatcher];
    place[dispatcher] = new (class ProxyAgent {})();
    try {
      await jsonFetch()(url, post());
    } finally {
      place[dispatcher] = usual;
    }
    expect(through).toHaveBeenCalledTimes(3);
  });
});
