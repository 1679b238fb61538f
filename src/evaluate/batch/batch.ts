import { join } from "node:path";
import type { Masks } from "../../bits/masks.js";
import { integer, SpexlabError, shown } from "../../errors.js";
import { CallFault } from "../../games/fault.js";
import type { Game } from "../../games/game.js";
import { inputsFor } from "../../games/inputs.js";
import { type Asker, askerOf } from "../../games/openai/asker.js";
import type { Evaluation } from "../evaluate.js";
import { Failures } from "../failures.js";
import { interruptible } from "../interrupt.js";
import { BatchServer, type Job } from "./job.js";
import { batchKey, clearState, readState, writeState } from "./state.js";

/** How a batch job is run. */
export interface BatchOptions {
  /** Where the job's name and the answers are kept: run again with the same folder to go on. */
  readonly folder: string;
  /** Milliseconds between questions whether it is done. Default 60,000. */
  readonly poll?: number;
  readonly signal?: AbortSignal;
  readonly allowFailed?: number;
  /** Told how far the job is. */
  readonly progress?: (job: {
    readonly status: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

const LARGEST = 50_000;
const ROUNDS = 5;

/**
 * The game's values on distinct masks through the OpenAI Batch API: a file of requests is handed in, asked after and read. The job outlives
 * this process: the next call with the same folder finds it again. Requests that failed in passing are handed in again, five times at most.
 */
export async function evaluateByBatch(game: Game, masks: Masks, options: BatchOptions): Promise<Evaluation> {
  const { folder } = options;
  if (typeof folder !== "string" || folder === "") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`folder\`, where the job and its answers are kept, got ${shown(folder)}.`,
    );
  }
  const poll = integer("poll", options.poll ?? 60_000, 1, 2 ** 31 - 1);
  const asker = checkedAsker(game);
  const kept = game.kept === undefined ? game.cache(join(folder, "answers")) : game;
  const server = new BatchServer(asker);
  const began = performance.now();
  const recorded = kept.known(masks).filter((value) => !Number.isNaN(value)).length;
  const { signal, release } = interruptible(options.signal);
  try {
    return await rounds();
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

  async function rounds(): Promise<Evaluation> {
    const faults = new Map<number, CallFault>();
    for (let round = readState(folder)?.round ?? 1; ; round++) {
      const values = kept.known(masks);
      const missing = [...values.keys()].filter(
        (row) => Number.isNaN(values[row]) && faults.get(row)?.kind !== "mask",
      );
      if (missing.length === 0 || round > ROUNDS) return settled(values, faults);
      await oneRound(missing.slice(0, LARGEST), round, faults);
    }
  }

  async function oneRound(missing: number[], round: number, faults: Map<number, CallFault>): Promise<void> {
    const state = readState(folder);
    const key = batchKey(game.id!, masks, round);
    if (state !== undefined && state.key !== key) {
      throw new SpexlabError(
        "FOREIGN_BATCH",
        `The folder ${folder} holds a batch job of another game or plan. Use another folder, or delete its batch.json to give that job up.`,
      );
    }
    let id = state?.batch;
    if (id === undefined) {
      const inputs = await inputsFor(game.players, game.model!)(masks.select(missing));
      id = (await server.submit(key, missing, inputs, signal)).id;
      writeState(folder, { key, batch: id, round });
    }
    const job = await server.ended(id, poll, signal, ({ status, done }) =>
      options.progress?.({ status, done: masks.length - missing.length + done, total: masks.length }),
    );
    if (job.output === undefined && job.errors === undefined) throw refused(job, folder);
    const answered: number[] = [];
    const values: number[] = [];
    for (const [row, outcome] of await server.outcomes(job, signal)) {
      if (!(row >= 0 && row < masks.length)) continue;
      if ("fault" in outcome) {
        faults.set(row, outcome.fault);
        continue;
      }
      faults.delete(row);
      answered.push(row);
      values.push(outcome.value);
    }
    await kept.keep(masks.select(answered), Float64Array.from(values));
    clearState(folder);
  }

  function settled(values: Float64Array, faults: Map<number, CallFault>): Evaluation {
    const failures = new Failures(masks, game.names, options.allowFailed ?? 0);
    const answered = values.filter((value) => !Number.isNaN(value)).length;
    values.forEach((value, row) => {
      if (Number.isNaN(value)) failures.add(row, row, faults.get(row) ?? unanswered(), answered);
    });
    return {
      values,
      failed: failures.list,
      recorded,
      answered: answered - recorded,
      spent: { calls: answered - recorded + failures.list.length, tokens: 0, money: 0 },
      seconds: (performance.now() - began) / 1000,
    };
  }
}

function checkedAsker(game: Game): Asker {
  const asker = game.model && askerOf(game.model);
  if (asker === undefined || asker.readouts.some(({ given, similar }) => given ?? similar)) {
    throw new SpexlabError(
      "BAD_VALUE_FUNCTION",
      "A batch job needs a game of sx.openai(…) with one readout that one request answers, such as sx.choice or sx.fromReply.",
    );
  }
  return asker;
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
