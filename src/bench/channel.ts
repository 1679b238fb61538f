import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Worker } from "./run.js";

/** Nothing of a worker may use a second core. */
const SINGLE_THREADED = {
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  VECLIB_MAXIMUM_THREADS: "1",
  NUMBA_NUM_THREADS: "1",
  LOKY_MAX_CPU_COUNT: "1",
  MPLBACKEND: "Agg",
  PYTHONNOUSERSITE: "1",
  PYTHONDONTWRITEBYTECODE: "1",
};

/** The worker did not answer in time and was ended. */
export class OutOfTime extends Error {}
/** The worker said why it could not. */
export class Refusal extends Error {}

/** A worker process that answers one request at a time; started on the first one, and again after it had to be ended. */
export class Channel implements Worker {
  readonly #command: readonly string[];
  readonly #log: string;
  #child: ChildProcess | undefined;
  #answer: ((line: string) => void) | undefined;
  #lost: ((why: string) => void) | undefined;
  #id = 0;
  /** How often the process was started. */
  starts = 0;

  constructor(command: readonly string[], log: string) {
    this.#command = command;
    this.#log = log;
  }

  /** Rejects with `OutOfTime` after so many seconds, with `Refusal` when the worker answers that it cannot. */
  async request<T>(request: object, seconds: number): Promise<T> {
    const child = this.#child ?? this.#start();
    const id = ++this.#id;
    let timer: NodeJS.Timeout | undefined;
    try {
      const line = await new Promise<string>((resolve, reject) => {
        this.#answer = resolve;
        this.#lost = (why) => reject(new Refusal(why));
        timer = setTimeout(() => {
          this.close();
          reject(new OutOfTime(`no answer after ${Math.round(seconds)} s`));
        }, seconds * 1000);
        child.stdin!.write(`${JSON.stringify({ id, ...request })}\n`);
      });
      // Python's JSON writes NaN as such.
      const answer = JSON.parse(line.replace(/\bNaN\b/g, "null")) as { error?: string };
      if (answer.error !== undefined) throw new Refusal(answer.error);
      return answer as T;
    } finally {
      clearTimeout(timer);
      this.#answer = this.#lost = undefined;
    }
  }

  async ready(): Promise<void> {
    if (this.#child === undefined) await this.request({ op: "hello" }, 300);
  }

  close(): void {
    this.#lost = undefined;
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const [program, ...args] = this.#command;
    const child = spawn(program, args, {
      env: { ...process.env, ...SINGLE_THREADED },
      stdio: ["pipe", "pipe", openSync(this.#log, this.starts === 0 ? "w" : "a")],
    });
    const lost = (why: string): void => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#lost?.(why);
    };
    child.on("error", (error) => lost(`does not start: ${error.message}`));
    child.on("exit", (code, signal) => lost(`ended with ${signal ?? `exit code ${code}`}`));
    child.stdin!.on("error", () => {});
    createInterface({ input: child.stdout! }).on("line", (line) => this.#answer?.(line));
    this.#child = child;
    this.starts++;
    return child;
  }
}
