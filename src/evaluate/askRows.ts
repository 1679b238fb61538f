import { CallFault, faultOf } from "../games/fault.js";
import type { Run } from "./run.js";

/** Asks a batch (admitted before); when one of its masks has no answer for good, each for itself, so that the others have theirs. */
export async function askRows(run: Run, rows: Uint32Array, signal: AbortSignal): Promise<void> {
  try {
    await sent(run, rows, signal);
  } catch (error) {
    if (!isMaskFault(error)) throw error;
    if (rows.length === 1) {
      run.failed(rows[0], faultOf(error) as CallFault);
      return;
    }
    for (let k = 0; k < rows.length; k++) {
      const row = rows.subarray(k, k + 1);
      if (run.has(row[0])) continue;
      run.admit(1);
      try {
        await sent(run, row, signal);
      } catch (single) {
        if (!isMaskFault(single)) throw single;
        run.failed(row[0], faultOf(single) as CallFault);
      }
    }
  }
}

async function sent(run: Run, rows: Uint32Array, signal: AbortSignal): Promise<void> {
  run.spending.began(rows.length);
  try {
    await run.ask(rows, signal);
    run.spending.answered(rows.length);
  } finally {
    run.spending.ended(rows.length);
  }
}

function isMaskFault(error: unknown): boolean {
  const fault = faultOf(error);
  return fault instanceof CallFault && fault.kind === "mask";
}
