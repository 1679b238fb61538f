import { lineColours, type Spec, specOf } from "./spec.js";

/** One run of a sweep as the chart reads it. */
export interface RunPoint {
  readonly name: string;
  readonly x: number;
  readonly r2: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

/** R² of runs as lines by name, with intervals: click a name in the legend to look at it alone, point at a mark for its numbers. */
export function runsSpec(
  title: string,
  points: readonly RunPoint[],
  x: { readonly title: string; readonly log?: boolean },
): Spec {
  const values = points
    .filter(({ r2, x: at }) => r2 !== null && Number.isFinite(r2) && Number.isFinite(at))
    .map(({ name, x: at, r2, low, high }) => ({ name, at, r2, low: low ?? r2, high: high ?? r2 }));
  const names = [...new Set(values.map(({ name }) => name))];
  const legend = { title: "click to look at one", orient: "top", columns: 3 };
  const place = {
    x: {
      field: "at",
      type: "quantitative",
      title: x.title,
      scale: x.log ? { type: "log", nice: false } : { zero: false, nice: false },
    },
    opacity: { condition: { param: "name", value: 1 }, value: 0.12 },
    color: {
      field: "name",
      type: "nominal",
      scale: { domain: names, range: lineColours },
      legend,
    },
  };
  return specOf({
    description: title,
    title: { text: title },
    width: 380,
    height: 280,
    data: { values },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 2 },
        encoding: { ...place, y: { field: "low", type: "quantitative", title: "R²" }, y2: { field: "high" } },
      },
      {
        mark: { type: "line", strokeWidth: 2 },
        encoding: {
          ...place,
          y: { field: "r2", type: "quantitative", title: "R²" },
          strokeDash: { field: "name", type: "nominal", scale: { domain: names }, legend },
        },
      },
      {
        params: [{ name: "name", select: { type: "point", fields: ["name"] }, bind: "legend" }],
        mark: { type: "point", filled: true, size: 60 },
        encoding: {
          ...place,
          y: { field: "r2", type: "quantitative", title: "R²" },
          shape: { field: "name", type: "nominal", scale: { domain: names }, legend },
          tooltip: [
            { field: "name" },
            { field: "at", title: x.title },
            { field: "r2", title: "R²", format: ".4f" },
            { field: "low", format: ".4f" },
            { field: "high", format: ".4f" },
          ],
        },
      },
    ],
  });
}
