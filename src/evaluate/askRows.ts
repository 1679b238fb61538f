import { CallFault, faultOf } from "../games/fault.js";
import type { Run } from "./run.js";

/** Asks a batch; when one of its masks has no answer for good, each for itself, so that the others have theirs. */
export async function askRows(run: Run, rows: Uint32Array, signal: AbortSignal): Promise<void> {
  try {
    await run.ask(rows, signal);
  } catch (error) {
    if (!isMaskFault(error)) throw error;
    if (rows.length === 1) {
      run.failed(rows[0], faultOf(error) as CallFault);
      return;
    }
    for (let k = 0; k < rows.length; k++) {
      const row = rows.subarray(k, k + 1);
      if (run.has(row[0])) continue;
      run.spending.began(1);
      try {
        await run.ask(row, signal);
      } catch (single) {
        if (!isMaskFault(single)) throw single;
        run.failed(row[0], faultOf(single) as CallFault);
      } finally {
        run.spending.ended(1);
      }
    }
  }
}

function isMaskFault(error: unknown): boolean {
  const fault = faultOf(error);
  return fault instanceof CallFault && fault.kind === "mask";
}
