import type { RenderFunction } from "@observablehq/plot";
import { escaped, number, textWidth } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { type ChartArea, textSize } from "./chart.js";
import type { Stage } from "./document.js";

/** Orders that stripes tell apart; a set of more players has as many stripes as this. */
export const mostStripes = 4;

/** What stripes mean, for the legends of all pictures that have them. */
export const stripesMean: string = "stripes: players in a set";

/** A coordinate to a tenth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Markup drawn by hand as a mark of a chart. What it holds must be escaped already. */
export function markup(stage: Stage, parts: readonly string[]): RenderFunction {
  return () => {
    const group = stage.document.createElementNS("http://www.w3.org/2000/svg", "g");
    group.setAttribute("data-markup", String(stage.markup.push(parts.join("")) - 1));
    return group as unknown as SVGGElement;
  };
}

/** A bar split lengthwise into as many stripes as the set has players: the order can be seen without colour. */
export function stripedBar(
  bar: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  order: number,
  fill: string,
  title?: string,
): string {
  const stripes = Math.min(mostStripes, Math.max(1, order));
  const gap = stripes === 1 ? 0 : Math.min(2, bar.height / (3 * stripes));
  const height = (bar.height - gap * (stripes - 1)) / stripes;
  const wide = Math.max(1, bar.width);
  const path = Array.from(
    { length: stripes },
    (_, k) => `M${px(bar.x)} ${px(bar.y + k * (height + gap))}h${px(wide)}v${px(height)}h${px(-wide)}z`,
  ).join("");
  const named = title === undefined ? "/>" : `><title>${escaped(title)}</title></path>`;
  return `<path d="${path}" fill="${fill}"${named}`;
}

/** A set's number: on a circle for a positive value, on a square for a negative one. */
export function chip(number: number, value: number, x: number, y: number): string {
  const around =
    value < 0
      ? `<rect x="${px(x - 7)}" y="${px(y - 7)}" width="14" height="14"`
      : `<circle cx="${px(x)}" cy="${px(y)}" r="7.5"`;
  return `${around} fill="${signColour(value)}"/>${label(String(number), x, y + 3.5, { anchor: "middle", size: 10, weight: 700, fill: themed.paper })}`;
}

/** One line of text; `y` is its base line. Escapes the text, keeps direction marks and scripts from moving its neighbours. */
export function label(
  text: string,
  x: number,
  y: number,
  {
    anchor = "start",
    size = textSize,
    weight,
    fill = themed.ink,
    title,
    halo = false,
    turn,
  }: {
    readonly anchor?: "start" | "middle" | "end";
    readonly size?: number;
    readonly weight?: number;
    readonly fill?: string;
    readonly title?: string;
    /** With a rim of paper, for text over lines. */
    readonly halo?: boolean;
    /** Degrees about (x, y). */
    readonly turn?: number;
  } = {},
): string {
  const attributes = [
    `x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" font-size="${size}" fill="${fill}"`,
    ...(weight === undefined ? [] : [`font-weight="${weight}"`]),
    ...(halo
      ? [`stroke="${themed.paper}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`]
      : []),
    ...(turn === undefined ? [] : [`transform="rotate(${turn} ${px(x)} ${px(y)})"`]),
  ];
  const inside = title === undefined ? "" : `<title>${escaped(title)}</title>`;
  return `<text ${attributes.join(" ")}>${inside}${escaped(text)}</text>`;
}

/** A quiet line of its own in the margin below the plotting area, above the foot; none for no text. */
export function quietLine(text: string, area: ChartArea, below: number): string[] {
  if (text === "") return [];
  return [
    label(text, area.width / 2, area.bottom + below + 10, { anchor: "middle", size: 11, fill: themed.quiet }),
  ];
}

/** A straight line. */
export function line(
  from: readonly [number, number],
  to: readonly [number, number],
  { stroke = themed.quiet, width = 1, dash }: { stroke?: string; width?: number; dash?: string } = {},
): string {
  const dashed = dash === undefined ? "" : ` stroke-dasharray="${dash}"`;
  return `<path d="M${px(from[0])} ${px(from[1])}L${px(to[0])} ${px(to[1])}" fill="none" stroke="${stroke}" stroke-width="${width}"${dashed}/>`;
}

/** Round values between two with the texts that stand below them, so many that no two texts meet and all stay in the picture. */
export function valueTicks(
  [low, high]: readonly [number, number],
  area: ChartArea,
): { readonly ticks: number[]; readonly format: (value: number) => string } {
  const room = area.right - area.left;
  for (let most = 7; ; most--) {
    const rough = (high - low) / most;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
    const ticks: number[] = [];
    for (let k = Math.ceil(low / step); k * step <= high; k++) ticks.push(k * step);
    const largest = Math.max(...ticks.map(Math.abs));
    const plain = largest < 1e6 && (largest >= 1e-3 ? step > 1e-12 : step > 1e-7);
    const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const format = (value: number): string => (plain ? number(value, places) : powerOfTen(value));
    const widest = Math.max(...ticks.map((tick) => textWidth(format(tick), textSize)));
    if (most === 1 || widest + 12 < (step / (high - low)) * room) {
      const inside = ticks.filter((tick) => {
        const x = area.left + ((tick - low) / (high - low)) * room;
        const half = textWidth(format(tick), textSize) / 2;
        return x - half >= 2 && x + half <= area.width - 2;
      });
      return { ticks: inside, format };
    }
  }
}

function powerOfTen(value: number): string {
  const [figures, power] = value.toExponential(10).split("e");
  return value === 0 ? "0" : `${Number(figures)}e${Number(power)}`.replaceAll("-", "−");
}
