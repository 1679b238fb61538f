import type { Terms } from "../../src/bits/terms.js";
import { SpexlabError } from "../../src/errors.js";
import type { View } from "../../src/types.js";
import { clean, count, textWidth } from "../labels.js";
import { themed } from "../palette.js";
import { chart, textSize as size, chartWidth as width } from "./chart.js";

const marginLeft = 56;
const marginRight = 24;
const maxPoints = 400;

interface Line {
  readonly name: string;
  readonly sorted: Float64Array;
  readonly colour: string;
  readonly dash?: string;
}

interface Point {
  readonly rank: number;
  readonly value: number;
}

/**
 * Sizes of the coefficients, largest first, on a logarithmic axis: Fourier, and Möbius where the view has it. The
 * faster a line falls, the fewer terms tell the whole story. The empty set is left out; what is below a millionth of
 * the largest coefficient counts as zero.
 */
export function decaySvg(view: View): string {
  if (view.fourier === null) {
    throw new SpexlabError(
      "NO_SURROGATE",
      `Expected an explanation with a surrogate, got one by \`${view.method}\` without: there are no coefficients to sort.`,
    );
  }
  const sizes: Line[] = [{ name: "Fourier", sorted: sortedSizes(view.fourier), colour: themed.ink }];
  if (view.moebius) {
    sizes.push({ name: "Möbius", sorted: sortedSizes(view.moebius), colour: themed.second, dash: "6 4" });
  }
  const largest = Math.max(...sizes.map((line) => line.sorted[0] ?? 0));
  if (!(largest > 0)) {
    throw new SpexlabError(
      "NOTHING_TO_SHOW",
      "Expected a coefficient other than zero, got none: the game is constant.",
    );
  }
  const lines = sizes
    .map((line) => ({ ...line, sorted: line.sorted.filter((value) => value > largest * 1e-6) }))
    .filter((line) => line.sorted.length > 0);
  const longest = Math.max(...lines.map((line) => line.sorted.length));
  const smallest = Math.min(...lines.map((line) => line.sorted[line.sorted.length - 1]));
  const domainY: [number, number] = smallest === largest ? [largest / 10, largest * 2] : [smallest, largest];
  const wide = longest > 60;
  const x = (rank: number): number => {
    const share = wide ? Math.log(rank) / Math.log(longest) : (rank - 1) / Math.max(1, longest - 1);
    return marginLeft + share * (width - marginLeft - marginRight);
  };
  const named = lines.map((line) => ({
    ...line,
    label: `${line.name}, ${count(line.sorted.length)} ${line.sorted.length === 1 ? "term" : "terms"}`,
    points: thinned(line.sorted),
  }));
  return chart(
    {
      title: view.title,
      about: `|coefficient| (${clean(view.unit)})`,
      foot: `rank of the term, strongest first${wide ? " (logarithmic)" : ""}`,
      describe: `${clean(view.title)}: sorted sizes of ${named.map((line) => line.label).join(" and of ")}`,
      height: 252,
      marginLeft,
      marginRight,
    },
    ({ Plot }) => ({
      x: { type: wide ? "log" : "linear", domain: [1, Math.max(2, longest)], label: null },
      y: { type: "log", domain: domainY, label: null },
      marks: [
        Plot.gridY(decades(domainY), { stroke: themed.rule, strokeOpacity: 1 }),
        // Infinity: else a logarithmic axis leaves labels out by a rule of its own.
        Plot.axisY(decades(domainY), { ticks: Infinity, tickFormat: plainOrPower, label: null }),
        Plot.axisX(wide ? decades([1, longest]) : undefined, {
          ticks: wide ? Infinity : Math.min(6, longest),
          tickFormat: (rank: number) => (Number.isInteger(rank) ? count(rank) : ""),
          label: null,
        }),
        ...named.map((line) =>
          Plot.line(line.points, {
            x: "rank",
            y: "value",
            stroke: line.colour,
            strokeWidth: 2,
            strokeDasharray: line.dash,
            curve: "linear",
          }),
        ),
        ...named
          .filter((line) => line.points.length === 1)
          .map((line) => Plot.dot(line.points, { x: "rank", y: "value", fill: line.colour, r: 4 })),
        ...named.map((line, k) => {
          const { at, ...place } = labelPlace(line, named[1 - k], x);
          return Plot.text([at], {
            x: "rank",
            y: "value",
            text: () => line.label,
            fill: line.colour,
            stroke: themed.paper,
            strokeWidth: 5,
            fontWeight: 600,
            ...place,
          });
        }),
      ],
    }),
  );
}

/**
 * Where a line's label has room: lines fall, so above and to the right of its middle for the upper line, below and to
 * the left for the lower; after its end where the left is too narrow.
 */
function labelPlace(
  line: { readonly label: string; readonly points: readonly Point[] },
  other: { readonly points: readonly Point[] } | undefined,
  x: (rank: number) => number,
): { at: Point; textAnchor: "start" | "end"; dx: number; dy: number } {
  const middle = line.points.reduce((best, point) =>
    Math.abs(x(point.rank) - midway(line, x)) < Math.abs(x(best.rank) - midway(line, x)) ? point : best,
  );
  const beside = other?.points.findLast((point) => point.rank <= middle.rank);
  const ended = other !== undefined && other.points[other.points.length - 1].rank < middle.rank;
  const upper = beside === undefined || ended || beside.value <= middle.value;
  if (upper) return { at: middle, textAnchor: "start", dx: 6, dy: -10 };
  if (x(middle.rank) - marginLeft > textWidth(line.label, size) * 1.1 + 12) {
    return { at: middle, textAnchor: "end", dx: -6, dy: 12 };
  }
  return { at: line.points[line.points.length - 1], textAnchor: "start", dx: 8, dy: 0 };
}

function midway(line: { readonly points: readonly Point[] }, x: (rank: number) => number): number {
  return (x(1) + x(line.points[line.points.length - 1].rank)) / 2;
}

/** Ticks of a logarithmic axis: powers of ten, with 2 and 5 between them where there are few. */
function decades([low, high]: readonly [number, number]): number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const steps = to - from > 3 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = from; power <= to; power++) {
    for (const step of steps) ticks.push(Number(`${step}e${power}`));
  }
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}

function sortedSizes(terms: Terms): Float64Array {
  const sizes = terms.values.map((value, k) =>
    terms.offsets[k + 1] > terms.offsets[k] ? Math.abs(value) : 0,
  );
  return sizes.sort().reverse();
}

/** All ranks, or where there are more than `maxPoints` some of them in equal ratios, the first and the last among them. */
function thinned(sorted: Float64Array): Point[] {
  const point = (at: number): Point => ({ rank: at + 1, value: sorted[at] });
  if (sorted.length <= maxPoints) return Array.from(sorted, (_, at) => point(at));
  const ranks = Array.from({ length: maxPoints }, (_, k) => sorted.length ** (k / (maxPoints - 1)));
  return [...new Set(ranks.map((rank) => Math.round(rank) - 1))].map(point);
}

function plainOrPower(value: number): string {
  if (value >= 0.001 && value < 10_000) return String(Number(value.toPrecision(1)));
  return value.toExponential(0).replace("e+", "e").replace("-", "−");
}
