import { settingsSvg } from "../../widgets/plot/sweeps.js";
import { runsSpec } from "../../widgets/vega/runs.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { AskedOnce } from "../evaluate/askedOnce.js";
import type { EvaluateOptions } from "../evaluate/evaluate.js";
import { checkGame } from "../explain/compare.js";
import { spex } from "../explain/methods.js";
import { askTest, judged, type RunRow, runMethod } from "../explain/run.js";
import type { Game } from "../games/game.js";
import { Table } from "../results/table.js";
import { runColumns } from "./runColumns.js";

/**
 * Options of `settingsSweep`: every combination of these settings of SPEX is run.
 *
 * @category Experiments and results
 */
export interface SettingsSweepOptions {
  /** 2^b bins in a group. [3, 4, 5] when not said. */
  readonly b?: readonly number[];
  /** Groups. [3] when not said. */
  readonly C?: readonly number[];
  /** Errors corrected, and the largest order decoded. [5] when not said. */
  readonly t?: readonly number[];
  /** ["soft"] when not said. */
  readonly decoding?: readonly ("soft" | "hard")[];
  /** Budget of each run. Default: what the settings need, so that no uniform masks help the refit. */
  readonly budget?: number;
  /** Decides the masks. 0 when not said. */
  readonly seed?: number;
  /** Fresh uniform masks on which all are judged. 1,000 when not said. */
  readonly masks?: number;
  /** Stops the evaluation. */
  readonly signal?: AbortSignal;
  /** How progress is shown; see `sx.evaluate`. */
  readonly progress?: EvaluateOptions["progress"];
}

/**
 * One combination of settings.
 *
 * @category Experiments and results
 */
export interface SettingsRow extends RunRow {
  /** 2^b bins in a group. */
  readonly b: number;
  /** Subsampling groups. */
  readonly C: number;
  /** Errors corrected, and the largest order decoded. */
  readonly t: number;
  /** How bins were decoded. */
  readonly decoding: "soft" | "hard";
}

/**
 * SPEX under every combination of b, C, t and decoding: calls, R², terms and decoding time. Coalitions that several runs want are
 * asked once; a combination that the budget cannot pay has a row with its error. `.chart()`: R² against calls. Cost: the calls of the combinations.
 *
 * @example
 * const game = sx.game(20, (masks) => masks.map((c) => (c.has(3) && c.has(7) ? 1 : 0)));
 * const sweep = await sx.settingsSweep(game, { b: [3, 4], t: [2] });
 * sweep.rows().map((row) => row.r2.toFixed(3)); // ["1.000", "1.000"]
 * @category Experiments and results
 */
export async function settingsSweep(
  game: Game,
  options: SettingsSweepOptions = {},
): Promise<Table<SettingsRow>> {
  checkGame("settingsSweep", game);
  checkOptions("settingsSweep", options, [
    "b",
    "C",
    "t",
    "decoding",
    "budget",
    "seed",
    "masks",
    "signal",
    "progress",
  ]);
  const { budget, signal, progress } = options;
  const seed = integer("seed", options.seed ?? 0, 0);
  const asked = new AskedOnce(game);
  const asking = { signal, progress };
  const settings = combinations(options);
  const test = await askTest(asked, integer("masks", options.masks ?? 1000, 2), seed, asking);
  const rows: SettingsRow[] = [];
  for (const setting of settings) {
    const run = judged(await runMethod(spex(setting), asked, { budget, seed }, asking), test);
    rows.push({ ...setting, ...run.row });
  }
  const title = `SPEX under other settings, ${game.n} players`;
  return new Table({
    title,
    columns: [
      { key: "b" },
      { key: "C" },
      { key: "t" },
      { key: "decoding" },
      ...runColumns<SettingsRow>(rows),
    ],
    rows,
    notes: [
      `R² on ${test.masks.length} uniform masks, the same for all. Seconds: plan and estimate, without the model's time.`,
    ],
    chart: (drawn) => settingsSvg(drawn, title),
    vega: (drawn) =>
      runsSpec(
        title,
        drawn.map((row) => ({ ...row, name: `C ${row.C}, t ${row.t}, ${row.decoding}`, x: row.b })),
        { title: "b" },
      ),
  });
}

interface Setting {
  readonly b: number;
  readonly C: number;
  readonly t: number;
  readonly decoding: "soft" | "hard";
}

function combinations(options: SettingsSweepOptions): Setting[] {
  const { b = [3, 4, 5], C = [3], t = [5], decoding = ["soft"] } = options;
  for (const [name, list] of Object.entries({ b, C, t, decoding })) {
    if (Array.isArray(list) && list.length > 0) continue;
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`${name}\` to be an array of settings to try, got ${shown(list)}.`,
    );
  }
  return decoding.flatMap((d) =>
    C.flatMap((groups) =>
      t.flatMap((errors) => b.map((bits) => ({ b: bits, C: groups, t: errors, decoding: d }))),
    ),
  );
}
