import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { textOf } from "./fakeServer.js";

/** What requests hold. */
export interface Body {
  readonly model: string;
  readonly prompt: string;
  readonly messages: readonly { readonly role: string; readonly content: string | readonly Piece[] }[];
  readonly input: readonly string[];
  readonly max_tokens: number;
  readonly logprobs?: number | boolean;
  readonly top_logprobs?: number;
  readonly echo?: boolean;
}

/** A piece of a message. */
export type Piece =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string } };

/** A request as it came. */
export interface Request {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body, parsed. */
  readonly body: Body;
}

/** What is sent back: an object as JSON with status 200, or all of it. */
export type Answer = object | { readonly status: number; readonly type?: string; readonly text: string };

/** A server in this process that answers as it is told. */
export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly Request[];
  close(): Promise<void>;
}

const open: ScriptedServer[] = [];

/** Starts one on a free port. */
export async function scripted(
  answer: (request: Request) => Answer | Promise<Answer>,
): Promise<ScriptedServer> {
  const requests: Request[] = [];
  const server = createServer(async (incoming, response) => {
    const request = {
      path: incoming.url!,
      headers: incoming.headers,
      body: JSON.parse((await textOf(incoming)) || "{}"),
    };
    requests.push(request);
    try {
      const said = (await answer(request)) as { status?: number; type?: string; text?: string };
      const whole = typeof said.status === "number";
      response.writeHead(whole ? said.status! : 200, { "content-type": said.type ?? "application/json" });
      response.end(whole ? said.text : JSON.stringify(said));
    } catch (error) {
      response.writeHead(599, { "content-type": "text/plain" });
      response.end(String((error as Error).stack));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const made = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  open.push(made);
  return made;
}

/** Ends all that were started: for `afterEach`. */
export async function closeScripted(): Promise<void> {
  await Promise.all(open.splice(0).map((server) => server.close()));
}
