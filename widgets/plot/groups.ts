import { linesSvg } from "./lines.js";
import { axisNumber } from "./place.js";

/** Values lower than this are drawn at the lower edge, with an arrow, where all else is a share. */
const floor = -0.5;

/** The mean of every series in every group, a line for each series; what has no value is left out and counted. */
export function groupsSvg(
  rows: readonly { readonly group: string; readonly series: string; readonly mean: number | null }[],
  { title, value, group }: { readonly title: string; readonly value: string; readonly group: string },
): string {
  const groups = [...new Set(rows.map((row) => row.group))];
  const known = rows.filter((row) => row.mean !== null);
  const gaps = rows.length - known.length;
  const shares = known.every(({ mean }) => mean! <= 1);
  return linesSvg(
    [...new Set(known.map(({ series }) => series))].map((name) => ({
      name,
      points: known
        .filter(({ series }) => series === name)
        .map((row) => ({ x: groups.indexOf(row.group), y: row.mean! })),
    })),
    {
      title,
      about: `mean ${value}${gaps > 0 ? ` · ${gaps} without a value` : ""}`,
      foot: group,
      x: { format: (x) => groups[x] ?? axisNumber(x), ticks: groups.map((_, k) => k) },
      ...(shares && { y: { at: [0, 1], floor } }),
    },
  );
}
