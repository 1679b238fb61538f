import type { View } from "../../src/types.js";
import { type Contributions, digitsOfSum, leftovers, type SumDigits, sumWritten } from "../contributions.js";
import { faithfulnessText } from "../facts.js";
import { clean, fullLabel, setLabel, shorten, signed } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { chart, spaced, chartWidth as width } from "./chart.js";
import { chip, label, line, markup, px, stripedBar, stripesMean, valueTicks } from "./glyphs.js";
import { nothingToShow } from "./nothing.js";

const side = 24;
const lane = 20;
const rowHeight = 19;
const gutter = 22;
const column = (width - 2 * 12 - gutter) / 2;
const listSize = 11;
const nameRoom = column - 32 - 46;

/** One piece of a lane: a part, a rest or the gap. */
interface Piece {
  readonly value: number;
  readonly order: number;
  readonly name: string;
  readonly full: string;
  /** Its number among the parts; a rest has none. */
  readonly number?: number;
}

/**
 * The answer as a walk: from the start to the right through all that raises it, then back to the left through all that lowers it, to
 * the answer. The pieces are numbered by strength and named below, those that raise at the left, those that lower at the right.
 */
export function forceSvg(view: View, sum: Contributions): string {
  const { parts, start, end } = sum;
  if (parts.length === 0) throw nothingToShow("interaction to stack");
  const digits = digitsOfSum(sum);
  const pieces = piecesOf(sum, digits);
  const raising = pieces.filter(({ value }) => value > 0);
  const lowering = pieces.filter(({ value }) => value < 0);
  const peak = start + raising.reduce((so, { value }) => so + value, 0);
  const [low, high] = [Math.min(start, end), peak];
  const room = (high - low || 1) * 0.02;
  const rows = Math.max(raising.length, lowering.length) + 1;
  const laneTop = 44;
  const backTop = laneTop + lane + 8;
  const axisAt = backTop + lane + 46;

  return chart(
    {
      title: view.title,
      about: `Sum of ${sum.what} (${clean(view.unit)}); ${stripesMean}`,
      foot: faithfulnessText(view),
      describe: `${clean(view.title)}: ${sumWritten(sum, digits)}`,
      height: axisAt,
      marginLeft: side,
      marginRight: side,
      marginBottom: 34 + rows * rowHeight + 4,
    },
    (stage, area) => {
      const x = (value: number): number =>
        area.left + ((value - low + room) / (high - low + 2 * room || 1)) * (area.right - area.left);
      const y = (inside: number): number => area.top + inside;
      const drawn: string[] = [];
      drawn.push(
        line([x(start), y(16)], [x(start), y(laneTop + lane)], { stroke: themed.ink, dash: "2 2" }),
        atValue(`${sum.startName} ${signed(start, digits.levels)}`, x(start), y(12), area),
        line([x(end), y(backTop - 4)], [x(end), y(backTop + lane + 22)], { stroke: themed.ink, width: 2 }),
        atValue(`${sum.endName} ${signed(end, digits.levels)}`, x(end), y(backTop + lane + 35), area, 600),
        line([x(peak), y(laneTop)], [x(peak), y(backTop + lane)], { stroke: themed.quiet, dash: "2 2" }),
        ...laneOf(raising, start, x, y(laneTop), y(laneTop - 12), [x(start) + 11, area.right + side - 10]),
        ...laneOf(lowering, peak, x, y(backTop), y(backTop + lane + 12), [
          x(end) + 11,
          area.right + side - 10,
        ]),
        ...listOf("raises the answer", raising, 12, y(axisAt + 46), digits),
        ...listOf("lowers the answer", lowering, 12 + column + gutter, y(axisAt + 46), digits),
      );
      const { Plot } = stage;
      const { ticks, format } = valueTicks([low - room, high + room], area);
      return {
        x: { domain: [low - room, high + room], label: null },
        marks: [Plot.axisX(ticks, { tickSize: 4, label: null, tickFormat: format }), markup(stage, drawn)],
      };
    },
  );
}

function piecesOf(sum: Contributions, digits: SumDigits): Piece[] {
  const named = sum.parts.map(({ names, order, value }, k) => ({
    value,
    order,
    name: shorten(setLabel(names, nameRoom, listSize), nameRoom, listSize),
    full: `${fullLabel(names)}: ${signed(value, digits.parts)}`,
    number: k + 1,
  }));
  const others = leftovers(sum, digits).map(({ name, value }) => ({
    value,
    order: 1,
    name: shorten(name, nameRoom, listSize),
    full: name,
  }));
  return [...named, ...others];
}

/** A label on a value's line, inside the picture. */
function atValue(
  text: string,
  x: number,
  y: number,
  area: { readonly left: number; readonly right: number },
  weight?: number,
): string {
  const third = (area.right - area.left) / 3;
  const anchor = x < area.left + third ? "start" : x > area.right - third ? "end" : "middle";
  const nudge = anchor === "start" ? -8 : anchor === "end" ? 8 : 0;
  return label(text, x + nudge, y, { anchor, weight });
}

/** The pieces side by side, each an arrow in the direction in which it moves the answer, their numbers on one line. */
function laneOf(
  pieces: readonly Piece[],
  from: number,
  x: (value: number) => number,
  top: number,
  chips: number,
  bounds: readonly [number, number],
): string[] {
  const drawn: string[] = [];
  const middles: number[] = [];
  let at = from;
  for (const { value, order, full, number } of pieces) {
    const [left, right] = [Math.min(x(at), x(at + value)), Math.max(x(at), x(at + value))];
    middles.push((left + right) / 2);
    const inner = { x: left + 0.5, y: top, width: Math.max(0.6, right - left - 1), height: lane };
    drawn.push(
      number === undefined
        ? `<rect x="${px(inner.x)}" y="${px(top + 0.5)}" width="${px(inner.width)}" height="${lane - 1}" fill="none" stroke="${themed.quiet}" stroke-dasharray="3 2"/>`
        : stripedBar(inner, order, signColour(value), full),
    );
    at += value;
  }
  const numbered = pieces.flatMap(({ number, value }, k) =>
    number === undefined ? [] : [{ number, value, middle: middles[k] }],
  );
  const places = spaced(
    numbered.map(({ middle }) => middle),
    17,
    ...bounds,
  );
  const near = chips < top ? top - 1 : top + lane + 1;
  numbered.forEach(({ number, value, middle }, k) => {
    drawn.push(
      line([middle, near], [places[k], chips], { width: 0.75 }),
      chip(number, value, places[k], chips),
    );
  });
  return drawn;
}

function listOf(
  head: string,
  pieces: readonly Piece[],
  left: number,
  top: number,
  digits: SumDigits,
): string[] {
  const total = pieces.reduce((so, { value }) => so + value, 0);
  const right = left + column;
  const drawn = [
    label(head, left, top, { weight: 600 }),
    label(pieces.length === 0 ? "nothing" : signed(total, digits.parts), right, top, {
      anchor: "end",
      weight: 600,
    }),
  ];
  pieces.forEach(({ number, name, full, value, order }, k) => {
    const y = top + (k + 1) * rowHeight;
    const fill = number === undefined ? themed.quiet : themed.ink;
    if (number !== undefined) {
      drawn.push(
        chip(number, value, left + 8, y - 4),
        stripedBar({ x: left + 20, y: y - 9, width: 7, height: 10 }, order, signColour(value)),
      );
    }
    drawn.push(
      label(name, left + 32, y, { fill, title: full, size: listSize }),
      label(signed(value, digits.parts), right, y, { anchor: "end", fill, size: listSize }),
    );
  });
  return drawn;
}
