import { setOf, strongestFirst, type Terms } from "../../src/bits/terms.js";
import type { View } from "../../src/types.js";
import { clean, fullLabel } from "../labels.js";
import { lineColours, type Spec, specOf } from "./spec.js";

/** So many of the strongest terms of each transform have a point each; of the others some do, evenly spread on the logarithmic axis, and the weakest. */
const EACH = 150;
const PER_E_FOLD = 60;

/** Sorted sizes of the Fourier and the Möbius coefficients on logarithmic axes: scroll and drag to look closer, pointing names the term. */
export function decaySpec(view: View): Spec {
  const points = [
    ...(view.fourier ? pointsOf("Fourier", view.fourier, view.players.names) : []),
    ...(view.moebius ? pointsOf("Möbius", view.moebius, view.players.names) : []),
  ];
  // The legend names what is drawn.
  const transforms = [...(view.fourier ? ["Fourier"] : []), ...(view.moebius ? ["Möbius"] : [])];
  return specOf({
    description: `${clean(view.title)}: sorted sizes of the coefficients`,
    title: {
      text: clean(view.title) || "Sorted sizes of the coefficients",
      subtitle: "scroll to zoom, drag to move, double-click to reset",
    },
    width: 370,
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
        scale: { type: "log", nice: false },
        axis: { grid: false },
        title: "rank of the term, strongest first",
      },
      y: {
        field: "size",
        type: "quantitative",
        scale: { type: "log" },
        axis: { tickCount: 6, format: "~g" },
        title: `|coefficient| (${clean(view.unit)})`,
      },
      color: {
        field: "transform",
        type: "nominal",
        scale: { domain: transforms, range: lineColours.slice(0, transforms.length) },
        title: null,
        legend: { orient: "top" },
      },
      strokeDash: {
        scale: { domain: transforms },
        field: "transform",
        type: "nominal",
        legend: { orient: "top" },
        title: null,
      },
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
  const order = strongestFirst(terms);
  const step = (rank: number): number => Math.floor(Math.log(rank) * PER_E_FOLD);
  return order.flatMap((k, before) => {
    const rank = before + 1;
    if (rank > EACH && rank < order.length && step(rank) === step(before)) return [];
    return {
      transform,
      rank,
      size: Math.abs(terms.values[k]),
      players: fullLabel([...setOf(terms, k)].map((i) => names[i])),
    };
  });
}
