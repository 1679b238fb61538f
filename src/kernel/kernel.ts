import { format } from "node:util";
import { offerHost } from "../host.js";
import { clearAsyncStack, offerEnd } from "./asyncStack.js";
import { Bridge } from "./bridge.js";
import { Comms } from "./comms.js";
import { loadTslab, type Tslab } from "./compiler/tslab.js";
import { ts } from "./compiler/typescript.js";
import type { Connection } from "./connection.js";
import { Executor, Interrupted } from "./executor.js";
import { Guard } from "./guard.js";
import { Post } from "./post.js";
import { Queue } from "./queue.js";
import { refuseStdin } from "./stdin.js";
import { Streams } from "./streams.js";
import { Traces } from "./trace.js";
import type { Message } from "./wire.js";

/** A display as tslab's modules send it. */
interface Display {
  readonly data: object;
  readonly metadata: object;
  readonly transient: { readonly display_id?: string };
}

/** A Jupyter kernel for TypeScript: what each message does. */
export class Kernel {
  readonly #guard = new Guard();
  readonly #tslab: Tslab = loadTslab();
  readonly #traces = new Traces();
  readonly #post: Post;
  readonly #streams: Streams;
  readonly #executor: Executor;
  readonly #comms: Comms;
  readonly #bridge: Bridge;
  readonly #queue = new Queue();
  #count = 0;
  /** The newest cell: what is written or shown belongs to it, even after its end. */
  #cell: Message | undefined;
  /** Has it an output? */
  #shown = false;

  constructor(connection: Connection) {
    this.#post = new Post(connection, this.#guard, this.#tslab.file, {
      message: (message, channel) => this.#handle(message, channel),
      interrupt: (message) => this.#during(message, () => this.interrupt()),
      terminated: () => this.#terminated(),
      shutdown: () => this.close(),
    });
    this.#streams = new Streams((name, text) => this.#output("stream", { name, text }, this.#cell));
    this.#comms = new Comms((type, content, { parent, ...more } = {}) => {
      this.#streams.flush();
      this.#post.publish(type, content, parent ?? this.#cell, more);
    });
    this.#bridge = new Bridge(this.#comms, (data) => this.#passing(data));
    this.#executor = new Executor(process.cwd(), this.#tslab, this.#traces, this.#guard, (value) =>
      this.#show(value),
    );
  }

  /** Takes the process over: its streams, its signals and its last words. */
  start(): void {
    this.#streams.install();
    refuseStdin();
    offerHost(this.#bridge);
    offerEnd();
    process.on("SIGINT", () => {
      this.#executor.interrupt();
      this.#bridge.interrupt();
    });
    process.on("SIGTERM", () => this.close());
    process.on("uncaughtException", (error) => {
      if (!this.#executor.fail(error)) this.#complain(error);
    });
    process.on("unhandledRejection", (reason) => this.#complain(reason));
    this.#post.start();
  }

  /** Interrupt: as in a terminal, so that whoever listens to SIGINT hears of it. */
  interrupt(): void {
    // What was ended by force is told later; its marks must be gone before this callback ends.
    clearAsyncStack();
    process.emit("SIGINT", "SIGINT");
  }

  close(): void {
    this.#streams.flush();
    this.#executor.close();
    this.#post.close();
  }

  #terminated(): void {
    clearAsyncStack();
    this.#executor.fail(new Interrupted());
  }

  #handle(message: Message, channel: "shell" | "control"): void {
    if (message.header.msg_type !== "execute_request") {
      this.#during(message, () => this.#answer(message, channel));
      return;
    }
    const aborted = (): void => this.#post.reply(channel, message, { status: "aborted" });
    this.#queue.add(
      message,
      () => this.#execute(message),
      () => this.#during(message, aborted),
    );
  }

  /** Answers what is not a cell. */
  #answer(message: Message, channel: "shell" | "control"): void {
    const { content, header } = message;
    const reply = (body: object): void => this.#post.reply(channel, message, { status: "ok", ...body });
    switch (header.msg_type) {
      case "kernel_info_request":
        reply(this.#info());
        break;
      case "is_complete_request":
        reply(this.#isComplete(String(content.code)));
        break;
      case "complete_request":
        reply(this.#complete(content));
        break;
      case "inspect_request":
        reply(this.#inspect(content));
        break;
      case "comm_info_request":
        reply({ comms: this.#comms.info(content.target_name) });
        break;
      case "history_request":
        reply({ history: [] });
        break;
      case "comm_open":
      case "comm_msg":
      case "comm_close":
        this.#comms.handle(message);
        break;
      default:
        this.#post.log(`unknown message ${JSON.stringify(header.msg_type)} on ${channel}`);
    }
  }

  /** Work that is done at once, between the two status messages. */
  #during(message: Message, work: () => void): void {
    this.#post.status("busy", message);
    try {
      work();
    } catch (error) {
      this.#post.log(format(error));
      this.#post.reply("shell", message, {
        status: "error",
        ...this.#traces.failure(error, this.#count, ""),
      });
    } finally {
      this.#post.status("idle", message);
    }
  }

  /** Runs a cell; resolves with when it failed, if the cells that wait behind it shall not run. */
  async #execute(message: Message): Promise<number | undefined> {
    const { code, silent, stop_on_error: stopOnError } = message.content;
    const source = String(code);
    const count = silent === true ? this.#count : ++this.#count;
    this.#cell = message;
    this.#shown = false;
    this.#post.status("busy", message);
    if (silent !== true) {
      this.#post.publish("execute_input", { code: source, execution_count: count }, message);
    }
    this.#tslab.jupyter.lastWriteDisplayData = (display: Display, update: boolean): void => {
      this.#streams.flush();
      this.#output(update ? "update_display_data" : "display_data", display, message);
    };
    let body: object = { status: "ok", payload: [], user_expressions: {} };
    let failed: number | undefined;
    try {
      await this.#executor.execute(source, count);
    } catch (error) {
      failed = Date.now();
      const failure = this.#traces.failure(error, count, source);
      this.#streams.flush();
      this.#post.publish("error", failure, message);
      body = { status: "error", ...failure };
    }
    this.#streams.flush();
    this.#post.reply("shell", message, { ...body, execution_count: count });
    this.#post.status("idle", message);
    return stopOnError === false ? undefined : failed;
  }

  /** The last expression of a cell: an object that can show itself does so, anything else is printed. */
  #show(value: unknown): void {
    const own = (value as { [key: symbol]: unknown })[Symbol.for("Jupyter.display")];
    if (typeof own !== "function") {
      console.log(value);
      return;
    }
    const data = own.call(value) as object;
    this.#streams.flush();
    this.#output("display_data", { data, metadata: {}, transient: {} }, this.#cell);
  }

  #output(type: string, content: object, cell: Message | undefined): void {
    if (cell === this.#cell) this.#shown = true;
    this.#post.publish(type, content, cell);
  }

  /** Shows what goes again: it is the cell's only output then, or stays. */
  #passing(data: object): (() => void) | undefined {
    this.#streams.flush();
    const cell = this.#cell;
    if (this.#shown) return undefined;
    this.#post.publish("display_data", { data, metadata: {}, transient: {} }, cell);
    return () => {
      this.#streams.flush();
      if (cell === this.#cell && !this.#shown) this.#post.publish("clear_output", { wait: false }, cell);
    };
  }

  #complain(error: unknown): void {
    const { traceback } = this.#traces.failure(error, this.#count, "");
    process.stderr.write(`${traceback.join("\n")}\n`);
  }

  #info(): object {
    return {
      protocol_version: "5.3",
      implementation: "spexlab",
      implementation_version: this.#post.version,
      banner: `TypeScript ${ts.version} (spexlab)`,
      language_info: {
        name: "typescript",
        version: ts.version,
        mimetype: "text/typescript",
        file_extension: ".ts",
        codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
      },
      help_links: [],
    };
  }

  #isComplete(code: string): object {
    const { completed, indent } = this.#tslab.converter.isCompleteCode(code);
    return completed ? { status: "complete" } : { status: "incomplete", indent: indent ?? "" };
  }

  #complete({ code, cursor_pos: position }: Message["content"]): object {
    const { start, end, candidates } = this.#executor.complete(String(code), units(code, position));
    return {
      matches: candidates,
      cursor_start: points(code, start),
      cursor_end: points(code, end),
      metadata: {},
    };
  }

  #inspect({ code, cursor_pos: position }: Message["content"]): object {
    const text = this.#executor.inspect(String(code), units(code, position));
    return {
      found: text !== undefined,
      data: text === undefined ? {} : { "text/plain": text },
      metadata: {},
    };
  }
}

/** Jupyter counts code points, JavaScript UTF-16 units. */
function units(code: string, position: number): number {
  let at = 0;
  for (let k = 0; k < position && at < code.length; k++) at += code.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}

function points(code: string, at: number): number {
  let count = 0;
  for (let k = 0; k < at; count++) k += code.codePointAt(k)! > 0xffff ? 2 : 1;
  return count;
}
