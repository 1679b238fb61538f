import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Channel, Connection } from "./connection.js";
import type { Guard } from "./guard.js";
import type { Incoming, Outgoing, PostmanData } from "./postbox.js";
import { letter, type Message } from "./wire.js";

/** What the kernel does with what comes in. */
interface Handlers {
  message(message: Message, channel: "shell" | "control"): void;
  interrupt(message: Message): void;
  terminated(): void;
  shutdown(): void;
}

/** The Node option without which ending a loop from outside would end the process. */
export const terminatingOption = "--no-force-async-hooks-checks";

/** The kernel's side of its sockets. */
export class Post {
  readonly version: string;
  #worker: Worker | undefined;
  /** The kernel's log (Jupyter's terminal), whatever becomes of stderr. */
  readonly #log = process.stderr.write.bind(process.stderr);

  constructor(
    private readonly connection: Connection,
    private readonly guard: Guard,
    private readonly tslab: string,
    private readonly handlers: Handlers,
  ) {
    const file = new URL("../../../package.json", import.meta.url);
    this.version = JSON.parse(readFileSync(file, "utf8")).version;
  }

  start(): void {
    const data: PostmanData = {
      connection: this.connection,
      shared: this.guard.shared,
      tslab: this.tslab,
      terminates: process.execArgv.includes(terminatingOption),
    };
    this.#worker = new Worker(new URL("./postman.js", import.meta.url), { workerData: data });
    this.#worker.on("message", (incoming: Incoming) => this.#take(incoming));
    this.#worker.on("error", (error) => {
      this.log(`its sockets failed: ${error.stack}`);
      process.exit(1);
    });
    this.#worker.on("exit", () => process.exit(0));
  }

  /** A message to all frontends. */
  publish(
    type: string,
    content: object,
    parent: Message | undefined,
    more: { metadata?: object; buffers?: readonly Uint8Array[] } = {},
  ): void {
    this.#send("iopub", letter(type, content, parent, { ...more, topic: type }));
  }

  status(execution_state: "starting" | "busy" | "idle", parent?: Message): void {
    this.publish("status", { execution_state }, parent);
  }

  /** Answers a request on the socket on which it came. */
  reply(channel: "shell" | "control", request: Message, content: object): void {
    const type = request.header.msg_type.replace(/_request$/, "_reply");
    this.#send(channel, letter(type, content, request));
  }

  /** Writes to the kernel's log. */
  log(text: string): void {
    this.#log(`[spexlab kernel] ${text}\n`);
  }

  /** Sends what is still to be sent, then ends the process. */
  close(): void {
    this.#worker?.postMessage({ kind: "close" } satisfies Outgoing);
  }

  #send(channel: Channel, sent: ReturnType<typeof letter>): void {
    this.#worker?.postMessage({ kind: "send", channel, letter: sent } satisfies Outgoing);
  }

  #take(incoming: Incoming): void {
    switch (incoming.kind) {
      case "ready":
        this.status("starting");
        break;
      case "log":
        this.log(incoming.text);
        break;
      case "interrupt":
        this.handlers.interrupt(incoming.message);
        break;
      case "ping":
        this.guard.heard();
        break;
      case "terminated":
        this.handlers.terminated();
        break;
      case "shutdown":
        this.handlers.shutdown();
        break;
      case "message":
        if (incoming.channel === "shell" || incoming.channel === "control") {
          this.handlers.message(incoming.message, incoming.channel);
        } else this.log(`a message on ${incoming.channel} was dropped: the kernel asks for no input`);
    }
  }
}
