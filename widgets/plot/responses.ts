import { SpexlabError } from "../../src/errors.js";
import { clean, count, digitsFor, number, textWidth } from "../labels.js";
import { themed } from "../palette.js";
import { chart, textSize as size, widest } from "./chart.js";
import { axisNumber, niceTicks, written } from "./place.js";

/** Answers to mark in a histogram. */
export interface ResponseMarks {
  readonly title: string;
  readonly unit: string;
  readonly mean: number;
  /** The answers with all players present and with none; null where they were not asked. */
  readonly full: number | null;
  readonly empty: number | null;
}

/** A histogram of answers with the mean and the answers with all and with no player present marked. */
export function responsesSvg(
  rows: readonly { readonly from: number; readonly to: number; readonly count: number }[],
  { title, unit, mean, full, empty }: ResponseMarks,
): string {
  if (rows.length === 0) throw new SpexlabError("NOTHING_TO_SHOW", "Expected at least one bin, got none.");
  const marked = [
    { name: "none present", value: empty, dash: "2 3" },
    { name: "all present", value: full, dash: undefined },
    { name: "mean", value: mean, dash: "7 4" },
  ]
    .flatMap((mark) => (mark.value === null ? [] : [{ ...mark, value: mark.value }]))
    // The leftmost on top: then no line crosses the name of another, which stands at its right.
    .sort((a, z) => a.value - z.value);
  const ends = [...rows.flatMap((row) => [row.from, row.to]), ...marked.map((mark) => mark.value)];
  let low = Math.min(...ends);
  let high = Math.max(...ends);
  if (high === low) {
    const half = low === 0 ? 1 : Math.abs(low) / 2;
    [low, high] = [low - half, high + half];
  }
  // A constant game's one bin has no width of its own.
  const slim = (high - low) / 40;
  const bars = rows.map((row) =>
    row.to > row.from ? row : { ...row, from: row.from - slim, to: row.to + slim },
  );
  const most = Math.max(...rows.map((row) => row.count), 1);
  const yTicks = niceTicks(0, most, 4).filter(Number.isInteger);
  const marginLeft = widest(yTicks.map(count), 20) + 22;
  const digits = digitsFor(Math.max(Math.abs(low), Math.abs(high)));
  const says = (exact: number): string => {
    // A mean that is 0 but for rounding.
    const value = Math.abs(exact) < (high - low) * 1e-12 ? 0 : exact;
    return Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4)
      ? axisNumber(value)
      : number(value, digits);
  };
  const pad = (high - low) * 0.03;
  const domain = [low - pad, high + pad];
  return chart(
    {
      title,
      about: `Number of masks${rows.length > 1 ? `, in ${rows.length} bins` : ""}`,
      foot: `answer (${clean(unit)})`,
      describe: `${clean(title)}: histogram; ${marked.map((mark) => `${mark.name} ${says(mark.value)}`).join(", ")}`,
      height: 200,
      marginLeft,
      marginRight: 24,
      marginTop: 17 * marked.length + 4,
    },
    (stage, area) => {
      const { Plot } = stage;
      const toX = (v: number): number =>
        area.left + ((v - domain[0]) / (domain[1] - domain[0])) * (area.right - area.left);
      return {
        x: { domain, axis: null },
        y: { domain: [0, most], axis: null },
        marks: [
          Plot.ruleY(yTicks, { stroke: themed.rule }),
          ...yTicks.map((tick) =>
            written(stage, area, count(tick), area.left - 8, area.bottom - (tick / most) * 200, {
              anchor: "end",
            }),
          ),
          Plot.rect(bars, {
            x1: "from",
            x2: "to",
            y1: 0,
            y2: "count",
            fill: themed.quiet,
            fillOpacity: 0.45,
            insetLeft: 0.5,
            insetRight: 0.5,
            title: (row) => `${says(row.from)} to ${says(row.to)}: ${count(row.count)} masks`,
          }),
          Plot.ruleY([0], { stroke: themed.ink }),
          ...niceTicks(domain[0], domain[1], 5).map((tick) =>
            written(stage, area, axisNumber(tick), toX(tick), area.bottom + 13, { anchor: "middle" }),
          ),
          ...marked.flatMap((mark, k) => {
            const text = `${mark.name} ${says(mark.value)}`;
            const wide = textWidth(text, size) * 1.08;
            const left = toX(mark.value) + 6 + wide > area.right + 18;
            const y = area.top - 17 * (marked.length - k) + 6;
            return [
              Plot.ruleX([mark.value], {
                stroke: themed.ink,
                strokeWidth: 1.6,
                insetTop: y - area.top - 6,
                ...(mark.dash === undefined ? {} : { strokeDasharray: mark.dash }),
              }),
              written(stage, area, text, toX(mark.value) + (left ? -6 : 6), y, {
                anchor: left ? "end" : "start",
                bold: true,
                halo: true,
              }),
            ];
          }),
        ],
      };
    },
  );
}
