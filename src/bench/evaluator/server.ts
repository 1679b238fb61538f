import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that answers every request after a fixed time, in the shape of a completion. */
export interface SlowServer {
  readonly url: string;
  close(): void;
}

/** Milliseconds before it answers, as a model's server may take. */
export const DELAY_MS = 200;

/** Listens on this machine only, on a free port; keeps connections open. */
export async function slowServer(delayMs: number = DELAY_MS): Promise<SlowServer> {
  const reply = JSON.stringify({
    id: "1",
    object: "text_completion",
    model: "instant",
    choices: [{ index: 0, text: "7", finish_reason: "stop", logprobs: null }],
    usage: { prompt_tokens: 4, completion_tokens: 1, total_tokens: 5 },
  });
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      setTimeout(() => {
        response.writeHead(200, { "content-type": "application/json", "content-length": reply.length });
        response.end(reply);
      }, delayMs);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
