import type { Markish } from "@observablehq/plot";
import { themed } from "../palette.js";
import type { ChartArea } from "./chart.js";
import type { Stage } from "./document.js";

/** How a text that is placed by pixels looks. */
export interface Written {
  readonly anchor?: "start" | "middle" | "end";
  readonly fill?: string;
  readonly bold?: boolean;
  readonly size?: number;
  /** Paper around the letters, for a text that lies on lines. */
  readonly halo?: boolean;
  /** The whole text, where the written one is cut. */
  readonly full?: string;
}

/** A text at a place in the picture, in pixels from its top left; the vertical middle of the line is at `y`. */
export function written(
  { Plot }: Stage,
  area: ChartArea,
  text: string,
  x: number,
  y: number,
  { anchor = "start", fill = themed.ink, bold = false, size, halo = false, full }: Written = {},
): Markish {
  return Plot.text([text], {
    frameAnchor: "top-left",
    lineAnchor: "middle",
    dx: x - area.left,
    dy: y - area.top,
    text: String,
    textAnchor: anchor,
    fill,
    ...(halo ? { stroke: themed.paper, strokeWidth: 4 } : {}),
    ...(bold ? { fontWeight: 600 } : {}),
    ...(size === undefined ? {} : { fontSize: size }),
    ...(full === undefined ? {} : { title: () => full }),
  });
}

/** Round numbers from `low` to `high`, about `count` of them. */
export function niceTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((s) => s * power >= rough * 0.999)! * power;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k <= Math.floor(high / step + 1e-9); k++) {
    ticks.push(Number((k * step).toPrecision(12)));
  }
  return ticks;
}

/** A number at an axis: plain where that is short, else a power of ten; a true minus sign. */
export function axisNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e6 || size < 1e-4
      ? Number(size.toPrecision(3)).toExponential().replace("e+", "e").replace("e-", "e−")
      : Number(size.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 7 });
  return value < 0 ? `−${text}` : text;
}

/** Of these positions in pixels, ascending, those whose labels of these widths do not touch; the first and the last stay. */
export function roomy(positions: readonly number[], widths: readonly number[], gap: number = 8): number[] {
  const kept: number[] = [];
  const last = positions.length - 1;
  const clash = (a: number, z: number): boolean =>
    positions[z] - positions[a] < (widths[a] + widths[z]) / 2 + gap;
  for (let k = 0; k <= last; k++) {
    if (kept.length > 0 && clash(kept[kept.length - 1], k)) continue;
    if (k !== last && k !== 0 && clash(k, last)) continue;
    kept.push(k);
  }
  return kept;
}
