import type { Limits } from "../games/callLimits.js";
import { askRows } from "./askRows.js";
import { runPool } from "./calls/pool.js";
import type { Run } from "./run.js";

/** Asks many calls at once, as many as the server bears; failed ones again. */
export async function atOnce(run: Run, limits: Limits): Promise<void> {
  const { missing, each } = run;
  const { batch } = limits;
  // What a first attempt answered is not asked again.
  const rowsOf = (job: number): Uint32Array =>
    missing.subarray(job * batch, (job + 1) * batch).filter((row) => !run.has(row));
  await runPool({
    jobs: Math.ceil(missing.length / batch),
    limits,
    signal: run.signal,
    tokens: each && ((job) => rowsOf(job).length * (each.input + each.output)),
    admit: (job) => run.admit(rowsOf(job).length),
    attempt: async (job, signal) => {
      const rows = rowsOf(job);
      if (rows.length > 0) await askRows(run, rows, signal);
    },
    done: () => run.told(),
    failed(job, fault) {
      for (const row of rowsOf(job)) run.failed(row, fault);
      run.told();
    },
    waiting: (ms) => run.waiting(ms),
  });
}
