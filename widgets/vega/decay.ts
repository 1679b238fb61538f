import { setOf, type Terms } from "../../src/bits/terms.js";
import type { View } from "../../src/types.js";
import { clean, fullLabel } from "../labels.js";
import { ink } from "../palette.js";
import { type Spec, specOf } from "./spec.js";

/** Terms of each transform in the chart, strongest first. */
const MOST = 1_000;

/** Sorted sizes of the Fourier and the Möbius coefficients on logarithmic axes: scroll and drag to look closer, pointing names the term. */
export function decaySpec(view: View): Spec {
  const points = [
    ...(view.fourier ? pointsOf("Fourier", view.fourier, view.players.names) : []),
    ...(view.moebius ? pointsOf("Möbius", view.moebius, view.players.names) : []),
  ];
  return specOf({
    description: `${clean(view.title)}: sorted sizes of the coefficients`,
    title: {
      text: clean(view.title) || "Sorted sizes of the coefficients",
      subtitle: "scroll to zoom, drag to move, double-click to reset",
    },
    width: 460,
    height: 280,
    data: { values: points },
    layer: [
      { params: [{ name: "zoom", select: "interval", bind: "scales" }], mark: { type: "line", clip: true } },
      { mark: { type: "point", filled: true, size: 25, clip: true } },
    ],
    encoding: {
      x: {
        field: "rank",
        type: "quantitative",
        scale: { type: "log" },
        title: "rank of the term, strongest first",
      },
      y: {
        field: "size",
        type: "quantitative",
        scale: { type: "log" },
        title: `|coefficient| (${clean(view.unit)})`,
      },
      color: {
        field: "transform",
        type: "nominal",
        scale: { domain: ["Fourier", "Möbius"], range: [ink, "#8250a8"] },
        title: null,
        legend: { orient: "top" },
      },
      strokeDash: { field: "transform", type: "nominal" },
      tooltip: [
        { field: "players" },
        { field: "transform" },
        { field: "rank" },
        { field: "size", format: ".4~g" },
      ],
    },
  });
}

function pointsOf(transform: string, terms: Terms, names: readonly string[]): object[] {
  const order = Array.from({ length: terms.length }, (_, k) => k)
    .filter((k) => terms.offsets[k + 1] > terms.offsets[k] && terms.values[k] !== 0)
    .sort((a, b) => Math.abs(terms.values[b]) - Math.abs(terms.values[a]) || a - b)
    .slice(0, MOST);
  return order.map((k, rank) => ({
    transform,
    rank: rank + 1,
    size: Math.abs(terms.values[k]),
    players: fullLabel([...setOf(terms, k)].map((i) => names[i])),
  }));
}
