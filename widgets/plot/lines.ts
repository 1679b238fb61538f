import type { Markish } from "@observablehq/plot";
import { SpexlabError } from "../../src/errors.js";
import { clean, shorten, textWidth } from "../labels.js";
import { themed } from "../palette.js";
import { type ChartArea, chart, chartWidth, textSize as size, spaced, widest } from "./chart.js";
import type { Stage } from "./document.js";
import { axisNumber, niceTicks, roomy, written } from "./place.js";

/** One place of a line, with an interval where there is one. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number | null;
  readonly high?: number | null;
  /** Written beside the point. */
  readonly note?: string;
}

/** A line with its name, which is written at its end. */
export interface Line {
  readonly name: string;
  readonly points: readonly LinePoint[];
}

/** What a line chart shows beside its lines. */
export interface LinesFrame {
  readonly title: string;
  /** What the vertical axis shows, with its unit. */
  readonly about: string;
  /** What the horizontal axis shows, with its unit. */
  readonly foot: string;
  readonly x?: {
    readonly type?: "linear" | "log" | "symlog";
    readonly format?: (x: number) => string;
    /** Ticks; the points' own places when not said. */
    readonly ticks?: readonly number[];
  };
  readonly y?: {
    readonly type?: "linear" | "log";
    readonly format?: (y: number) => string;
    /** The axis goes at least from the first to the second. */
    readonly at?: readonly [number, number];
    /** What lies lower is drawn at the lower edge with an arrow and its value. */
    readonly floor?: number;
  };
  /** Levels to compare with: thin lines across, named at the left. */
  readonly levels?: readonly { readonly y: number; readonly name: string }[];
  readonly height?: number;
}

/** A look that is told apart without its colour. */
export interface Look {
  readonly colour: string;
  readonly dash: string | undefined;
  readonly symbol: "circle" | "square" | "triangle" | "diamond" | "star" | "cross";
}

const colours = [themed.ink, themed.second, themed.third, themed.fourth, themed.fifth, themed.quiet];
const dashes = [undefined, "6 4", "2 3", "9 3 2 3"];
const symbols = ["circle", "square", "triangle", "diamond", "star", "cross"] as const;

/** Lines beyond this many are drawn thin and without names. */
export const mostNamed = 8;

/** The look of line k. */
export function look(k: number): Look {
  return {
    colour: colours[k % colours.length],
    dash: dashes[k % dashes.length],
    symbol: symbols[k % symbols.length],
  };
}

/**
 * Lines with points and intervals, each named at its right end; the names never overlap. Beyond eight lines, those that end highest are named
 * and the others are drawn thin and quiet. Throws `NOTHING_TO_SHOW` when no line has a point.
 */
export function linesSvg(given: readonly Line[], frame: LinesFrame): string {
  const lines = given
    .map(({ name, points }) => ({
      name: clean(name),
      points: points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
    }))
    .filter(({ points }) => points.length > 0);
  if (lines.length === 0) {
    throw new SpexlabError(
      "NOTHING_TO_SHOW",
      `Expected at least one value to draw in "${frame.title}", got none.`,
    );
  }
  const ranked = lines.map((_, k) => k).sort((a, z) => endOf(lines[z]).y - endOf(lines[a]).y);
  const chosen = ranked.slice(0, mostNamed);
  const named = lines.length <= mostNamed ? lines : lines.filter((_, k) => chosen.includes(k));
  const others = lines.filter((line) => !named.includes(line));
  const labels = named.map(({ name }) => shorten(name, 170, size));
  const scaleY = yScale(lines, frame);
  const marginLeft = Math.max(44, widest([...scaleY.ticks, ...scaleY.domain].map(scaleY.format)) + 18);
  // Bold letters are wider than the plain ones that are measured.
  const marginRight = Math.ceil(widest(labels, 30) * 1.14) + 34;
  const scaleX = xScale(lines, frame, marginLeft, chartWidth - marginRight);
  const height = Math.max(frame.height ?? 240, labels.length * 17);
  const about = others.length === 0 ? frame.about : `${frame.about} · ${others.length} more lines thin`;
  const dodge = named.length > 1 && named.some((line) => line.points.some(hasInterval)) ? 4 : 0;
  return chart(
    {
      title: frame.title,
      about,
      foot: frame.foot,
      describe: `${clean(frame.title)}: ${named.map(({ name, points }) => `${name} from ${axisNumber(points[0].y)} to ${axisNumber(endOf({ points }).y)}`).join("; ")}`,
      height,
      marginLeft,
      marginRight,
      marginTop: 8,
    },
    (stage, area) => {
      const { Plot } = stage;
      const toY = (y: number): number => area.bottom - scaleY.share(y) * (area.bottom - area.top);
      return {
        x: { type: "linear", domain: [0, 1], axis: null },
        y: { type: "linear", domain: [0, 1], axis: null },
        marks: [
          ...scaleY.ticks.map((tick) => [
            Plot.ruleY([scaleY.share(tick)], { stroke: themed.rule }),
            written(stage, area, scaleY.format(tick), area.left - 8, toY(tick), { anchor: "end" }),
          ]),
          ...scaleX.ticks.map(({ share, text }) =>
            written(stage, area, text, area.left + share * (area.right - area.left), area.bottom + 13, {
              anchor: "middle",
            }),
          ),
          Plot.ruleY([0], { stroke: themed.ink }),
          ...levelMarks(stage, area, frame, scaleY, toY),
          ...others.map((line) =>
            Plot.line(line.points, {
              x: (p: LinePoint) => scaleX.share(p.x),
              y: (p: LinePoint) => scaleY.share(p.y),
              stroke: themed.quiet,
              strokeOpacity: 0.5,
              title: () => line.name,
            }),
          ),
          ...named.flatMap((line, k) =>
            lineMarks(stage, line, look(k), (k - (named.length - 1) / 2) * dodge, scaleX.share, scaleY),
          ),
          ...noteMarks(stage, area, named, scaleX.share, toY),
          ...endLabels(stage, area, named, labels, scaleX.share, toY),
        ],
      };
    },
  );
}

interface Scale {
  readonly share: (value: number) => number;
}

interface ScaleY extends Scale {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly format: (y: number) => string;
  readonly floor: number;
}

function endOf({ points }: Pick<Line, "points">): LinePoint {
  return points[points.length - 1];
}

function hasInterval({ low, high }: LinePoint): boolean {
  return typeof low === "number" && typeof high === "number";
}

function yScale(lines: readonly Line[], { y = {}, levels = [] }: LinesFrame): ScaleY {
  const { type = "linear", at, floor = Number.NEGATIVE_INFINITY, format = axisNumber } = y;
  const values = [
    ...lines.flatMap((line) => line.points.flatMap((p) => (hasInterval(p) ? [p.y, p.low!, p.high!] : [p.y]))),
    ...levels.map((level) => level.y),
    ...(at ?? []),
  ].filter((v) => type === "linear" || v > 0);
  let low = Math.max(Math.min(...values), floor);
  let high = Math.max(...values, low);
  if (type === "log") {
    if (high / low < 10) [low, high] = [low / 2, high * 2];
    const span = Math.log(high / low);
    const from = Math.ceil(Math.log10(low) - 1e-9);
    const decades = Math.floor(Math.log10(high) + 1e-9) - from + 1;
    const every = Math.max(1, Math.ceil(decades / 7));
    const powers = Array.from(
      { length: Math.ceil(Math.max(0, decades) / every) },
      (_, k) => 10 ** (from + k * every),
    );
    // One or two powers say little: halves and fifths between them are written too.
    const ticks =
      powers.length > 2
        ? powers
        : [-1, 0, 1, 2]
            .flatMap((k) => [1, 2, 5].map((part) => Number(`${part}e${from - 1 + k}`)))
            .filter((tick) => tick >= low && tick <= high);
    return {
      domain: [low, high],
      ticks,
      format,
      floor: low,
      share: (v) => Math.log(Math.max(v, low) / low) / span,
    };
  }
  if (high === low) [low, high] = low === 0 ? [-1, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
  const pad = (high - low) * 0.04;
  if (at === undefined || low < at[0]) low -= pad;
  if (at === undefined || high > at[1]) high += pad;
  return {
    domain: [low, high],
    ticks: niceTicks(low, high, 5),
    format,
    floor: low,
    share: (v) => (Math.max(v, low) - low) / (high - low),
  };
}

function xScale(
  lines: readonly Line[],
  { x = {} }: LinesFrame,
  left: number,
  right: number,
): Scale & { readonly ticks: readonly { readonly share: number; readonly text: string }[] } {
  const { type = "linear", format = axisNumber } = x;
  const turned = (v: number): number =>
    type === "log" ? Math.log(v) : type === "symlog" ? Math.log1p(v) : v;
  const own = [...new Set(lines.flatMap((line) => line.points.map((p) => p.x)))].sort((a, z) => a - z);
  const [low, high] = [turned(own[0]), turned(own[own.length - 1])];
  // A little room at the sides, so that no marker hides the axis.
  const share = (v: number): number =>
    high === low ? 0.5 : 0.02 + (0.96 * (turned(v) - low)) / (high - low);
  const crowded = type === "linear" && own.length > 15;
  const given = x.ticks ?? (crowded ? niceTicks(own[0], own[own.length - 1], 7) : own);
  const wished = given.filter((v) => v >= own[0] && v <= own[own.length - 1]);
  const texts = wished.map(format);
  const kept = roomy(
    wished.map((v) => left + share(v) * (right - left)),
    texts.map((text) => textWidth(text, size)),
  );
  return { share, ticks: kept.map((k) => ({ share: share(wished[k]), text: texts[k] })) };
}

function lineMarks(
  { Plot }: Stage,
  line: Line,
  { colour, dash, symbol }: Look,
  dx: number,
  shareX: (x: number) => number,
  { share, floor, format }: ScaleY,
): Markish[] {
  const x = (p: LinePoint): number => shareX(p.x);
  const inside = line.points.filter((p) => p.y >= floor);
  const few = line.points.length <= 25;
  return [
    Plot.ruleX(
      line.points.filter((p) => hasInterval(p) && p.high! >= floor),
      {
        x,
        y1: (p: LinePoint) => share(p.low!),
        y2: (p: LinePoint) => share(p.high!),
        stroke: colour,
        strokeOpacity: 0.55,
        strokeWidth: 3,
        dx,
      },
    ),
    Plot.line(line.points, {
      x,
      y: (p: LinePoint) => share(p.y),
      stroke: colour,
      strokeWidth: 1.8,
      ...(dash === undefined ? {} : { strokeDasharray: dash }),
      dx,
    }),
    Plot.dot(few ? inside : [], {
      x,
      y: (p: LinePoint) => share(p.y),
      symbol,
      fill: colour,
      r: 4,
      dx,
      title: (p: LinePoint) => `${line.name}: ${format(p.y)}`,
    }),
    Plot.text(
      line.points.filter((p) => p.y < floor),
      {
        x,
        y: 0,
        text: (p: LinePoint) => `▼ ${format(Number(p.y.toPrecision(2)))}`,
        fill: colour,
        lineAnchor: "bottom",
        dx,
        dy: -4,
      },
    ),
  ];
}

/** Notes beside the points, where they touch neither each other nor leave the frame. */
function noteMarks(
  stage: Stage,
  area: ChartArea,
  lines: readonly Line[],
  shareX: (x: number) => number,
  toY: (y: number) => number,
): Markish[] {
  const taken: { x: number; y: number; width: number }[] = [];
  const marks: Markish[] = [];
  for (const [k, line] of lines.entries()) {
    for (const point of line.points) {
      if (point.note === undefined) continue;
      const width = textWidth(point.note, size - 1);
      const middle = area.left + shareX(point.x) * (area.right - area.left);
      // Left of the frame stand the numbers of the axis.
      const x = Math.max(middle, area.left + width / 2);
      const above = toY(point.y) - 13;
      const below = toY(point.y) + 13;
      const y = [above, below].find(
        (at) =>
          at > area.top - 2 &&
          at < area.bottom - 8 &&
          taken.every(
            (other) => Math.abs(other.y - at) >= 13 || Math.abs(other.x - x) >= (other.width + width) / 2 + 4,
          ),
      );
      if (y === undefined) continue;
      taken.push({ x, y, width });
      marks.push(
        written(stage, area, point.note, x, y, {
          anchor: "middle",
          fill: look(k).colour,
          halo: true,
          size: size - 1,
        }),
      );
    }
  }
  return marks;
}

function levelMarks(
  stage: Stage,
  area: ChartArea,
  { levels = [] }: LinesFrame,
  { share }: ScaleY,
  toY: (y: number) => number,
): Markish[] {
  return levels.flatMap(({ y, name }) => [
    stage.Plot.ruleY([share(y)], { stroke: themed.quiet, strokeDasharray: "1 3", strokeWidth: 1.5 }),
    written(stage, area, name, area.left + 6, toY(y) + (toY(y) - area.top < 16 ? 9 : -8), {
      fill: themed.quiet,
      halo: true,
    }),
  ]);
}

/** Names at the right, as near to the lines' ends as may be, with a thin link where they had to move. */
function endLabels(
  stage: Stage,
  area: ChartArea,
  lines: readonly Line[],
  labels: readonly string[],
  shareX: (x: number) => number,
  toY: (y: number) => number,
): Markish[] {
  const ends = lines.map((line) => toY(endOf(line).y));
  const at = spaced(ends, 17, area.top + 2, area.bottom - 2);
  return lines.flatMap((line, k) => {
    const { colour } = look(k);
    const from = area.left + shareX(endOf(line).x) * (area.right - area.left) + 6;
    const to = area.right + 18;
    const links = Math.abs(at[k] - ends[k]) > 3 || to - from > 24;
    return [
      ...(links
        ? [
            stage.Plot.link([0], {
              x1: (from - area.left) / (area.right - area.left),
              x2: (to - area.left) / (area.right - area.left),
              y1: (area.bottom - ends[k]) / (area.bottom - area.top),
              y2: (area.bottom - at[k]) / (area.bottom - area.top),
              stroke: colour,
              strokeOpacity: 0.5,
            }),
          ]
        : []),
      written(stage, area, labels[k], to + 4, at[k], {
        fill: colour,
        bold: true,
        ...(labels[k] === line.name ? {} : { full: line.name }),
      }),
    ];
  });
}
