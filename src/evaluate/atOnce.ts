import type { Limits } from "../games/callLimits.js";
import { askRows } from "./askRows.js";
import { runPool } from "./calls/pool.js";
import type { Run } from "./run.js";

/** Asks many calls at once, as many as the server bears; failed ones again. */
export async function atOnce(run: Run, limits: Limits): Promise<void> {
  const { missing, spending } = run;
  const { batch } = limits;
  const rowsOf = (job: number): Uint32Array => missing.subarray(job * batch, (job + 1) * batch);
  const each = run.expectedEach();
  await runPool({
    jobs: Math.ceil(missing.length / batch),
    limits,
    signal: run.signal,
    tokens: each && ((job) => rowsOf(job).length * (each.input + each.output)),
    admit: (job) => spending.admit(rowsOf(job).length, each),
    attempt: async (job, signal) => {
      const rows = rowsOf(job);
      spending.began(rows.length);
      try {
        await askRows(run, rows, signal);
      } finally {
        spending.ended(rows.length);
      }
    },
    done: () => run.told(),
    failed(job, fault) {
      for (const row of rowsOf(job)) run.failed(row, fault);
      run.told();
    },
    waiting: (ms) => run.waiting(ms),
  });
}
