import { accountSvg, type Moment, progressSvg } from "../../widgets/plot/account.js";
import { checkOptions, SpexlabError, shown } from "../errors.js";
import type { Evaluation, Progress } from "../evaluate/evaluate.js";
import { Table } from "../results/table.js";

/**
 * Options of `account`.
 *
 * @category Experiments and results
 */
export interface AccountOptions {
  /** What the evaluation's `progress` function was told, in order: then the picture shows the answers over time. */
  readonly progress?: readonly Progress[];
}

/**
 * One line of an account.
 *
 * @category Experiments and results
 */
export interface AccountRow {
  /** What was counted. */
  readonly what: string;
  /** How much, in `unit`. */
  readonly amount: number;
  /** Unit of `amount`; money is in the currency of the model's prices. */
  readonly unit: "masks" | "tokens" | "money" | "seconds" | "masks/s";
  /** Both in words. */
  readonly said: string;
}

/** Points of a line at most: of more, some. */
const mostMoments = 300;

/**
 * What an evaluation cost, as a table with a picture: masks whose answers were kept already, answered live, failed and sent again; tokens and money
 * where the model told them; seconds. Only what was measured is there. With `progress` the picture is the answers over time. Asks nothing.
 *
 * @example
 * const toy = sx.game(["a", "b"], (masks) => masks.map((c) => c.players.length));
 * const told = [];
 * const done = await sx.evaluation(toy, sx.Masks.from(2, ["00", "10", "11"]), { progress: (now) => told.push(now) });
 * sx.account(done, { progress: told }).rows()[1]; // { what: "answered", amount: 3, unit: "masks", said: "3 masks" }
 * @category Experiments and results
 */
export function account(evaluation: Evaluation, options: AccountOptions = {}): Table<AccountRow> {
  const given = evaluation as Evaluation | null | undefined;
  if (
    typeof given?.spent?.calls !== "number" ||
    typeof given.answered !== "number" ||
    !Array.isArray(given.failed)
  ) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected what \`await sx.evaluation(game, masks)\` gives, got ${shown(evaluation)}.`,
    );
  }
  checkOptions("account", options, ["progress"]);
  const { progress = [] } = options;
  if (!Array.isArray(progress)) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`progress\` to be an array of what the progress function was told, got ${shown(progress)}.`,
    );
  }
  const { answered, recorded, failed, spent, seconds } = given;
  const again = Math.max(0, spent.calls - answered - failed.length);
  const rate = seconds > 0 ? answered / seconds : 0;
  const line = (what: string, amount: number, unit: AccountRow["unit"], shown = true): AccountRow[] =>
    shown ? [{ what, amount, unit, said: `${plain(amount)}${unit === "money" ? "" : ` ${unit}`}` }] : [];
  const rows = [
    ...line("kept already", recorded, "masks"),
    ...line("answered", answered, "masks"),
    ...line("failed", failed.length, "masks"),
    ...line("sent again", again, "masks"),
    ...line("tokens", spent.tokens, "tokens", spent.tokens > 0),
    ...line("cost", spent.money, "money", spent.money > 0),
    ...line("time", seconds, "seconds"),
    ...line("speed", rate, "masks/s", answered > 0),
  ];
  const total = recorded + answered + failed.length;
  const title = `Cost of ${plain(total)} distinct masks`;
  const words = rows
    .filter(({ what, amount }) => what !== "answered" && amount > 0)
    .map(({ what, unit, said }) =>
      unit === "masks" ? `${said.replace(" masks", "")} ${what}` : unit === "money" ? `cost ${said}` : said,
    );
  const moments = momentsOf(progress, recorded);
  return new Table({
    title,
    columns: [{ key: "what" }, { key: "said", label: "amount" }],
    rows,
    notes: ["Kept answers cost nothing. Sent again: attempts beyond the first of each mask."],
    chart: (drawn) =>
      moments.length > 2
        ? progressSvg(moments, total, { title, words })
        : accountSvg(drawn, { title, words }),
  });
}

/** The state over time: the seconds come from the rate, which is answers over seconds. */
function momentsOf(progress: readonly Progress[], recorded: number): Moment[] {
  const live = progress.filter(({ done, rate }) => rate > 0 && done > recorded);
  const step = Math.max(1, Math.ceil(live.length / mostMoments));
  const some = live.filter((_, k) => k % step === 0 || k === live.length - 1);
  return [
    { seconds: 0, done: recorded, failed: 0 },
    ...some.map(({ done, rate, failed = 0 }) => ({ seconds: (done - recorded) / rate, done, failed })),
  ];
}

/** Whole numbers whole, others in three figures. */
function plain(value: number): string {
  return Number.isInteger(value) || value >= 1000
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toPrecision(3)));
}
