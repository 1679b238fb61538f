import type { Masks } from "../bits/masks.js";
import { SpexlabError } from "../errors.js";
import type { CallFault } from "../games/fault.js";
import type { Game } from "../games/game.js";
import type { Usage } from "../types.js";
import { Failures } from "./failures.js";
import type { Progress } from "./progress.js";
import type { Spending } from "./spending.js";

/** One evaluation under way: distinct masks, their values so far, and who is told. */
export class Run {
  readonly values: Float64Array;
  /** Distinct rows without a kept answer. */
  readonly missing: Uint32Array;
  readonly failures: Failures;
  /** Answers that came in this run. */
  answered = 0;
  /** Milliseconds in the value function; keeping the answers is not counted. */
  functionMs = 0;
  readonly #recorded: number;
  readonly #settled: Uint8Array;
  readonly #began = performance.now();
  #waitUntil = 0;
  #each: Usage | undefined;
  #estimated = false;
  /** Called with the state after each answer. */
  listener: ((progress: Progress) => void) | undefined;

  constructor(
    readonly game: Game,
    readonly distinct: Masks,
    readonly firstOf: Uint32Array | undefined,
    readonly signal: AbortSignal,
    readonly spending: Spending,
    allowFailed: number,
  ) {
    this.values = game.known(distinct);
    this.missing = Uint32Array.from(this.values.keys()).filter((row) => Number.isNaN(this.values[row]));
    this.#recorded = distinct.length - this.missing.length;
    this.#settled = new Uint8Array(distinct.length);
    this.failures = new Failures(distinct, game.names, allowFailed);
  }

  readonly #took = (ms: number): void => {
    this.functionMs += ms;
  };

  /** Asks for these distinct rows and keeps their values; rejects as soon as the signal aborts, even if no answer ever comes. */
  async ask(rows: Uint32Array, signal: AbortSignal): Promise<void> {
    const { firstOf } = this;
    const answers = await orAborted(
      this.game.evaluate(this.distinct.select(rows), {
        signal,
        rows: firstOf === undefined ? rows : Array.from(rows, (row) => firstOf[row]),
        spent: this.spending.report,
        took: this.#took,
      }),
      signal,
      () => (signal === this.signal ? this.interrupted() : signal.reason),
    );
    rows.forEach((row, k) => {
      if (this.#settled[row] === 1) return;
      this.#settled[row] = 1;
      this.values[row] = answers[k];
      this.answered++;
    });
  }

  /** Has this row an answer, or failed for good? */
  has(row: number): boolean {
    return this.#settled[row] === 1 || !Number.isNaN(this.values[row]);
  }

  failed(row: number, fault: CallFault): void {
    if (this.has(row)) return;
    this.#settled[row] = 1;
    this.failures.add(row, this.firstOf?.[row] ?? row, fault, this.answered + this.#recorded);
  }

  /** Throws `BUDGET_SPENT` when so many masks more would pass a limit. */
  admit(masks: number): void {
    this.spending.admit(masks, this.each);
  }

  /** What one mask uses by the model's own estimate, before the first reply. */
  get each(): Usage | undefined {
    if (!this.#estimated) this.#each = this.#expectedEach();
    this.#estimated = true;
    return this.#each;
  }

  #expectedEach(): Usage | undefined {
    if (this.missing.length === 0 || this.game.model?.expected === undefined) return undefined;
    const { usage, calls } = this.game.cost(this.distinct.select(this.missing.subarray(0, 64)));
    if (usage === undefined || calls === 0) return undefined;
    return {
      input: usage.input / calls,
      output: usage.output / calls,
      ...(usage.money === undefined ? {} : { money: usage.money / calls }),
    };
  }

  /** Seconds since the run began. */
  seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  told(): void {
    this.listener?.(this.state());
  }

  waiting(ms: number): void {
    this.#waitUntil = performance.now() + ms;
    this.told();
  }

  state(): Progress {
    const { answered, missing, spending } = this;
    const now = performance.now();
    const rate = answered === 0 ? 0 : answered / Math.max(1e-6, this.seconds());
    const failed = this.failures.list.length;
    const left = missing.length - answered - failed;
    const wait = this.#waitUntil - now;
    const { tokens, money } = spending.spent;
    return {
      done: this.#recorded + answered,
      total: this.distinct.length,
      recorded: this.#recorded,
      rate,
      secondsLeft: left === 0 ? 0 : rate > 0 ? left / rate : undefined,
      ...(failed > 0 ? { failed } : {}),
      ...(wait > 0 ? { waiting: wait / 1000 } : {}),
      ...(tokens > 0 ? { tokens } : {}),
      ...(money > 0 ? { money } : {}),
    };
  }

  throwIfAborted(): void {
    if (this.signal.aborted) throw this.interrupted();
  }

  interrupted(): SpexlabError {
    const { done, total } = this.state();
    return new SpexlabError(
      "INTERRUPTED",
      `Interrupted with ${done} of ${total} answers in hand. ${this.whatIsKept()}`,
      { cause: this.signal.reason },
    );
  }

  whatIsKept(): string {
    const { kept } = this.game;
    return kept === undefined
      ? "They are lost: game.cache(path) or game.record(path) keeps answers, so that a second run goes on where the first stopped."
      : `What is new is kept in ${kept}: run again to go on.`;
  }
}

/** The answer, or `stopped` as soon as the signal aborts. */
function orAborted<T>(answer: Promise<T>, signal: AbortSignal, stopped: () => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(stopped());
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    answer
      .then(resolve, (error: unknown) => reject(signal.aborted ? stopped() : error))
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
