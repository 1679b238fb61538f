import type { Terms } from "../../src/bits/terms.js";
import { SpexlabError } from "../../src/errors.js";
import type { View } from "../../src/types.js";
import { clean, count, shorten, textWidth } from "../labels.js";
import { themed } from "../palette.js";
import { drawn } from "./document.js";

const width = 600;
const height = 320;
const size = 12;
const maxPoints = 400;

interface Line {
  readonly name: string;
  readonly sorted: readonly number[];
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
  const named = lines.map((line) => ({
    ...line,
    label: `${line.name}, ${count(line.sorted.length)} terms`,
    points: thinned(line.sorted),
  }));
  const wide = longest > 60;
  const marginLeft = 56;
  const marginTop = 22;
  const marginBottom = 44;
  const marginRight = Math.ceil(Math.max(...named.map((line) => textWidth(line.label, size)))) + 16;
  const places = labelPlaces(
    named.map((line) => line.points[line.points.length - 1].value),
    domainY,
    height - marginTop - marginBottom,
  );
  const unit = shorten(`|coefficient| (${clean(view.unit)})`, width - 20, size);
  return drawn(
    ({ Plot, document }) =>
      Plot.plot({
        document,
        width,
        height,
        marginLeft,
        marginRight,
        marginTop,
        marginBottom,
        className: "sx-plot",
        style: {
          background: themed.paper,
          color: themed.ink,
          fontSize: `${size}px`,
          fontFamily: "system-ui, sans-serif",
        },
        x: { type: wide ? "log" : "linear", domain: [1, Math.max(2, longest)], label: null },
        y: { type: "log", domain: domainY, label: null },
        marks: [
          Plot.gridY({ stroke: themed.rule, strokeOpacity: 1, ticks: 5 }),
          Plot.axisY({ ticks: 5, tickFormat: plainOrPower, label: null }),
          Plot.axisX({
            ticks: 6,
            label: null,
            tickFormat: (d: number) => (Number.isInteger(d) ? count(d) : ""),
          }),
          ...named.flatMap((line, k) => [
            Plot.line(line.points, {
              x: "rank",
              y: "value",
              stroke: line.colour,
              strokeWidth: 2,
              strokeDasharray: line.dash,
              curve: "linear",
            }),
            ...(line.points.length === 1
              ? [Plot.dot(line.points, { x: "rank", y: "value", fill: line.colour, r: 4 })]
              : []),
            Plot.text([line.points[line.points.length - 1]], {
              x: "rank",
              y: "value",
              text: () => line.label,
              textAnchor: "start",
              dx: 8,
              dy: places[k],
              fill: line.colour,
              stroke: themed.paper,
              strokeWidth: 5,
              fontWeight: 600,
            }),
          ]),
          Plot.text([unit], {
            frameAnchor: "top-left",
            dx: -marginLeft + 8,
            dy: -18,
            text: (d: string) => d,
            fill: themed.quiet,
          }),
          Plot.text([`rank of the term, strongest first${wide ? " (logarithmic)" : ""}`], {
            frameAnchor: "bottom",
            dy: 38,
            text: (d: string) => d,
            fill: themed.quiet,
          }),
        ],
      }) as Element,
    {
      title: view.title,
      text: `${clean(view.title)}: sorted sizes of ${named.map((line) => line.label).join(" and of ")}`,
    },
  );
}

function sortedSizes(terms: Terms): number[] {
  const sizes: number[] = [];
  for (let k = 0; k < terms.length; k++) {
    const size = Math.abs(terms.values[k]);
    if (terms.offsets[k + 1] > terms.offsets[k] && size > 0) sizes.push(size);
  }
  return sizes.sort((a, b) => b - a);
}

/** All ranks, or where there are more than `maxPoints` some of them in equal ratios, the first and the last among them. */
function thinned(sorted: readonly number[]): Point[] {
  const point = (at: number): Point => ({ rank: at + 1, value: sorted[at] });
  if (sorted.length <= maxPoints) return sorted.map((_, at) => point(at));
  const ranks = Array.from({ length: maxPoints }, (_, k) => sorted.length ** (k / (maxPoints - 1)));
  return [...new Set(ranks.map((rank) => Math.round(rank) - 1))].map(point);
}

/** Shifts in pixels that keep the labels at the lines' ends a line apart and inside the frame. */
function labelPlaces(
  values: readonly number[],
  [low, high]: readonly [number, number],
  room: number,
): number[] {
  const own = values.map((value) => (room * Math.log(high / value)) / Math.log(high / low));
  const order = own.map((_, k) => k).sort((a, b) => own[a] - own[b]);
  const at = [...own];
  for (let j = 1; j < order.length; j++) {
    at[order[j]] = Math.max(at[order[j]], at[order[j - 1]] + size + 4);
  }
  const over = Math.max(0, at[order[order.length - 1]] - room);
  return at.map((y, k) => y - over - own[k]);
}

function plainOrPower(value: number): string {
  if (value >= 0.001 && value < 10_000) return String(Number(value.toPrecision(1)));
  return value.toExponential(0).replace("e+", "e").replace("-", "−");
}
