import { clean, fullLabel, setLabel } from "../labels.js";
import type { Swarms } from "../plot/beeswarm.js";
import { type Spec, signOf, signScale, specOf } from "./spec.js";

/** Sets of players over many explanations as rows of dots: point at a dot and its explanation stands out in every row; drag over values to compare. */
export function beeswarmSpec(swarms: Swarms): Spec {
  const values = swarms.rows.flatMap(({ names, values: all, of }, row) =>
    all.map((value, k) => ({
      row: `${row + 1}. ${setLabel(names, 220, 12)}`,
      rank: row,
      all: fullLabel(names),
      value,
      sign: signOf(value),
      explanation: clean(of[k]),
      // Dots of one row side by side: placed by their turn, not by chance.
      offset: ((k * 0.618034) % 1) - 0.5,
    })),
  );
  return specOf({
    description: swarms.title,
    title: {
      text: clean(swarms.title),
      subtitle: "point at a dot: the same explanation in every row; drag over values",
    },
    width: 290,
    height: { step: 30 },
    data: { values },
    params: [
      { name: "one", select: { type: "point", fields: ["explanation"], on: "mouseover", clear: "mouseout" } },
      { name: "values", select: { type: "interval", encodings: ["x"] } },
    ],
    mark: { type: "circle", size: 50 },
    encoding: {
      x: { field: "value", type: "quantitative", title: `${swarms.index} (${clean(swarms.unit)})` },
      y: { field: "row", type: "nominal", title: null, sort: { field: "rank" }, axis: { labelLimit: 0 } },
      yOffset: { field: "offset", type: "quantitative", scale: { domain: [-1, 1] } },
      color: signScale,
      opacity: {
        condition: { test: { and: [{ param: "one" }, { param: "values" }] }, value: 0.95 },
        value: 0.12,
      },
      tooltip: [
        { field: "explanation" },
        { field: "all", title: "players" },
        { field: "value", format: "+.4~g" },
      ],
    },
  });
}
