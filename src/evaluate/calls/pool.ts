import type { SpexlabError } from "../../errors.js";
import type { Limits } from "../../games/callLimits.js";
import { CallFault, faultOf } from "../../games/fault.js";
import { backoff } from "./backoff.js";
import { Pace } from "./pace.js";
import { Window } from "./window.js";

/** What a pool runs. Jobs are numbered from 0. */
export interface PoolWork {
  readonly jobs: number;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  /** One attempt at a job. It should heed its signal, and need not. */
  attempt(job: number, signal: AbortSignal): Promise<void>;
  /** Expected tokens of a job, for the pace. */
  tokens?(job: number): number;
  /** Throws to stop the pool before a job is begun: the budget is spent. Jobs under way are awaited first. */
  admit?(job: number): void;
  /** A job ended well. What it throws stops the pool. */
  done(job: number): void;
  /** A job failed for good. What it throws stops the pool. */
  failed(job: number, fault: CallFault): void;
  /** The server asked everybody to wait so many milliseconds. */
  waiting?(ms: number): void;
}

/**
 * Runs every job, many at once: as many as the server bears, within the limits' pace, failed attempts again after a wait.
 * Resolves when each job has ended; rejects with the first fatal fault, with what a callback threw, or with the signal's
 * reason as soon as it aborts. Jobs under way then get an aborted signal, and none is begun.
 */
export function runPool(work: PoolWork): Promise<void> {
  return new Promise((resolve, reject) => new Pool(work, resolve, reject).start());
}

interface Again {
  readonly job: number;
  readonly due: number;
}

class Pool {
  readonly #work: PoolWork;
  readonly #resolve: () => void;
  readonly #reject: (reason: unknown) => void;
  readonly #window: Window;
  readonly #requests: Pace;
  readonly #tokens: Pace;
  readonly #failures = new Map<number, number>();
  readonly #active = new Map<number, AbortController>();
  #again: Again[] = [];
  #next = 0;
  #pausedUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  /** Why nothing is begun any more; thrown when the jobs under way have ended. */
  #closing: { readonly reason: unknown } | undefined;

  constructor(work: PoolWork, resolve: () => void, reject: (reason: unknown) => void) {
    this.#work = work;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#window = new Window(work.limits.concurrent);
    this.#requests = new Pace(work.limits.requestsPerMinute);
    this.#tokens = new Pace(work.limits.tokensPerMinute);
  }

  start(): void {
    const { signal } = this.#work;
    if (signal.aborted) {
      this.#reject(signal.reason);
      return;
    }
    signal.addEventListener("abort", this.#onAbort, { once: true });
    this.#pump();
  }

  readonly #onAbort = (): void => this.#stop(this.#work.signal.reason);

  #stop(reason: unknown): void {
    if (this.#ended) return;
    this.#finish();
    for (const controller of this.#active.values()) controller.abort(reason);
    this.#reject(reason);
  }

  #finish(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#work.signal.removeEventListener("abort", this.#onAbort);
  }

  /** Begins what may begin now, and sets the clock for what may begin later. */
  readonly #pump = (): void => {
    if (this.#ended) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { jobs } = this.#work;
    while (this.#active.size < this.#window.limit && this.#closing === undefined) {
      const now = performance.now();
      const retry = this.#dueJob(now);
      // Nothing new while as many jobs as fit are waiting for another attempt: the server is down.
      if (retry === undefined && (this.#next >= jobs || this.#again.length >= this.#window.limit)) break;
      const wait = Math.max(this.#pausedUntil - now, this.#requests.wait(now), this.#tokens.wait(now));
      if (wait > 0) {
        this.#wake(wait);
        return;
      }
      const job = retry ?? this.#next;
      try {
        this.#work.admit?.(job);
      } catch (reason) {
        this.#closing = { reason };
        break;
      }
      if (retry === undefined) this.#next++;
      else this.#again = this.#again.filter((entry) => entry.job !== retry);
      this.#requests.take(1, now);
      if (this.#work.tokens) this.#tokens.take(this.#work.tokens(job), now);
      this.#begin(job);
      if (this.#ended) return;
    }
    if (this.#active.size > 0) {
      if (this.#again.length > 0 && this.#active.size < this.#window.limit) this.#wakeForRetry();
      return;
    }
    if (this.#closing !== undefined) {
      this.#stop(this.#closing.reason);
      return;
    }
    if (this.#again.length > 0) {
      this.#wakeForRetry();
      return;
    }
    this.#finish();
    this.#resolve();
  };

  #dueJob(now: number): number | undefined {
    if (this.#again.length === 0) return undefined;
    return this.#again.find(({ due }) => due <= now)?.job;
  }

  #wakeForRetry(): void {
    const due = Math.min(...this.#again.map((entry) => entry.due));
    this.#wake(Math.max(due, this.#pausedUntil) - performance.now());
  }

  #wake(ms: number): void {
    this.#timer = setTimeout(this.#pump, Math.min(Math.max(1, Math.ceil(ms)), 2 ** 31 - 1));
  }

  #begin(job: number): void {
    const controller = new AbortController();
    const { timeout } = this.#work.limits;
    this.#active.set(job, controller);
    const lost = setTimeout(() => {
      const fault = new CallFault("busy", "CALL_TIMEOUT", `No answer within ${timeout} ms.`);
      settle(fault);
      controller.abort(fault);
    }, timeout);
    let open = true;
    const settle = (error?: unknown): void => {
      if (!open) return;
      open = false;
      clearTimeout(lost);
      const full = this.#active.size >= this.#window.limit;
      this.#active.delete(job);
      if (this.#ended) return;
      try {
        if (error === undefined) this.#succeeded(job, full);
        else this.#fell(job, faultOf(error));
      } catch (reason) {
        this.#stop(reason);
        return;
      }
      this.#pump();
    };
    controller.signal.addEventListener("abort", () => settle(controller.signal.reason), { once: true });
    let answer: Promise<void>;
    try {
      answer = this.#work.attempt(job, controller.signal);
    } catch (error) {
      answer = Promise.reject(error);
    }
    answer.then(
      () => settle(),
      (error: unknown) => settle(error ?? new Error("no reason given")),
    );
  }

  #succeeded(job: number, full: boolean): void {
    this.#window.answered(full, performance.now());
    this.#failures.delete(job);
    this.#work.done(job);
  }

  #fell(job: number, fault: CallFault | SpexlabError): void {
    if (fault.code === "BUDGET_SPENT") {
      // Those under way are paid for: they are awaited.
      this.#closing ??= { reason: fault };
      return;
    }
    if (!(fault instanceof CallFault) || fault.kind === "fatal") throw fault;
    if (fault.kind === "mask") {
      this.#work.failed(job, fault);
      return;
    }
    const now = performance.now();
    const { attempts, backoff: waits } = this.#work.limits;
    if (fault.kind === "busy") this.#window.overloaded(now);
    if (fault.afterMs !== undefined && fault.afterMs > 0) {
      this.#pausedUntil = Math.max(this.#pausedUntil, now + fault.afterMs);
      this.#again.push({ job, due: now + fault.afterMs });
      this.#work.waiting?.(this.#pausedUntil - now);
      return;
    }
    const failures = (this.#failures.get(job) ?? 0) + 1;
    if (failures >= attempts) {
      this.#work.failed(job, fault);
      return;
    }
    this.#failures.set(job, failures);
    this.#again.push({ job, due: now + backoff(failures, waits) });
  }
}
