import type { Interaction, View } from "../../src/types.js";
import { indexNote } from "../facts.js";
import { clean, count, digitsFor, fullLabel, setLabel, shorten, signed, textWidth } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { tableText } from "../table.js";
import { chart, textSize as size, widest, chartWidth as width } from "./chart.js";
import { label, line, markup, px, quietLine } from "./glyphs.js";
import { nothingToShow } from "./nothing.js";

const mostRows = 24;
const rowHeight = 20;
const barsHeight = 150;
const valueSize = 11;

/**
 * The strongest interactions as columns: a bar up or down for the value, and below it dots on the rows of its players, joined by a
 * line. Rows stand in the order of the players.
 */
export function upsetSvg(view: View, top: number): string {
  const { columns, rows, wide, more } = chosen(view, top);
  const digits = digitsFor(Math.abs(columns[0].value));
  const names = rows.map((player) => shorten(view.players.names[player], 170, size) || "␣");
  const marginLeft = 20 + widest(names, 30);
  const marginRight = 12;
  const step = Math.min(56, (width - marginLeft - marginRight) / columns.length);
  const writtenWith = (d: number): string[] => columns.map(({ value }) => signed(value, d));
  // A digit less keeps the values upright; the text form has them all.
  const fewer = writtenWith(Math.max(0, digits - 1));
  const fits = (texts: readonly string[]): boolean =>
    texts.every((text) => textWidth(text, valueSize) <= step - 5);
  const written = !fits(writtenWith(digits)) && fits(fewer) ? fewer : writtenWith(digits);
  const turned = !fits(written);
  const valueRoom = turned ? widest(written) + 8 : valueSize + 6;
  const low = Math.min(0, ...columns.map(({ value }) => value));
  const high = Math.max(0, ...columns.map(({ value }) => value));
  const sides = (low < 0 ? 1 : 0) + (high > 0 ? 1 : 0);
  const perPixel = (high - low) / barsHeight;
  const bars = barsHeight + sides * valueRoom;
  const zero = (high > 0 ? valueRoom : 0) + high / perPixel;

  return chart(
    {
      title: view.title,
      about: `The strongest interactions and their players, ${view.index} (${clean(view.unit)})`,
      foot: footOf(view, columns, more, wide),
      describe: `${clean(view.title)}: ${columns.map(({ names: set }, k) => `${fullLabel(set).slice(0, 80)} ${written[k]}`).join("; ")}`,
      height: bars + 12 + rows.length * rowHeight,
      marginLeft,
      marginRight,
      marginBottom: indexNote(view) === "" ? 2 : 20,
    },
    (stage, area) => {
      const y0 = area.top + zero;
      const y = (value: number): number => y0 - value / perPixel;
      const rowAt = (row: number): number => area.top + bars + 12 + (row + 0.5) * rowHeight;
      const columnAt = (column: number): number => area.left + (column + 0.5) * step;
      const end = area.left + columns.length * step;
      const drawn: string[] = [];
      rows.forEach((player, r) => {
        if (r % 2 === 0) {
          drawn.push(
            `<rect x="8" y="${px(rowAt(r) - rowHeight / 2)}" width="${px(end - 8)}" height="${rowHeight}" fill="${themed.rule}" fill-opacity="0.35"/>`,
          );
        }
        drawn.push(
          label(names[r], area.left - 10, rowAt(r) + 4, {
            anchor: "end",
            title: clean(view.players.names[player]).slice(0, 400),
          }),
        );
      });
      const empty = columns.flatMap(({ players }, c) =>
        rows.flatMap((player, r) =>
          players.includes(player) ? [] : [`M${px(columnAt(c))} ${px(rowAt(r))}h0`],
        ),
      );
      drawn.push(
        `<path d="${empty.join("")}" stroke="${themed.rule}" stroke-width="5" stroke-linecap="round" fill="none"/>`,
      );
      columns.forEach(({ players, value, names: set }, c) => {
        const x = columnAt(c);
        const bar = Math.min(26, step * 0.7);
        const [from, to] = [Math.min(y0, y(value)), Math.max(y0, y(value))];
        const at = value < 0 ? to : from;
        drawn.push(
          `<path d="M${px(x - bar / 2)} ${px(from)}h${px(bar)}V${px(Math.max(to, from + 1))}h${px(-bar)}z" fill="${signColour(value)}"><title>${titleOf(set, written[c])}</title></path>`,
          turned
            ? label(written[c], x + 4, value < 0 ? at + 5 : at - 5, {
                size: valueSize,
                turn: -90,
                anchor: value < 0 ? "end" : "start",
              })
            : label(written[c], x, value < 0 ? at + valueSize + 2 : at - 4, {
                size: valueSize,
                anchor: "middle",
              }),
        );
        const places = players.map((player) => rowAt(rows.indexOf(player)));
        drawn.push(
          line([x, Math.min(...places)], [x, Math.max(...places)], { stroke: signColour(value), width: 2 }),
          ...places.map((place) =>
            value < 0
              ? `<rect x="${px(x - 5)}" y="${px(place - 5)}" width="10" height="10" fill="${signColour(value)}"/>`
              : `<circle cx="${px(x)}" cy="${px(place)}" r="5.5" fill="${signColour(value)}"/>`,
          ),
        );
      });
      drawn.push(line([area.left, y0], [end, y0], { stroke: themed.ink }));
      drawn.push(...quietLine(indexNote(view), area, 2));
      return { marks: [markup(stage, drawn)] };
    },
  );
}

/** The same as a table with a mark for each player of a set. */
export function upsetText(view: View, title: string, top: number): string {
  const { columns, wide, more } = chosen(view, top);
  const digits = digitsFor(Math.abs(columns[0].value));
  return tableText(
    title,
    [{ key: "value", label: view.index }, { key: "order" }, { key: "players" }],
    columns.map(({ value, order, names }) => ({
      value: signed(value, digits),
      order,
      players: setLabel(names, 46 * 7, 12),
    })),
    [footOf(view, columns, more, wide), indexNote(view)].filter((note) => note !== ""),
  );
}

function titleOf(names: readonly string[], written: string): string {
  return `${fullLabel(names)}: ${written}`.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** The strongest interactions whose players have rows: sets that would need more rows than there are, together with those before, are left out. */
function chosen(
  view: View,
  top: number,
): { columns: Interaction[]; rows: number[]; wide: number; more: number } {
  const columns: Interaction[] = [];
  const rows = new Set<number>();
  let wide = 0;
  let looked = 0;
  for (const interaction of view.interactions) {
    if (columns.length === top) break;
    looked++;
    const added = interaction.players.filter((player) => !rows.has(player));
    if (rows.size + added.length > mostRows) {
      wide++;
      continue;
    }
    for (const player of added) rows.add(player);
    columns.push(interaction);
  }
  if (columns.length === 0) {
    throw wide === 0
      ? nothingToShow("interaction to draw")
      : nothingToShow(
          `interaction of at most ${mostRows} players`,
          "all that are shown have more: draw .bar(), which names and counts them",
        );
  }
  return { columns, rows: [...rows].sort((a, b) => a - b), wide, more: view.interactions.length - looked };
}

function footOf(view: View, columns: readonly Interaction[], more: number, wide: number): string {
  return [
    wide > 0
      ? `${count(wide)} stronger than the last one drawn ${wide === 1 ? "needs" : "need"} more rows than ${mostRows}`
      : "",
    more > 0 ? `${count(columns.length)} of ${count(view.interactions.length)} interactions` : "",
  ]
    .filter((note) => note !== "")
    .join(" · ");
}
