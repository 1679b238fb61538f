import { clean, count, digitsFor, number } from "../labels.js";
import { themed } from "../palette.js";
import { axisNumber } from "./place.js";
import { rowsSvg } from "./rows.js";

interface OrderRow {
  readonly order: number | "all";
  readonly positive: number;
  readonly negative: number;
  readonly energy: number;
  readonly positiveSum: number;
  readonly negativeSum: number;
  readonly cancellation: number;
}

/** Sums of the positive values (right) and of the negative ones (left) by order, with their numbers and how far they cancel. */
export function statisticsSvg(
  rows: readonly OrderRow[],
  { title, unit }: { title: string; unit: string },
): string {
  const low = Math.min(...rows.map((row) => row.negativeSum), 0);
  const high = Math.max(...rows.map((row) => row.positiveSum), 0);
  const digits = digitsFor(Math.max(high, -low));
  const domain: [number, number] = high === low ? [-1, 1] : [low, high];
  const says = (value: number): string => (high - low >= 1e6 ? axisNumber(value) : number(value, digits));
  return rowsSvg(
    rows.map((row) => ({
      label: row.order === "all" ? "all orders" : `order ${row.order}`,
      cells: [count(row.positive), count(row.negative), percent(row.energy), percent(row.cancellation)],
    })),
    {
      title,
      about: "Sum of the values above zero (right), of those below (left); the line between: both together",
      foot: `sum of values (${clean(unit)})`,
      columns: ["positive", "negative", "energy", "cancelled"],
      domain,
      rowHeight: 26,
      describe: `${clean(title)}: ${rows.map((row) => `${row.order}: ${row.positive} positive, ${row.negative} negative`).join("; ")}`,
    },
    ({ Plot }) => {
      const at = rows.map((row, y) => ({ ...row, y, both: row.positiveSum + row.negativeSum }));
      return [
        Plot.barX(at, {
          x1: 0,
          x2: "positiveSum",
          y: "y",
          fill: themed.positive,
          title: (row) => `+: ${says(row.positiveSum)}`,
        }),
        Plot.barX(at, {
          x1: "negativeSum",
          x2: 0,
          y: "y",
          fill: themed.negative,
          title: (row) => `−: ${says(row.negativeSum)}`,
        }),
        Plot.ruleX([0], { stroke: themed.ink }),
        Plot.tickX(at, { x: "both", y: "y", stroke: themed.paper, strokeWidth: 6 }),
        Plot.tickX(at, { x: "both", y: "y", stroke: themed.ink, strokeWidth: 2.5 }),
      ];
    },
  );
}

function percent(share: number): string {
  return Number.isNaN(share) ? "–" : `${number(100 * share, 0)} %`;
}
