import { count } from "../labels.js";
import { linesSvg } from "./lines.js";
import { axisNumber } from "./place.js";

/** How an error grows on the way from the Fourier to the Möbius coefficients, by order. */
export function amplificationSvg(
  rows: readonly {
    readonly order: number | "all";
    readonly fourier: number;
    readonly moebius: number;
    readonly amplification: number;
  }[],
): string {
  const orders = rows.flatMap((row) => (row.order === "all" ? [] : [{ ...row, order: row.order }]));
  const terms = (of: (row: (typeof orders)[number]) => number): string =>
    count(orders.reduce((sum, row) => sum + of(row), 0));
  return linesSvg(
    [
      {
        name: "Möbius",
        points: orders.map((row) => ({
          x: row.order,
          y: row.amplification,
          note: `×${axisNumber(Number(row.amplification.toPrecision(3)))}`,
        })),
      },
      { name: "Fourier", points: orders.map((row) => ({ x: row.order, y: 1 })) },
    ],
    {
      title: "How noise grows: an error of 1 in every Fourier coefficient",
      about: "Error of a coefficient, root mean square (logarithmic)",
      foot: `order of the coefficient · ${terms((row) => row.fourier)} Fourier and ${terms((row) => row.moebius)} Möbius terms`,
      y: { type: "log", at: [0.5, 2] },
    },
  );
}
