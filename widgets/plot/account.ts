import { SpexlabError } from "../../src/errors.js";
import { count } from "../labels.js";
import { themed } from "../palette.js";
import { linesSvg } from "./lines.js";
import { niceTicks } from "./place.js";
import { rowsSvg } from "./rows.js";

/** How far an evaluation was at one moment. */
export interface Moment {
  readonly seconds: number;
  /** Distinct masks with an answer, kept ones included. */
  readonly done: number;
  readonly failed: number;
}

/** What was used in all, in words: `3.1 s`, `1,204 tokens`. */
export interface Totals {
  readonly title: string;
  readonly words: readonly string[];
}

/** Masks by what became of them, as bars: what was kept costs nothing, what was sent again costs once more. */
export function accountSvg(
  rows: readonly { readonly what: string; readonly amount: number; readonly unit: string }[],
  { title, words }: Totals,
): string {
  const masks = rows.filter((row) => row.unit === "masks");
  if (masks.length === 0) {
    throw new SpexlabError("NOTHING_TO_SHOW", "Expected the rows that count masks, got none of them.");
  }
  const most = Math.max(...masks.map((row) => row.amount), 1);
  return rowsSvg(
    masks.map((row) => ({ label: row.what, cells: [count(row.amount)] })),
    {
      title,
      about: words.join(" · "),
      foot: "distinct masks (sent again: attempts)",
      columns: [""],
      domain: [0, most],
      format: count,
      describe: `${title}: ${masks.map((row) => `${row.what} ${row.amount}`).join(", ")}`,
    },
    ({ Plot }) => [
      Plot.barX(
        masks.map((row, y) => ({ ...row, y })),
        {
          x1: 0,
          x2: "amount",
          y: "y",
          fill: (row) => (row.what === "kept already" ? themed.rule : themed.quiet),
        },
      ),
      Plot.ruleX([0], { stroke: themed.ink }),
    ],
  );
}

/** Answers in hand, and masks given up, over time. */
export function progressSvg(moments: readonly Moment[], total: number, { title, words }: Totals): string {
  const last = moments[moments.length - 1];
  const lines = [
    {
      name: `${count(last.done)} answers`,
      points: moments.map(({ seconds, done }) => ({ x: seconds, y: done })),
    },
    ...(last.failed > 0
      ? [
          {
            name: `${count(last.failed)} failed`,
            points: moments.map(({ seconds, failed }) => ({ x: seconds, y: failed })),
          },
        ]
      : []),
  ];
  const span = last.seconds;
  return linesSvg(lines, {
    title,
    about: `Masks · ${words.join(" · ")}`,
    foot: "seconds",
    x: {
      ticks: niceTicks(0, span, 5),
    },
    y: { at: [0, total], format: count },
    levels: [{ y: total, name: `${count(total)} wanted` }],
  });
}
