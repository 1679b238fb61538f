import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { jupyterVariables } from "../../src/setup/jupyter.mjs";
import { notebooks, pythonExe } from "../../src/setup/paths.mjs";

/** A message that came from the kernel. */
export interface Told {
  readonly channel: "shell" | "iopub" | "control" | "stdin";
  readonly type: string;
  /** Id of the request that it belongs to. */
  readonly parent: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a kernel sent; each test looks at what it is about
  readonly content: any;
}

/** What came of one request. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: see `Told`
  readonly reply: any;
  readonly messages: readonly Told[];
  readonly stdout: string;
  readonly stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: see `Told`
  readonly error: any;
  /** All displays of one MIME type, in order. */
  shown(mime: string): unknown[];
}

/** A kernel as jupyter_client drives it, message by message. */
export class ProtocolKernel {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-kernel-"));
  readonly #told: Told[] = [];
  readonly #listeners = new Set<() => void>();
  #ready = 0;
  #ended = false;
  #trouble = "";
  pid = 0;
  ports: number[] = [];

  private constructor(spec: object, cwd: string, env: NodeJS.ProcessEnv) {
    this.#child = spawn(pythonExe, [path.join(import.meta.dirname, "driveKernel.py")], {
      env: { ...jupyterVariables(), ...env },
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text) => {
      this.#trouble += text;
    });
    this.#child.on("close", () => {
      this.#ended = true;
      this.#changed();
    });
    let pieces: string[] = [];
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const [end, ...lines] = text.split("\n");
      pieces.push(end);
      for (const next of lines) {
        this.#take(JSON.parse(pieces.join("")));
        pieces = [next];
      }
    });
    this.#order({ spec, cwd, log: this.#logFile });
  }

  /** Starts a kernel and waits until it answers. */
  static async start(
    spec: object,
    { cwd = notebooks, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<ProtocolKernel> {
    const kernel = new ProtocolKernel(spec, cwd, env);
    await kernel.until(() => kernel.#ready === 1, "the kernel to be ready", 60_000);
    return kernel;
  }

  /** What the kernel wrote to its own log. */
  get log(): string {
    return readFileSync(this.#logFile, "utf8");
  }

  get told(): readonly Told[] {
    return this.#told;
  }

  /** Runs a cell to its end. */
  execute(code: string, more: object = {}, timeout?: number): Promise<Answer> {
    return this.answer(this.send("execute_request", { ...EXECUTE, code, ...more }), timeout);
  }

  /** Sends a request and waits for its reply and the kernel's rest. */
  request(type: string, content: object = {}, channel?: "shell" | "control"): Promise<Answer> {
    return this.answer(this.send(type, content, channel));
  }

  /** Sends a message; its id comes back. */
  send(type: string, content: object, channel: "shell" | "control" | "stdin" = "shell"): string {
    const id = randomUUID();
    this.#order({ do: "send", type, content, channel, id });
    return id;
  }

  start(code: string, more: object = {}): string {
    return this.send("execute_request", { ...EXECUTE, code, ...more });
  }

  async answer(id: string, timeout = 30_000): Promise<Answer> {
    const mine = (): Told[] => this.#told.filter(({ parent }) => parent === id);
    await this.until(
      () =>
        mine().some(({ type }) => type.endsWith("_reply")) &&
        mine().some(({ type, content }) => type === "status" && content.execution_state === "idle"),
      `the answer to ${id}`,
      timeout,
    );
    const messages = mine();
    const streamed = (name: string): string =>
      messages
        .map(({ type, content }) => (type === "stream" && content.name === name ? content.text : ""))
        .join("");
    return {
      messages,
      reply: messages.find(({ type }) => type.endsWith("_reply"))?.content,
      stdout: streamed("stdout"),
      stderr: streamed("stderr"),
      error: messages.find(({ type }) => type === "error")?.content,
      shown: (mime) =>
        messages.flatMap(({ content }) => (content.data && mime in content.data ? [content.data[mime]] : [])),
    };
  }

  interrupt(): void {
    this.#order({ do: "interrupt" });
  }

  forge(type: string, content: object): void {
    this.#order({ do: "forge", type, content });
  }

  /** The same signed message, several times. */
  repeat(type: string, content: object, times: number): void {
    this.#order({ do: "repeat", type, content, times });
  }

  async restart(): Promise<void> {
    const before = this.#ready;
    this.#order({ do: "restart" });
    await this.until(() => this.#ready > before, "the restarted kernel", 60_000);
  }

  /** Asks the kernel to end, as Jupyter does. */
  async shutdown(): Promise<void> {
    this.#order({ do: "shutdown" });
    await this.until(() => this.#ended, "the end of the kernel", 30_000);
  }

  /** Ends it, whatever it does. Call it in `afterAll`. */
  async stop(): Promise<void> {
    if (!this.#ended) {
      this.#child.stdin.end();
      await this.until(() => this.#ended, "the end of the driver", 30_000);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  until(holds: () => boolean, what: string, timeout = 30_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!holds() && !this.#ended) return;
        clearTimeout(timer);
        this.#listeners.delete(check);
        if (holds()) resolve();
        else reject(new Error(`The driver ended before ${what}:\n${this.#trouble}`));
      };
      const timer = setTimeout(() => {
        this.#listeners.delete(check);
        reject(new Error(`Waited ${timeout} ms for ${what}.\n${this.#trouble}\n${this.log.slice(-2000)}`));
      }, timeout);
      this.#listeners.add(check);
      check();
    });
  }

  get #logFile(): string {
    return path.join(this.#folder, "kernel.log");
  }

  #take(told: Told & { kind: string; pid: number; ports: number[] }): void {
    if (told.kind === "ready") {
      this.pid = told.pid;
      this.ports = told.ports;
      this.#ready++;
    } else if (told.kind === "message") this.#told.push(told);
    this.#changed();
  }

  #order(order: object): void {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const EXECUTE = {
  silent: false,
  store_history: true,
  user_expressions: {},
  allow_stdin: false,
  stop_on_error: true,
};
