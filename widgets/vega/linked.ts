import type { Players, View } from "../../src/types.js";
import { clean, fullLabel, setLabel, shorten, textWidth } from "../labels.js";
import { ink, quiet } from "../palette.js";
import { nothingToShow } from "../plot/nothing.js";
import { type Spec, signOf, signScale, specOf } from "./spec.js";

/** Interactions in the chart, strongest first. */
const MOST = 300;
/** Words in the chart: with more, only those in an interaction of the chart. */
const MOST_WORDS = 400;
/** Of the words; with the margins all fits a notebook in a window of 600 pixels. */
const width = 360;
const size = 14;
const lineHeight = 24;
/** Bars listed at a time. */
const LISTED = 15;

/**
 * Four views of the interactions that answer to each other: click a word, click an order, drag over strengths, and the list and the words show
 * what is left; shift-click adds, double-click clears.
 */
export function linkedSpec(view: View): Spec {
  const shown = view.interactions.slice(0, MOST);
  if (shown.length === 0) throw nothingToShow("interaction");
  const words = placed(view.players, new Set(shown.flatMap(({ players }) => players)));
  const members = shown.flatMap(({ players, names, order, value }, k) =>
    players.map((player) => ({
      rank: k + 1,
      label: `${k + 1}. ${setLabel(names, 170, 12)}`,
      all: fullLabel(names),
      player,
      order,
      value,
      size: Math.abs(value),
      sign: signOf(value),
    })),
  );
  const unit = `${view.index} (${clean(view.unit)})`;
  const chosen = (...but: string[]): object[] =>
    ["word", "order", "strength"].filter((p) => !but.includes(p)).map((param) => ({ filter: { param } }));
  const once = { aggregate: [], groupby: ["rank", "label", "all", "order", "value", "size", "sign"] };
  const wordsHigh = Math.max(...words.map(({ y }) => y)) + lineHeight / 2;
  const place = {
    x: { field: "x", type: "quantitative", scale: { domain: [0, width], range: [0, width] }, axis: null },
    y: {
      field: "y",
      type: "quantitative",
      scale: { domain: [0, wordsHigh], range: [0, wordsHigh] },
      axis: null,
    },
  };
  return specOf({
    description: `${clean(view.title)}: interactions by words, order and strength, linked`,
    title: {
      text: shorten(view.title, 400, 13) || "Interactions",
      subtitle: "click a word or an order, drag over strengths; double-click clears",
    },
    datasets: { members, words },
    vconcat: [
      {
        width,
        height: wordsHigh,
        view: { stroke: null },
        layer: [
          {
            data: { name: "words" },
            params: [{ name: "word", select: { type: "point", fields: ["player"], clear: "dblclick" } }],
            mark: { type: "rect", cornerRadius: 3, cursor: "pointer", fill: ink },
            encoding: {
              ...place,
              x: { ...place.x, field: "left" },
              x2: { field: "right" },
              y: { ...place.y, field: "top" },
              y2: { field: "bottom" },
              opacity: { condition: { param: "word", empty: false, value: 0.18 }, value: 0.02 },
              tooltip: { field: "all", type: "nominal", title: "player" },
            },
          },
          {
            data: { name: "members" },
            transform: [
              ...chosen("word"),
              { aggregate: [{ op: "sum", field: "size", as: "strength" }], groupby: ["player"] },
              {
                lookup: "player",
                from: { data: { name: "words" }, key: "player", fields: ["left", "right", "bottom"] },
              },
            ],
            mark: { type: "rule", strokeWidth: 3, stroke: ink },
            encoding: {
              x: { ...place.x, field: "left" },
              x2: { field: "right" },
              y: { ...place.y, field: "bottom" },
              opacity: {
                field: "strength",
                type: "quantitative",
                scale: { range: [0.12, 1], zero: true },
                legend: null,
              },
            },
          },
          {
            data: { name: "words" },
            mark: { type: "text", fontSize: size, fill: ink, baseline: "middle", tooltip: false },
            encoding: { ...place, text: { field: "word" } },
          },
        ],
      },
      {
        hconcat: [
          {
            width: 90,
            height: 110,
            data: { name: "members" },
            transform: [...chosen("order"), once],
            params: [{ name: "order", select: { type: "point", encodings: ["y"], clear: "dblclick" } }],
            mark: { type: "bar", cursor: "pointer", fill: quiet },
            encoding: {
              x: {
                aggregate: "count",
                type: "quantitative",
                title: "interactions",
                axis: { tickMinStep: 1 },
              },
              y: { field: "order", type: "ordinal", title: "order" },
              opacity: { condition: { param: "order", value: 1 }, value: 0.3 },
            },
          },
          {
            width: 170,
            height: 110,
            data: { name: "members" },
            transform: [...chosen("strength"), once],
            params: [{ name: "strength", select: { type: "interval", encodings: ["x"], clear: "dblclick" } }],
            mark: { type: "tick", thickness: 2 },
            encoding: {
              x: { field: "value", type: "quantitative", title: unit },
              y: { field: "order", type: "ordinal", title: null },
              color: signScale,
              opacity: { condition: { param: "strength", value: 0.9 }, value: 0.25 },
              tooltip: [
                { field: "all", title: "players" },
                { field: "value", format: "+.4~g" },
              ],
            },
          },
        ],
      },
      {
        width: 170,
        height: { step: 20 },
        data: { name: "members" },
        transform: [
          ...chosen(),
          once,
          { window: [{ op: "rank", as: "place" }], sort: [{ field: "rank" }] },
          { filter: `datum.place <= ${LISTED}` },
        ],
        mark: { type: "bar" },
        encoding: {
          x: {
            field: "value",
            type: "quantitative",
            title: [unit, `the ${LISTED} strongest that are left`],
          },
          y: {
            field: "label",
            type: "nominal",
            title: null,
            sort: { field: "rank" },
            // At the right, so that all views begin at the left however long the labels are.
            axis: { labelLimit: 0, orient: "right", ticks: false, domain: false },
          },
          color: signScale,
          tooltip: [
            { field: "all", title: "players" },
            { field: "order" },
            { field: "value", format: "+.4~g" },
          ],
        },
      },
    ],
  });
}

/** The players as lines of words: where each lies, in pixels. */
function placed(
  { names }: Players,
  members: ReadonlySet<number>,
): {
  player: number;
  word: string;
  all: string;
  x: number;
  y: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}[] {
  const players = names
    .map((_, player) => player)
    .filter((p) => names.length <= MOST_WORDS || members.has(p));
  let x = 0;
  let y = lineHeight / 2;
  return players.map((player) => {
    const word = shorten(names[player], 160, size) || "␣";
    const wide = Math.max(10, Math.ceil(textWidth(word, size)));
    if (x > 0 && x + wide > width) {
      x = 0;
      y += lineHeight;
    }
    const left = x;
    x += wide + 8;
    return {
      player,
      word,
      all: fullLabel([names[player]]),
      x: left + wide / 2,
      y,
      left,
      right: left + wide,
      top: y - 10,
      bottom: y + 10,
    };
  });
}
