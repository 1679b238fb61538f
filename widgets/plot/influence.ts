import { clean, count, digitsFor, number, setLabel, signed } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { textSize as size } from "./chart.js";
import { rowsSvg } from "./rows.js";

/** Rows drawn; the others are told together. */
const most = 20;

/** Shares of the surrogate's variance as bars: of the strongest Fourier coefficients, or of players over all coefficients that they are in. */
export function influenceSvg(
  rows: readonly { readonly interaction: string; readonly coefficient: number; readonly share: number }[],
  { title, by, unit }: { title: string; by: "term" | "player"; unit: string },
): string {
  const drawn = rows.slice(0, most);
  const rest = rows.slice(most);
  const left = rest.reduce((sum, row) => sum + row.share, 0);
  const digits = digitsFor(Math.max(...rows.map((row) => Math.abs(row.coefficient))));
  const largest = Math.max(...drawn.map((row) => row.share), Number.MIN_VALUE);
  const more =
    rest.length === 0
      ? ""
      : by === "term"
        ? ` · ${count(rest.length)} more hold ${percent(left)}`
        : ` · ${count(rest.length)} more players`;
  return rowsSvg(
    drawn.map((row) => ({
      label: setLabel(row.interaction.split(" · "), 215, size),
      full: clean(row.interaction).slice(0, 400),
      cells: [percent(row.share), signed(row.coefficient, digits)],
    })),
    {
      title,
      about: `${by === "term" ? "R² lost without the term" : "Players share terms, so that their shares may add up to more than 100 %"}${more}`,
      foot: `share of the surrogate's variance · own coefficient in ${clean(unit)}`,
      columns: ["share", "coefficient"],
      domain: [0, largest],
      format: percent,
      describe: `${clean(title)}: ${drawn.length} of ${rows.length}`,
    },
    ({ Plot }) => [
      Plot.barX(
        drawn.map((row, y) => ({ ...row, y })),
        {
          x1: 0,
          x2: "share",
          y: "y",
          fill: (row) => (by === "term" ? signColour(row.coefficient) : themed.quiet),
          title: (row) => `${clean(row.interaction).slice(0, 400)}: ${percent(row.share)}`,
        },
      ),
      Plot.ruleX([0], { stroke: themed.ink }),
    ],
  );
}

function percent(share: number): string {
  const value = 100 * share;
  return `${number(value, value === 0 || value >= 10 ? 0 : value >= 0.1 ? 1 : 2)} %`;
}
