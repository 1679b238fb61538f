import type { View } from "../../src/types.js";
import { indexNote } from "../facts.js";
import { clean, count, digitsFor, escaped, setLabel, shorten, signed, textWidth } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { tableText } from "../table.js";
import { chart, textSize as size, widest, chartWidth as width } from "./chart.js";
import { label, markup, px, quietLine } from "./glyphs.js";
import { nothingToShow } from "./nothing.js";

const mostPlayers = 30;

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly names: readonly string[];
  readonly value: number;
}

/**
 * Pairs of players as the lower half of a square, main effects on its diagonal, each player named once at its end: its pairs lie to
 * the left of the name and below it. Strength is the cell's colour, sign its hue and the written value (or sign, where cells are small).
 */
export function heatmapSvg(view: View, top: number): string {
  const { players, cells, left, pairs, larger } = chosen(view, top);
  const largest = Math.max(...cells.map(({ value }) => Math.abs(value)));
  const digits = digitsFor(largest);
  const names = players.map((player) => shorten(view.players.names[player], 150, size) || "␣");
  const marginRight = 20 + widest(names, 20);
  const marginLeft = 12;
  const side = Math.min(46, (width - marginLeft - marginRight) / players.length);
  const written = cells.map(({ value }) => signed(value, digits));
  const textSizeIn = Math.min(11, side * 0.62);
  // Fewer digits rather than none: the whole value is in the cell's title and in the text form.
  const within = [digits, digits - 1]
    .filter((d) => d >= 0)
    .map((d) => cells.map(({ value }) => signed(value, d)))
    .find((texts) => texts.every((text) => textWidth(text, 11) <= side - 8));

  return chart(
    {
      title: view.title,
      about: `Pairs, and single players on the diagonal: ${view.index} (${clean(view.unit)})`,
      foot: footOf(left, pairs, larger),
      describe: `${clean(view.title)}: heat map of ${players.length} players; ${cells
        .slice(0, 30)
        .map(
          ({ names: set }, k) => `${set.map((name) => clean(name).slice(0, 40)).join(" · ")} ${written[k]}`,
        )
        .join("; ")}`,
      height: players.length * side,
      marginLeft,
      marginRight: width - marginLeft - players.length * side,
      marginBottom: indexNote(view) === "" ? 4 : 22,
      marginTop: 30,
    },
    (stage, area) => {
      const at = (k: number): number => k * side;
      const grid = players.flatMap((_, row) =>
        Array.from(
          { length: row + 1 },
          (_, column) =>
            `M${px(area.left + at(column) + 0.5)} ${px(area.top + at(row) + 0.5)}h${px(side - 1)}v${px(side - 1)}h${px(1 - side)}z`,
        ),
      );
      const drawn: string[] = [
        `<path d="${grid.join("")}" fill="${themed.rule}" fill-opacity="0.25"/>`,
        ...legend(area.left, area.top - 26, largest, digits),
      ];
      cells.forEach(({ row, column, value, names: set }, k) => {
        const strength = Math.abs(value) / largest;
        const [x, y] = [area.left + at(column), area.top + at(row)];
        drawn.push(
          `<rect x="${px(x + 0.5)}" y="${px(y + 0.5)}" width="${px(side - 1)}" height="${px(side - 1)}" fill="${signColour(value)}" fill-opacity="${shade(strength)}"><title>${escaped(`${set.map(clean).join(" · ").slice(0, 400)}: ${written[k]}`)}</title></rect>`,
          label(within?.[k] ?? (value < 0 ? "−" : "+"), x + side / 2, y + side / 2 + textSizeIn * 0.36, {
            anchor: "middle",
            size: Math.round(textSizeIn * 10) / 10,
            // Whichever of the two can be read on the colour.
            fill: strength > (value < 0 ? 0.8 : 0.6) ? themed.paper : themed.ink,
          }),
        );
      });
      players.forEach((player, k) => {
        drawn.push(
          label(names[k], area.left + at(k + 1) + 6, area.top + at(k) + side / 2 + 4, {
            title: clean(view.players.names[player]).slice(0, 400),
          }),
        );
      });
      drawn.push(...quietLine(indexNote(view), area, 4));
      return { marks: [markup(stage, drawn)] };
    },
  );
}

/** The pairs and single players of the picture as a list, strongest first. */
export function heatmapText(view: View, title: string, top: number): string {
  const { cells, left, pairs, larger } = chosen(view, top);
  const digits = digitsFor(Math.abs(cells[0].value));
  const listed = cells.slice(0, 40);
  return tableText(
    title,
    [{ key: "players" }, { key: "value", label: view.index }],
    listed.map(({ names, value }) => ({
      players: setLabel(names, 46 * 7, 12),
      value: signed(value, digits),
    })),
    [
      ...(cells.length > listed.length
        ? [`${count(cells.length - listed.length)} more are in the picture.`]
        : []),
      footOf(left, pairs, larger),
      indexNote(view),
    ].filter((note) => note !== ""),
  );
}

function chosen(
  view: View,
  top: number,
): { players: number[]; cells: Cell[]; left: number; pairs: number; larger: number } {
  const small = view.interactions.filter(({ order }) => order <= 2);
  if (!small.some(({ order }) => order === 2)) {
    throw nothingToShow(
      "pair of players",
      view.index === "SV" || view.index === "BV"
        ? `${view.index} has single players only, draw .bar() or say .as("FSII") first`
        : "widen the filter, or draw .bar()",
    );
  }
  const strengths = new Map<number, number>();
  for (const { players, value } of small) {
    for (const player of players) strengths.set(player, (strengths.get(player) ?? 0) + Math.abs(value));
  }
  const strongest = [...strengths]
    .sort(([a, first], [b, second]) => second - first || a - b)
    .map(([player]) => player)
    .slice(0, Math.min(top, mostPlayers));
  const players = strongest.sort((a, b) => a - b);
  const place = new Map(players.map((player, k) => [player, k]));
  const cells: Cell[] = [];
  let pairs = 0;
  for (const { players: set, names, value } of small) {
    const places = set.map((player) => place.get(player));
    if (places.includes(undefined)) {
      if (set.length === 2) pairs++;
      continue;
    }
    cells.push({ column: places[0]!, row: places[places.length - 1]!, names, value });
  }
  return {
    players,
    cells,
    left: strengths.size - players.length,
    pairs,
    larger: view.interactions.length - small.length,
  };
}

function footOf(left: number, pairs: number, larger: number): string {
  return [
    left > 0
      ? `${count(left)} weaker ${left === 1 ? "player" : "players"} left out (${count(pairs)} ${pairs === 1 ? "pair" : "pairs"})`
      : "",
    larger > 0 ? `${count(larger)} ${larger === 1 ? "set" : "sets"} of three players and more not drawn` : "",
  ]
    .filter((note) => note !== "")
    .join(" · ");
}

function shade(strength: number): string {
  return (0.08 + 0.92 * strength).toFixed(2);
}

function legend(left: number, top: number, largest: number, digits: number): string[] {
  const steps = [-1, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1];
  const written = [signed(-largest, digits), signed(largest, digits)];
  const wide = textWidth(written[0], 11) + 6;
  return [
    label(written[0], left, top + 11, { size: 11, fill: themed.quiet }),
    ...steps.map(
      (value, k) =>
        `<rect x="${px(left + wide + k * 16)}" y="${px(top)}" width="15" height="13" fill="${signColour(value)}" fill-opacity="${shade(Math.abs(value))}"/>`,
    ),
    label(written[1], left + wide + steps.length * 16 + 6, top + 11, { size: 11, fill: themed.quiet }),
  ];
}
