import { clean, number, setLabel } from "../labels.js";
import { themed } from "../palette.js";
import { textSize as size } from "./chart.js";
import { linesSvg } from "./lines.js";
import { rowsSvg } from "./rows.js";

interface RecoveryStep {
  readonly rank: number;
  readonly interaction: string;
  readonly share: number;
  readonly recovery: number;
}

/** Ranks that are drawn as rows with names. */
const mostRows = 25;

/**
 * Recovery@k: bars are the shares of each interaction's players that are labelled, the line is their mean so far, the dotted line what
 * interactions drawn blindly reach. Beyond 25 ranks the line alone.
 */
export function recoverySvg(
  rows: readonly RecoveryStep[],
  { title, chance }: { title: string; chance: number },
): string {
  if (rows.length > mostRows) {
    return linesSvg([{ name: "Recovery@k", points: rows.map((row) => ({ x: row.rank, y: row.recovery })) }], {
      title,
      about: "Mean share of labelled players in the k strongest interactions",
      foot: "k",
      y: { at: [0, 1] },
      levels: [{ y: chance, name: `blindly ${number(chance, 3)}` }],
    });
  }
  return rowsSvg(
    rows.map((row) => ({
      label: `${row.rank}. ${setLabel(row.interaction.split(" · "), 195, size)}`,
      full: clean(row.interaction).slice(0, 400),
      cells: [number(row.share, 2), number(row.recovery, 3)],
    })),
    {
      title,
      about: `Bars: share of its players that are labelled · ● their mean so far · dotted: blindly ${number(chance, 3)}`,
      foot: "share of labelled players",
      columns: ["share", "Recovery@k"],
      domain: [0, 1],
      describe: `${clean(title)}: the mean share after each of the ${rows.length} strongest interactions`,
    },
    ({ Plot }) => {
      const at = rows.map((row, y) => ({ ...row, y }));
      return [
        Plot.barX(at, { x1: 0, x2: "share", y: "y", fill: themed.rule }),
        Plot.ruleX([chance], { stroke: themed.ink, strokeDasharray: "1 3", strokeWidth: 1.6 }),
        Plot.line(at, { x: "recovery", y: "y", stroke: themed.ink }),
        Plot.dot(at, { x: "recovery", y: "y", fill: themed.ink, r: 4 }),
        Plot.ruleX([0], { stroke: themed.ink }),
      ];
    },
  );
}
