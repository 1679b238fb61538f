import type { RunRow } from "../explain/run.js";
import type { Column } from "../results/table.js";

type Outcome = Pick<RunRow, "calls" | "r2" | "seconds" | "terms" | "error">;

/** The columns that every sweep shows of a run; the error only where there is one. */
export function runColumns<R extends Outcome>(rows: readonly R[]): Column<R>[] {
  const columns: Column<Outcome>[] = [
    { key: "calls" },
    { key: "r2", label: "R²", digits: 4 },
    { key: "seconds", digits: 3 },
    { key: "terms" },
  ];
  if (rows.some(({ error }) => error !== null)) columns.push({ key: "error", label: "why not" });
  return columns as Column<R>[];
}
