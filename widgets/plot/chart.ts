import type { PlotOptions } from "@observablehq/plot";
import { clean, shorten, textWidth } from "../labels.js";
import { themed } from "../palette.js";
import { drawn, plotStyle, type Stage } from "./document.js";

/** Size of ordinary text in every chart, in pixels. */
export const textSize = 12;
/** Width of every chart unless a picture needs its own: it fits a notebook's output in a 600 pixel wide window. */
export const chartWidth = 600;

/** The frame around a chart's marks, alike for all. */
export interface ChartFrame {
  /** First line, bold; cut to the width. */
  readonly title: string;
  /** Second line, quiet: what the vertical axis or the marks show, with its unit. */
  readonly about?: string;
  /** Last line, quiet: what the horizontal axis shows, with its unit. */
  readonly foot?: string;
  /** What a screen reader says of the picture. */
  readonly describe: string;
  readonly width?: number;
  /** Height of the plotting area, without margins, heading and foot. */
  readonly height: number;
  readonly marginLeft: number;
  readonly marginRight: number;
  /** Room for axis labels below the plotting area, without the foot; 24 when not said. */
  readonly marginBottom?: number;
  /** Extra room above the plotting area, for instance for a legend; 0 when not said. */
  readonly marginTop?: number;
}

/** Where the plotting area lies in the picture: for marks that need pixels. */
export interface ChartArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
}

/**
 * A chart by Observable Plot in the one look of all charts: heading and quiet line above, foot below, themed colours.
 * `plot` gives scales and marks; sizes, style and heading are set here. Returns an SVG document.
 */
export function chart(frame: ChartFrame, plot: (stage: Stage, area: ChartArea) => PlotOptions): string {
  const { marginLeft, marginRight, width = chartWidth, marginBottom = 24 } = frame;
  const title = shorten(frame.title, width - 24, textSize + 1);
  const about = broken(frame.about ?? "", width - 24, textSize);
  const foot = shorten(frame.foot ?? "", width - 24, textSize);
  const headingHeight = (title === "" ? 0 : 22) + 20 * about.length;
  const top = 12 + headingHeight + (frame.marginTop ?? 0);
  const below = marginBottom + (foot === "" ? 4 : 24);
  const area: ChartArea = {
    left: marginLeft,
    right: width - marginRight,
    top,
    bottom: top + frame.height,
    width,
  };
  return drawn(
    (stage) => {
      const options = plot(stage, area);
      const { Plot, document } = stage;
      return Plot.plot({
        ...options,
        document,
        width,
        height: top + frame.height + below,
        marginLeft,
        marginRight,
        marginTop: top,
        marginBottom: below,
        className: "sx-plot",
        style: plotStyle,
        marks: [
          ...(options.marks ?? []),
          Plot.text([title], {
            frameAnchor: "top-left",
            dx: 8 - marginLeft,
            dy: 10 - top,
            text: String,
            fontWeight: 600,
            fontSize: textSize + 1,
          }),
          ...about.map((line, k) =>
            Plot.text([line], {
              frameAnchor: "top-left",
              dx: 8 - marginLeft,
              dy: (title === "" ? 10 : 31) + 17 * k - top,
              text: String,
              fill: themed.quiet,
            }),
          ),
          Plot.text([foot], {
            frameAnchor: "bottom",
            // The middle of the picture, not of the frame: a long line needs all of it.
            dx: (marginRight - marginLeft) / 2,
            dy: below - 8,
            text: String,
            fill: themed.quiet,
          }),
        ],
      }) as Element;
    },
    { title: clean(frame.title), text: frame.describe },
  );
}

/** The text on one line or, where it is too wide, on two. */
function broken(text: string, width: number, size: number): string[] {
  const whole = clean(text.slice(0, 2000));
  if (whole === "") return [];
  if (textWidth(whole, size) <= width) return [whole];
  let at = 0;
  for (let next = whole.indexOf(" "); next >= 0; next = whole.indexOf(" ", next + 1)) {
    if (textWidth(whole.slice(0, next), size) > width) break;
    at = next;
  }
  if (at === 0) return [shorten(whole, width, size)];
  return [whole.slice(0, at), shorten(whole.slice(at + 1), width, size)];
}

/** The longest of these labels, in pixels at `textSize`, at least `least`. */
export function widest(labels: readonly string[], least = 0): number {
  return Math.ceil(Math.max(least, ...labels.map((label) => textWidth(label, textSize))));
}

/**
 * Positions as near as may be to the wished ones, in the same order as given, none nearer than `gap` to another and all between
 * `low` and `high` (where there is room): labels at line ends, which must not overlap.
 */
export function spaced(wished: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wished.map((_, k) => k).sort((a, b) => wished[a] - wished[b] || a - b);
  const placed = order.map((k) => Math.min(high, Math.max(low, wished[k])));
  for (let round = 0; round < 100; round++) {
    let moved = 0;
    for (let k = 1; k < placed.length; k++) {
      const lack = gap - (placed[k] - placed[k - 1]);
      if (lack <= 1e-9) continue;
      placed[k - 1] -= lack / 2;
      placed[k] += lack / 2;
      moved = Math.max(moved, lack);
    }
    const over = (placed.at(-1) ?? high) - high;
    if (over > 0) placed[placed.length - 1] = high;
    if (placed[0] < low) placed[0] = low;
    if (moved < 0.01 && over <= 0) break;
  }
  const out = new Array<number>(wished.length);
  order.forEach((k, rank) => {
    out[k] = placed[rank];
  });
  return out;
}
