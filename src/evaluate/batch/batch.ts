import { randomUUID } from "node:crypto";
import type { Masks } from "../../bits/masks.js";
import { integer, SpexlabError, shown } from "../../errors.js";
import { CallFault } from "../../games/fault.js";
import type { Game } from "../../games/game.js";
import { inputsFor } from "../../games/inputs.js";
import type { Evaluation } from "../evaluate.js";
import { Failures } from "../failures.js";
import { interruptible } from "../interrupt.js";
import { countsOf, type Spend, Spending, type Spent, sumOf } from "../spending.js";
import { checkAhead } from "./budget.js";
import { BatchServer, type Job } from "./job.js";
import { type Asked, askedOf } from "./source.js";
import { type BatchState, batchKey, clearState, readState, writeState } from "./state.js";

/** How a batch job is run. */
export interface BatchOptions {
  /** Where the job's name and the answers are kept: run again with the same folder to go on. */
  readonly folder: string;
  /** Milliseconds between questions whether it is done. Default 60,000. */
  readonly poll?: number;
  /** Stops the waiting; the job at the provider goes on. */
  readonly signal?: AbortSignal;
  /** Share of the masks that may stay without an answer; see `sx.explain`. */
  readonly allowFailed?: number;
  /**
   * The most that may be used, in calls, tokens or money, this plan's earlier jobs included. A job that would pass it by the model's own
   * estimate (replies as long as they may be) is not handed in. Money is counted with the model's `prices`: give those of batch jobs there.
   */
  readonly spend?: Spend;
  /** Told how far the job is. */
  readonly progress?: (job: {
    readonly status: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

const LARGEST = 50_000;
const ROUNDS = 5;
const NOTHING: Spent = { calls: 0, tokens: 0, money: 0 };

/**
 * The values of games that share their answers (or of one game) on distinct masks through the OpenAI Batch API: a file of requests is handed
 * in, asked after and read. The job outlives this process: the next call with the same folder finds it again. Requests that failed in passing
 * are handed in again, five times at most, and not after a job that answered nothing. `spent` is that of all jobs together.
 */
export async function evaluateByBatch(
  games: readonly Game[],
  masks: Masks,
  options: BatchOptions,
): Promise<Evaluation[]> {
  const { folder } = options;
  if (typeof folder !== "string" || folder === "") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`folder\`, where the job and its answers are kept, got ${shown(folder)}.`,
    );
  }
  const poll = integer("poll", options.poll ?? 60_000, 1, 2 ** 31 - 1);
  const asked = askedOf(games, folder);
  new Spending(options.spend, countsOf(asked.model));
  const run = new BatchRun(asked, masks, options, poll);
  const { signal, release } = interruptible(options.signal);
  try {
    return await run.start(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new SpexlabError(
      "INTERRUPTED",
      `Interrupted; the batch goes on at the server. Run again with the folder ${folder} to have its answers.`,
      { cause: signal.reason },
    );
  } finally {
    release();
  }
}

class BatchRun {
  readonly #asked: Asked;
  readonly #masks: Masks;
  readonly #options: BatchOptions;
  readonly #poll: number;
  readonly #server: BatchServer;
  readonly #key: string;
  readonly #faults = new Map<number, CallFault>();

  constructor(asked: Asked, masks: Masks, options: BatchOptions, poll: number) {
    this.#asked = asked;
    this.#masks = masks;
    this.#options = options;
    this.#poll = poll;
    this.#server = new BatchServer(asked.asker);
    this.#key = batchKey(asked.id, masks);
  }

  async start(signal: AbortSignal): Promise<Evaluation[]> {
    const began = performance.now();
    const recorded = this.#masks.length - this.#missing().length;
    const most = ROUNDS + Math.floor(Math.max(0, this.#masks.length - 1) / LARGEST);
    for (;;) {
      const state = this.#state();
      const missing = this.#missing().slice(0, LARGEST);
      if (missing.length === 0 || state.round > most) break;
      if (!(await this.#oneRound(missing, state, signal))) break;
    }
    const { spent } = this.#state();
    clearState(this.#options.folder);
    return this.#settled(recorded, spent, (performance.now() - began) / 1000);
  }

  /** Rows without an answer that may still get one. */
  #missing(): number[] {
    const { columns } = this.#asked;
    const values = this.#asked.known(this.#masks);
    return Array.from({ length: this.#masks.length }, (_, row) => row).filter(
      (row) => Number.isNaN(values[row * columns]) && this.#faults.get(row)?.kind !== "mask",
    );
  }

  #state(): BatchState {
    const { folder } = this.#options;
    const state = readState(folder) ?? { key: this.#key, round: 1, spent: NOTHING };
    if (state.key === this.#key) return state;
    throw new SpexlabError(
      "FOREIGN_BATCH",
      `The folder ${folder} holds a batch job of another game or plan. Use another folder, or delete its batch.json to give that job up.`,
    );
  }

  /** One job; false when it answered nothing. */
  async #oneRound(missing: number[], before: BatchState, signal: AbortSignal): Promise<boolean> {
    const { folder, progress } = this.#options;
    const total = this.#masks.length;
    const state = before.batch === undefined ? await this.#handedIn(missing, before, signal) : before;
    const job = await this.#server.ended(state.batch!, this.#poll, signal, ({ status, done }) =>
      progress?.({ status, done: Math.min(total, total - missing.length + done), total }),
    );
    if (job.output === undefined && job.errors === undefined) throw refused(job, folder);
    const answered: number[] = [];
    const values: number[] = [];
    let used = NOTHING;
    for (const [row, outcome] of await this.#server.outcomes(job, signal)) {
      if (!(row >= 0 && row < total)) continue;
      const { input = 0, output = 0, money = 0 } = outcome.usage ?? {};
      used = sumOf(used, { calls: 0, tokens: input + output, money });
      if ("fault" in outcome) {
        this.#faults.set(row, outcome.fault);
        continue;
      }
      this.#faults.delete(row);
      answered.push(row);
      values.push(...outcome.values);
    }
    if (answered.length > 0) await this.#asked.keep(this.#masks.select(answered), Float64Array.from(values));
    writeState(folder, { key: this.#key, round: state.round + 1, spent: sumOf(state.spent, used) });
    return answered.length > 0;
  }

  /** The state with the server's name of a new job, or of one that was handed in just before a crash. */
  async #handedIn(missing: number[], before: BatchState, signal: AbortSignal): Promise<BatchState> {
    const { folder, spend } = this.#options;
    const { asker, players, model } = this.#asked;
    const found = before.job === undefined ? undefined : await this.#server.find(before.job, signal);
    let name = before.job;
    let id = found?.id;
    if (id === undefined) {
      const inputs = await inputsFor(players, model)(this.#masks.select(missing));
      checkAhead(spend, before.spent, missing.length, asker.expected(inputs as readonly string[]));
      name = randomUUID();
      writeState(folder, { ...before, job: name });
      id = (await this.#server.submit(name, missing, inputs, signal)).id;
    }
    const spent = sumOf(before.spent, { ...NOTHING, calls: missing.length });
    const state = { ...before, job: name, batch: id, spent };
    writeState(folder, state);
    return state;
  }

  #settled(recorded: number, spent: Spent, seconds: number): Evaluation[] {
    const { columns, of, names } = this.#asked;
    const rows = this.#asked.known(this.#masks);
    const column = (at: number): Float64Array =>
      Float64Array.from({ length: this.#masks.length }, (_, row) => rows[row * columns + at]);
    const failures = new Failures(this.#masks, names, this.#options.allowFailed ?? 0);
    const answered = column(0).filter((value) => !Number.isNaN(value)).length;
    column(0).forEach((value, row) => {
      if (Number.isNaN(value)) failures.add(row, row, this.#faults.get(row) ?? unanswered(), answered);
    });
    return of.map((at) => ({
      values: column(at),
      failed: failures.list,
      recorded,
      answered: answered - recorded,
      spent,
      seconds,
    }));
  }
}

function refused(job: Job, folder: string): SpexlabError {
  clearState(folder);
  return new SpexlabError(
    "BATCH_FAILED",
    `The batch job ${job.id} ended as ${shown(job.status)} without an answer: ${job.trouble || "no reason given"}`,
  );
}

function unanswered(): CallFault {
  return new CallFault("mask", "BATCH_FAILED", "The batch jobs ended without an answer to it.");
}
