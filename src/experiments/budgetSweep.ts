import { budgetSvg } from "../../widgets/plot/sweeps.js";
import { runsSpec } from "../../widgets/vega/runs.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { AskedOnce } from "../evaluate/askedOnce.js";
import type { EvaluateOptions } from "../evaluate/evaluate.js";
import { checkGame, methodsFrom } from "../explain/compare.js";
import type { Method } from "../explain/method.js";
import type { MethodName } from "../explain/methods.js";
import { askTest, judged, type Run, type RunRow, runMethod } from "../explain/run.js";
import type { Game } from "../games/game.js";
import { Table } from "../results/table.js";
import { runColumns } from "./runColumns.js";

/**
 * Options of `budgetSweep`.
 *
 * @category Experiments and results
 */
export interface BudgetSweepOptions {
  /** Budgets to try, each with every method. */
  readonly budgets: readonly number[];
  /** Decides all that is random. Default: each method's own seed, else 0. */
  readonly seed?: number;
  /** Fresh uniform masks on which all are judged. 1,000 when not said. */
  readonly masks?: number;
  /** Stops the evaluation. */
  readonly signal?: AbortSignal;
  /** How progress is shown; see `sx.evaluate`. */
  readonly progress?: EvaluateOptions["progress"];
}

/**
 * One method at one budget.
 *
 * @category Experiments and results
 */
export interface BudgetRow extends RunRow {
  /** The budget that the method was given. */
  readonly budget: number;
}

/**
 * Faithfulness against budget: every method at every budget on the same test masks. Coalitions that several runs want are asked once.
 * A run that fails has a row with its error. `.chart()`: a line for each method with 90 % intervals. Cost: as `compare`, for each budget.
 *
 * @example
 * const game = sx.game(10, (masks) => masks.map((c) => (c.has(1) && c.has(2) ? 3 : 0) + (c.has(5) ? 1 : 0)));
 * const sweep = await sx.budgetSweep(game, ["lime"], { budgets: [50, 200] });
 * sweep.rows().map((row) => row.calls); // [50, 200]
 * @category Experiments and results
 */
export async function budgetSweep(
  game: Game,
  methods: readonly (Method | MethodName)[],
  options: BudgetSweepOptions,
): Promise<Table<BudgetRow>> {
  checkGame("budgetSweep", game);
  const known = methodsFrom(methods);
  checkOptions("budgetSweep", options, ["budgets", "seed", "masks", "signal", "progress"]);
  const { budgets, seed, signal, progress } = options;
  if (!Array.isArray(budgets) || budgets.length === 0) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`budgets\` to be an array of numbers, got ${shown(budgets)}.`,
    );
  }
  for (const budget of budgets) integer("budgets", budget, 1);
  if (seed !== undefined) integer("seed", seed, 0);
  const asked = new AskedOnce(game);
  const asking = { signal, progress };
  const test = await askTest(asked, integer("masks", options.masks ?? 1000, 2), seed ?? 0, asking);
  const rows: BudgetRow[] = [];
  for (const method of known) {
    for (const budget of budgets) {
      const run: Run = judged(await runMethod(method, asked, { budget, seed }, asking), test);
      rows.push({ budget, ...run.row });
    }
  }
  const title = `Faithfulness against budget, ${game.n} players`;
  return new Table({
    title,
    columns: [{ key: "method" }, { key: "budget" }, ...runColumns<BudgetRow>(rows)],
    rows,
    notes: [`R² on ${test.masks.length} uniform masks, the same for all.`],
    chart: (drawn) => budgetSvg(drawn, title),
    vega: (drawn) =>
      runsSpec(
        title,
        drawn.map((row) => ({ ...row, name: row.method, x: row.budget })),
        { title: "budget (calls)", log: true },
      ),
  });
}
