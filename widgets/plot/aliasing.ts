import { SpexlabError } from "../../src/errors.js";
import { count, digitsFor, fullLabel, setLabel, shorten, signed, textWidth } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { chart, textSize as size } from "./chart.js";
import { written } from "./place.js";

/** What is in one bin. */
interface Bin {
  readonly bin: string;
  readonly type: string;
  readonly value: number;
  readonly terms: readonly { readonly names: readonly string[]; readonly value: number }[];
}

interface Chip {
  readonly text: string;
  readonly full: string;
  readonly value: number;
  readonly wide: number;
  readonly x: number;
  readonly row: number;
}

const most = 32;
const rowHeight = 26;
const chipHeight = 19;
const gap = 6;

/** A line for each bin: its number, the sets in it as boxes (solid: positive, dashed: negative), what it is and what it measures. */
export function aliasingSvg(given: readonly Bin[], title: string): string {
  if (given.length === 0) throw new SpexlabError("NOTHING_TO_SHOW", "Expected at least one bin, got none.");
  const bins = given.slice(0, most);
  const sizes = bins.flatMap(({ terms, value }) => [value, ...terms.map((term) => term.value)]).map(Math.abs);
  const digits = digitsFor(Math.max(...sizes));
  const left = Math.max(...bins.map(({ bin }) => textWidth(`bin ${bin}`, size))) + 20;
  const values = bins.map(({ value, terms }) => (terms.length === 0 ? "0" : signed(value, digits)));
  const valueWide = Math.max(...values.map((text) => textWidth(text, size)), textWidth("measured", size));
  const right = valueWide + 84 + 14;
  const room = 600 - left - right - 12;
  const height = bins.length * rowHeight;
  const rows = bins.map((bin, row) => chipsOf(bin, row, room, digits));
  const hidden = given.length - bins.length;
  return chart(
    {
      title,
      about: "The sets in each bin with their Fourier coefficients (dashed: negative)",
      ...(hidden > 0 ? { foot: `and ${count(hidden)} more bins` } : {}),
      describe: `Bins: ${bins.map(({ bin, type }) => `${bin} ${type}`).join(", ")}`,
      height,
      marginLeft: left,
      marginRight: right,
      marginTop: 20,
      marginBottom: 4,
    },
    (stage, area) => {
      const { Plot } = stage;
      const middle = (row: number): number => area.top + (row + 0.5) * rowHeight;
      const chips = rows.flatMap((row) => row.chips);
      return {
        x: { domain: [0, area.right - area.left], axis: null },
        y: { domain: [height, 0], axis: null },
        marks: [
          Plot.ruleY(
            Array.from({ length: bins.length + 1 }, (_, k) => k * rowHeight),
            { stroke: themed.rule },
          ),
          ...([1, -1] as const).map((sign) =>
            Plot.rect(
              chips.filter(({ value }) => value < 0 === sign < 0),
              {
                x1: "x",
                x2: (chip: Chip) => chip.x + chip.wide,
                y1: (chip: Chip) => (chip.row + 0.5) * rowHeight - chipHeight / 2,
                y2: (chip: Chip) => (chip.row + 0.5) * rowHeight + chipHeight / 2,
                rx: 4,
                fill: signColour(sign),
                fillOpacity: 0.14,
                stroke: signColour(sign),
                ...(sign < 0 ? { strokeDasharray: "4 2" } : {}),
                title: "full",
              },
            ),
          ),
          ...chips.map(({ text, full, x, wide, row }) =>
            written(stage, area, text, area.left + x + wide / 2, middle(row), { anchor: "middle", full }),
          ),
          ...rows.flatMap(({ more, end }, row) =>
            more > 0
              ? [
                  written(stage, area, `+${count(more)}`, area.left + end, middle(row), {
                    fill: themed.quiet,
                  }),
                ]
              : [],
          ),
          ...bins.flatMap(({ bin, type }, row) => [
            written(stage, area, `bin ${bin}`, area.left - 10, middle(row), { anchor: "end" }),
            written(stage, area, values[row], area.right + 12 + valueWide, middle(row), { anchor: "end" }),
            written(stage, area, type, area.right + valueWide + 24, middle(row), {
              fill: type === "singleton" ? themed.ink : themed.quiet,
              bold: type === "singleton",
            }),
          ]),
          written(stage, area, "measured", area.right + 12 + valueWide, area.top - 10, {
            anchor: "end",
            fill: themed.quiet,
          }),
        ],
      };
    },
  );
}

/** The boxes of one bin that have room side by side, how many have none, and where they end. */
function chipsOf(
  { terms }: Bin,
  row: number,
  room: number,
  digits: number,
): { chips: Chip[]; more: number; end: number } {
  const chips: Chip[] = [];
  let x = 0;
  for (const [k, { names, value }] of terms.entries()) {
    const told = ` ${signed(value, digits)}`;
    const name =
      names.length === 0 ? "∅" : shorten(setLabel(names, room / 2 - 20, size), room / 2 - 20, size);
    const text = name + told;
    const wide = textWidth(text, size) + 14;
    const last = k === terms.length - 1;
    if (x + wide > room - (last ? 0 : 34)) break;
    chips.push({ text, full: (names.length === 0 ? "∅" : fullLabel(names)) + told, value, wide, x, row });
    x += wide + gap;
  }
  return { chips, more: terms.length - chips.length, end: x };
}
