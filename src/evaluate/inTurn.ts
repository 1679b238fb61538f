import { askRows } from "./askRows.js";
import { fixedOr } from "./batchSize.js";
import type { Run } from "./run.js";

/** Asks batch after batch: large ones for a fast function, one mask at a time for a slow model. */
export async function inTurn(run: Run, batch: number | undefined): Promise<void> {
  const { missing } = run;
  let size = fixedOr(batch, run.game.model === undefined ? 16 : 1);
  for (let at = 0; at < missing.length; ) {
    await breath();
    run.throwIfAborted();
    const rows = missing.subarray(at, at + size.now);
    run.admit(rows.length);
    const before = run.functionMs;
    await askRows(run, rows, run.signal);
    at += rows.length;
    size = size.after(run.functionMs - before);
    run.told();
  }
}

/** Lets timers, signals and the kernel have their turn. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
