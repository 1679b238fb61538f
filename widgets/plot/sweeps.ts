import { count, number } from "../labels.js";
import { type Line, type LinesFrame, linesSvg } from "./lines.js";
import { axisNumber } from "./place.js";

/** R² of a run as the sweeps tell it. */
interface Judged {
  readonly r2: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

/** Values of R² lower than this are drawn at the lower edge, with an arrow. */
const floor = -0.5;
const r2Axis: LinesFrame["y"] = { at: [0, 1], floor };

/** Faithfulness of every method against the budget it was given, with the 90 % intervals. */
export function budgetSvg(
  rows: readonly (Judged & { readonly method: string; readonly budget: number })[],
  title: string,
): string {
  const spread = spreadOf(rows.map((row) => row.budget));
  return linesSvg(
    grouped(
      rows,
      (row) => row.method,
      (row) => ({ x: row.budget, y: r2Of(row), low: row.low, high: row.high }),
    ),
    {
      title,
      about: `R² on the test masks, with 90 % intervals${missing(rows)}`,
      foot: `budget (calls${spread > 6 ? ", logarithmic" : ""})`,
      x: { type: spread > 6 ? "log" : "linear", format: count },
      y: r2Axis,
    },
  );
}

/** Faithfulness of every method against the signal-to-noise ratio; no noise at all stands at the right. */
export function noiseSvg(
  rows: readonly (Judged & { readonly method: string; readonly snr: number })[],
  title: string,
): string {
  const finite = [...new Set(rows.map((row) => row.snr).filter(Number.isFinite))].sort((a, z) => a - z);
  const last = finite.at(-1) ?? 0;
  const step = finite.length > 1 ? (last - finite[0]) / (finite.length - 1) : 10;
  const quiet = last + step;
  const loud = (finite[0] ?? 0) - step;
  const place = (snr: number): number =>
    snr === Number.POSITIVE_INFINITY ? quiet : snr === Number.NEGATIVE_INFINITY ? loud : snr;
  return linesSvg(
    grouped(
      rows,
      (row) => row.method,
      (row) => ({ x: place(row.snr), y: r2Of(row), low: row.low, high: row.high }),
    ),
    {
      title,
      about: `R² against the noise-free values${rows.some((row) => row.low !== null && row.low !== undefined) ? ", lines: from the lowest to the highest run" : ""}${missing(rows)}`,
      foot: "signal-to-noise ratio (dB)",
      x: {
        format: (x) =>
          x === quiet && rows.some((row) => row.snr === Number.POSITIVE_INFINITY)
            ? "no noise"
            : x === loud && rows.some((row) => row.snr === Number.NEGATIVE_INFINITY)
              ? "only noise"
              : axisNumber(x),
      },
      y: r2Axis,
    },
  );
}

type Setting = "b" | "C" | "t" | "decoding";

/** R² of every combination of settings against the calls it needs; a line joins those that differ in one setting alone. */
export function settingsSvg(
  rows: readonly (Judged & {
    readonly b: number;
    readonly C: number;
    readonly t: number;
    readonly decoding: string;
    readonly calls: number | null;
  })[],
  title: string,
): string {
  const values = (key: Setting): number => new Set(rows.map((row) => row[key])).size;
  const along = (["b", "t", "C"] as const).reduce((best, key) => (values(key) > values(best) ? key : best));
  const others = (["C", "b", "t", "decoding"] as const).filter((key) => key !== along && values(key) > 1);
  const name = (row: { readonly [key in Setting]: number | string }): string =>
    others.length === 0
      ? "SPEX"
      : others.map((key) => (key === "decoding" ? row[key] : `${key} ${row[key]}`)).join(", ");
  const answered = rows.filter((row) => row.calls !== null);
  const spread = spreadOf(answered.map((row) => row.calls!));
  return linesSvg(
    grouped(answered, name, (row) => ({
      x: row.calls!,
      y: r2Of(row),
      low: row.low,
      high: row.high,
      note: `${along} ${row[along]}`,
    })),
    {
      title,
      about: `R² on the test masks, with 90 % intervals; written at the points: ${along}${missing(rows)}`,
      foot: `calls${spread > 6 ? " (logarithmic)" : ""}`,
      x: { type: spread > 6 ? "log" : "linear", format: count },
      y: r2Axis,
    },
  );
}

/** Seconds of hard and soft decoding against the size of the groups, R² at the points. */
export function decodeTimeSvg(
  rows: readonly {
    readonly b: number;
    readonly decoding: string;
    readonly seconds: number;
    readonly r2: number;
  }[],
  title: string,
): string {
  return linesSvg(
    grouped(
      rows,
      (row) => row.decoding,
      (row) => ({ x: row.b, y: row.seconds, note: `R² ${number(row.r2, 3)}` }),
    ),
    {
      title,
      about: "Seconds for one estimate (logarithmic); written at the points: R²",
      foot: "b (2^b bins in a group)",
      y: { type: "log" },
    },
  );
}

/** What is left of the faithfulness when only the strongest coefficients are kept. */
export function truncationSvg(
  rows: readonly { readonly kept: number; readonly energy: number; readonly r2: number | null }[],
  title: string,
): string {
  const lines: Line[] = [
    { name: "surrogate's variance", points: rows.map((row) => ({ x: row.kept, y: row.energy })) },
    {
      name: "R² on the game",
      points: rows.flatMap((row) => (row.r2 === null ? [] : [{ x: row.kept, y: row.r2 }])),
    },
  ];
  const many = Math.max(...rows.map((row) => row.kept)) > 30;
  return linesSvg(lines, {
    title,
    about: "Share of the surrogate's own variance · R² against the game's answers",
    foot: `Fourier coefficients kept, strongest first${many ? " (logarithmic)" : ""}`,
    x: { type: many ? "symlog" : "linear", format: count },
    y: r2Axis,
  });
}

function r2Of({ r2 }: Judged): number {
  return r2 ?? Number.NaN;
}

/** Rows as lines: one for each name, in order of arrival, points ascending. */
function grouped<R>(
  rows: readonly R[],
  name: (row: R) => string,
  point: (row: R) => Line["points"][number],
): Line[] {
  const lines = new Map<string, Line["points"][number][]>();
  for (const row of rows) {
    const points = lines.get(name(row)) ?? [];
    points.push(point(row));
    lines.set(name(row), points);
  }
  return [...lines].map(([line, points]) => ({ name: line, points: points.sort((a, z) => a.x - z.x) }));
}

function missing(rows: readonly Judged[]): string {
  const lost = rows.filter(({ r2 }) => r2 === null || Number.isNaN(r2)).length;
  return lost === 0 ? "" : ` · ${count(lost)} without a value (the table says why)`;
}

function spreadOf(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values);
}
